"""Whether a database holds demo data, which is what demo accounts depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from amends.demo.tables import demo_marker


@dataclass(frozen=True)
class DemoMarker:
    """From which seed, and when, demo data were made."""

    seed: int
    customers: int
    seeded_at: datetime


def read_marker(tx: Connection) -> DemoMarker | None:
    """Return what the demo data of this database were made from; nothing if it has none."""
    row = tx.execute(select(demo_marker)).first()
    return DemoMarker(row.seed, row.customers, row.seeded_at) if row else None


def write_marker(tx: Connection, marker: DemoMarker) -> None:
    """Say that this database holds demo data."""
    tx.execute(
        insert(demo_marker).values(
            seed=marker.seed, customers=marker.customers, seeded_at=marker.seeded_at
        )
    )


def is_demo(tx: Connection) -> bool:
    """Return whether this database holds demo data."""
    return read_marker(tx) is not None
