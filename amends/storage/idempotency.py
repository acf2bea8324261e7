"""First result wins: what a repeated command returns instead of being done again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import JSON, Column, Connection, String, Table, func, insert, select

from amends.storage.metadata import METADATA
from amends.storage.types import JsonValue, UtcDateTime

results = Table(
    "idempotent_results",
    METADATA,
    Column("key", String(400), primary_key=True),
    Column("result", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True, server_default=func.now()),
)


def once(tx: Connection, key: str, compute: Callable[[], JsonValue]) -> JsonValue:
    """Return what was computed for this key before; compute and remember it if nothing was.

    The result is stored in the caller's transaction, so a command and the memory of it are
    committed together. Two callers at once: the later one fails on the unique key, its
    transaction rolls back, and its retry finds the first result.

    Args:
        tx: The open writing transaction.
        key: ``f"{message_id}:{operation}"``.
        compute: Does the work and returns what a repeat shall return; JSON types only.
    """
    row = tx.execute(select(results.c.result).where(results.c.key == key)).first()
    if row is not None:
        stored: JsonValue = row.result
        return stored
    result = compute()
    tx.execute(insert(results).values(key=key, result=result))
    return result
