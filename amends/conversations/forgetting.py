"""Has the engine forget the conversations of customers who were erased."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from sqlalchemy import delete, select

from amends.conversations.engine_client import EngineClient, EngineFailed
from amends.conversations.tables import tracker_erasures
from amends.errors import Unavailable
from amends.ids import ConversationId
from amends.storage.database import Database

_EVERY_S = 30.0

_log = logging.getLogger(__name__)


class Forgetting:
    """Passes erasures on to the engine until it has carried them out."""

    def __init__(self, *, database: Database, engine: EngineClient) -> None:
        self._database = database
        self._engine = engine

    async def run(self) -> None:
        """Pass erasures on until cancelled."""
        while True:
            with contextlib.suppress(Unavailable):
                await self.forget_due()
            await asyncio.sleep(_EVERY_S)

    async def forget_due(self) -> int:
        """Have the engine forget what it has yet to forget; return how many conversations.

        One that the engine fails at keeps no other one waiting, and is tried again later.

        Raises:
            Unavailable: The database or the engine does not answer.
        """
        forgotten = 0
        for conversation_id in await asyncio.to_thread(self._due):
            try:
                await self._engine.erase(conversation_id)
            except EngineFailed:
                _log.error(
                    "the engine failed to forget a conversation; it is asked again",
                    extra={"conversation": conversation_id},
                )
                continue
            await asyncio.to_thread(self._forgotten, conversation_id)
            forgotten += 1
        return forgotten

    def _due(self) -> list[ConversationId]:
        with self._database.reading() as tx:
            ids = tx.execute(select(tracker_erasures.c.conversation_id)).scalars()
            return [ConversationId(one) for one in ids]

    def _forgotten(self, conversation_id: ConversationId) -> None:
        with self._database.transaction() as tx:
            tx.execute(
                delete(tracker_erasures).where(
                    tracker_erasures.c.conversation_id == conversation_id
                )
            )
