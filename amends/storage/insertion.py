"""Inserting a row that somebody else may be inserting at the same moment."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_absent(tx: Connection, table: Table, **values: object) -> bool:
    """Insert a row unless one with the same unique key is there; False if one was.

    A row of another open transaction counts once that transaction has ended, so this waits for it.
    """
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    return tx.execute(dialect.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
