"""Looks into the conversation log, for tests: what the database says about a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from amends.conversations.model import Author, EntryKind
from amends.conversations.tables import entries, web_sessions
from amends.storage.database import Database
from tests.e2e.shopper import Shopper


@dataclass(frozen=True)
class Log:
    """The log of one chat."""

    database: Database
    shopper: Shopper

    @property
    def conversation_id(self) -> str:
        """The conversation behind the chat's session."""
        with self.database.reading() as tx:
            found: str = tx.execute(
                select(web_sessions.c.conversation_id).where(
                    web_sessions.c.id == self.shopper.session_id
                )
            ).scalar_one()
            return found

    def entries(self, *kinds: EntryKind) -> list[Row[Any]]:
        """Return the entries of these kinds (all if none is named), in order."""
        wanted = select(entries).where(entries.c.conversation_id == self.conversation_id)
        if kinds:
            wanted = wanted.where(entries.c.kind.in_(kinds))
        with self.database.reading() as tx:
            return list(tx.execute(wanted.order_by(entries.c.seq)))

    def wordings(self, *, after: int = 0) -> list[str]:
        """Return the names of what the assistant said after a number."""
        return [
            entry.details["wording"]
            for entry in self.entries(EntryKind.MESSAGE)
            if entry.seq > after and entry.author == Author.ASSISTANT
        ]

    def said_by_customer(self) -> list[str]:
        """Return what the customer said."""
        return [
            entry.text
            for entry in self.entries(EntryKind.MESSAGE)
            if entry.author == Author.CUSTOMER
        ]
