"""Forgets what nobody asks for any more, so that the database does not grow without end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import sessions
from amends.storage import idempotency
from amends.storage.database import Database

Forget = Callable[[Connection, datetime], int]
"""Forgets some rows that are old at this moment and returns how many."""


class Housekeeping:
    """Forgets remembered results of old commands, and sessions that have expired."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def forget_old(self) -> int:
        """Forget all that is due, in small transactions; return how many rows.

        Raises:
            Unavailable: The database does not answer.
        """
        total = 0
        for forget in (idempotency.prune, sessions.forget_expired):
            while forgotten := self._some(forget):
                total += forgotten
        return total

    def _some(self, forget: Forget) -> int:
        with self._database.transaction() as tx:
            return forget(tx, self._clock.now())
