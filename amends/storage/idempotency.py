"""First result wins: what a repeated command returns instead of being done again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import JSON, Column, Connection, String, Table, delete, func, insert, select

from amends.storage.metadata import METADATA
from amends.storage.types import JsonValue, UtcDateTime

KEPT = timedelta(days=30)
"""How long a result is remembered; nobody repeats a command that is older."""

_PRUNED_AT_ONCE = 1_000

_LOCKS = 5_404_831_007
"""Seed that keeps the numbers of these advisory locks apart from those of other uses."""

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
    committed together. Two callers with one key at once: the later one waits until the first has
    ended (on SQLite writers wait for each other anyway) and gets what it remembered.

    Args:
        tx: The open writing transaction.
        key: ``f"{message_id}:{operation}"``.
        compute: Does the work and returns what a repeat shall return; JSON types only.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, _LOCKS))))
    row = tx.execute(select(results.c.result).where(results.c.key == key)).first()
    if row is not None:
        stored: JsonValue = row.result
        return stored
    result = compute()
    tx.execute(insert(results).values(key=key, result=result))
    return result


def prune(tx: Connection, now: datetime) -> int:
    """Forget results that nobody will ask for any more, some at a time; return how many."""
    old = select(results.c.key).where(results.c.at < now - KEPT).limit(_PRUNED_AT_ONCE)
    return tx.execute(delete(results).where(results.c.key.in_(old))).rowcount
