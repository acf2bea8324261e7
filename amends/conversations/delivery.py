"""Sends what stands in the outbox, in order within a conversation, until the platform takes it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from amends.clock import Clock
from amends.conversations import outbox, store
from amends.conversations.outbound import OutboundMessage, PushChannel, Undeliverable
from amends.conversations.outbox import Delivery
from amends.conversations.tables import contacts, conversations
from amends.errors import Unavailable
from amends.storage.database import Database

_AT_ONCE = 16
_POLL_S = 0.5
_ATTEMPT = timedelta(seconds=30)

_log = logging.getLogger(__name__)


class DeliveryWorker:
    """Takes due deliveries and hands them to their channels.

    Args:
        channels: The channels that are sent to, by name.
    """

    def __init__(
        self, *, database: Database, clock: Clock, channels: Mapping[str, PushChannel]
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            sent = 0
            with contextlib.suppress(Unavailable):
                sent = await self.deliver_due()
            if not sent:
                await asyncio.sleep(_POLL_S)

    async def deliver_due(self) -> int:
        """Try every delivery that is due once; return how many were tried.

        Raises:
            Unavailable: The database does not answer.
        """
        due = await asyncio.to_thread(self._take)
        await asyncio.gather(*(self._try(delivery, message) for delivery, message in due))
        return len(due)

    def _take(self) -> list[tuple[Delivery, OutboundMessage]]:
        with self._database.transaction() as tx:
            now = self._clock.now()
            taken = []
            for delivery in outbox.due(tx, now, _AT_ONCE):
                outbox.reserve(tx, delivery, now + _ATTEMPT)
                entries = store.read(tx, delivery.conversation_id, after=delivery.seq - 1, limit=1)
                to = tx.execute(
                    select(contacts.c.account, contacts.c.address)
                    .join(conversations, conversations.c.contact_id == contacts.c.id)
                    .where(conversations.c.id == delivery.conversation_id)
                ).one()
                key = f"{delivery.conversation_id}:{delivery.seq}"
                taken.append((delivery, OutboundMessage(to.account, to.address, entries[0], key)))
            return taken

    async def _try(self, delivery: Delivery, message: OutboundMessage) -> None:
        channel = self._channels.get(delivery.channel)
        failure: str | None = None
        final = False
        try:
            if channel is None:
                raise Undeliverable("This channel is not set up", code="channel_missing")
            await channel.send(message)
        except Undeliverable as error:
            failure, final = error.code, True
        except Unavailable as error:
            failure = error.code
        await asyncio.to_thread(self._record, delivery, failure, final=final)

    def _record(self, delivery: Delivery, failure: str | None, *, final: bool) -> None:
        with self._database.transaction() as tx:
            if failure is None:
                outbox.delivered(tx, delivery)
            elif outbox.failed(tx, delivery, failure, self._clock.now(), final=final):
                _log.error(
                    "a message could not be delivered and was put aside",
                    extra={"conversation": delivery.conversation_id, "seq": delivery.seq},
                )
