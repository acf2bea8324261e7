"""Brings a database's tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from amends.storage.database import Database

_LOCK = 7_116_382_001
"""Number of the PostgreSQL advisory lock that keeps two processes from migrating at once."""


def migrate(url: str, *, revision: str = "head") -> None:
    """Upgrade the database at this address to a revision, the newest by default.

    Raises:
        ConfigurationError: The address cannot be understood.
        Unavailable: The database does not answer.
    """
    database = Database(url)
    try:
        with database.transaction() as tx:
            if not database.is_sqlite:
                tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent))
            config.attributes["connection"] = tx
            command.upgrade(config, revision)
    finally:
        database.close()
