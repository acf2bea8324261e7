"""Makes offers of one moment wait for each other, so that no two spend the same budget."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

_BUDGET_LOCK = 0x616D656E6473
"""Any number that nothing else locks; these are the letters of the project's name."""


def hold(tx: Connection) -> None:
    """Hold the budgets until the transaction ends; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_BUDGET_LOCK)))
