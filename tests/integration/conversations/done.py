"""Empties the inbox, for tests without a dispatcher."""

from __future__ import annotations

from sqlalchemy import update

from amends.conversations.tables import inbox
from amends.storage.database import Database


def deal_with_everything(database: Database) -> None:
    """Mark whatever waits as dealt with."""
    with database.transaction() as tx:
        tx.execute(update(inbox).where(inbox.c.state == "pending").values(state="done"))
