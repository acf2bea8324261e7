"""The one row that says that a database holds demo data."""

from sqlalchemy import Column, Integer, Table

from amends.storage.metadata import METADATA
from amends.storage.types import UtcDateTime

demo_marker = Table(
    "demo_marker",
    METADATA,
    Column("seed", Integer, primary_key=True),
    Column("customers", Integer, nullable=False),
    Column("seeded_at", UtcDateTime, nullable=False),
)
