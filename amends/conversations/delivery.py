"""Sends what stands in the outbox, in order within a conversation, until the platform takes it."""

from __future__ import annotations

import asyncio
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
_DATABASE_WAIT_S = 1.0
_LONGEST_ATTEMPT_S = 20.0
_RESERVED = timedelta(seconds=30)
"""How long a delivery is kept from others; longer than an attempt, for what has to be recorded."""

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
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until cancelled; a slow platform keeps no other message waiting."""
        try:
            while True:
                if not await self._begin_due():
                    await asyncio.sleep(_POLL_S)
        finally:
            for sending in self._sending:
                sending.cancel()
            await asyncio.gather(*self._sending, return_exceptions=True)

    async def deliver_due(self) -> int:
        """Try every delivery that is due once; return how many were tried.

        Raises:
            Unavailable: The database does not answer.
        """
        due = await asyncio.to_thread(self._take, _AT_ONCE)
        await asyncio.gather(*(self._try(delivery, message) for delivery, message in due))
        return len(due)

    async def _begin_due(self) -> bool:
        """Begin to send what is due, as far as hands are free; False if nothing was begun."""
        free = _AT_ONCE - len(self._sending)
        if not free:
            return False
        try:
            due = await asyncio.to_thread(self._take, free)
        except Unavailable:
            return False
        except Exception:
            _log.exception("the outbox could not be read; it is tried again")
            return False
        for delivery, message in due:
            sending = asyncio.create_task(self._try(delivery, message))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)
        return bool(due)

    def _take(self, most: int) -> list[tuple[Delivery, OutboundMessage]]:
        with self._database.transaction() as tx:
            now = self._clock.now()
            taken = []
            for delivery in outbox.due(tx, now, most):
                outbox.reserve(tx, delivery, now + _RESERVED)
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
            async with asyncio.timeout(_LONGEST_ATTEMPT_S):
                await channel.send(message)
        except Undeliverable as error:
            failure, final = error.code, True
        except Unavailable as error:
            failure = error.code
        except TimeoutError:
            failure = "timeout"
        except Exception:
            _log.exception("a channel failed", extra={"channel": delivery.channel})
            failure = "fault"
        await self._record_patiently(delivery, failure, final=final)

    async def _record_patiently(
        self, delivery: Delivery, failure: str | None, *, final: bool
    ) -> None:
        """Record how it went as soon as the database is there: what is not recorded goes twice."""
        while True:
            try:
                await asyncio.to_thread(self._record, delivery, failure, final=final)
            except Unavailable:
                await asyncio.sleep(_DATABASE_WAIT_S)
            else:
                return

    def _record(self, delivery: Delivery, failure: str | None, *, final: bool) -> None:
        with self._database.transaction() as tx:
            if failure is None:
                outbox.delivered(tx, delivery)
            elif outbox.failed(tx, delivery, failure, self._clock.now(), final=final):
                _log.error(
                    "a message could not be delivered and was put aside",
                    extra={"conversation": delivery.conversation_id, "seq": delivery.seq},
                )
