"""Gives every conversation's messages and events their turn, in order, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import inbox
from amends.conversations.model import InboxItem, Waiting
from amends.conversations.turn import Task, TurnTaker
from amends.errors import Contention, Unavailable
from amends.ids import ConversationId, new_id
from amends.storage.database import Database
from amends.storage.wakeups import Hint, Wakeups

_AT_ONCE = 16
_POLL_S = 0.5
_RENEW_S = 2.0
_DATABASE_WAIT_S = 1.0
_MOST_CONTENTIONS = 5

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Turn:
    """An item and what is to be done about it; nothing if that could not even be prepared."""

    item: InboxItem
    task: Task | None


class Dispatcher:
    """Takes waiting conversations under a lease and lets a `TurnTaker` deal with each item.

    Args:
        database: Where the inbox is.
        wakeups: Tells when something new waits.
        turns: Deals with one item.
    """

    def __init__(
        self, *, database: Database, clock: Clock, wakeups: Wakeups, turns: TurnTaker
    ) -> None:
        self._database = database
        self._clock = clock
        self._wakeups = wakeups
        self._turns = turns
        self._owner = new_id("dsp")
        self._running: dict[ConversationId, asyncio.Task[None]] = {}
        self._again: set[ConversationId] = set()
        self._crowded = False
        self._look = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        """Begin to dispatch; what waited while nobody did comes first."""
        if self._database.is_sqlite:
            await self._patiently(self._forget_leases)
        loop = asyncio.get_running_loop()
        self._wakeups.listen(
            lambda hint, conversation_id: _from_thread(loop, self._wake, hint, conversation_id)
        )
        self._tasks = [
            asyncio.create_task(_keep_on(work)) for work in (self._look_round, self._renew)
        ]

    async def stop(self) -> None:
        """Stop after giving back what was taken; unfinished items are done again later."""
        self._stopping = True
        tasks = [*self._tasks, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _wake(self, hint: Hint, conversation_id: ConversationId | None) -> None:
        if hint is Hint.INBOX and conversation_id is not None:
            self._begin(conversation_id)
        elif hint is Hint.ANYTHING:
            self._look.set()

    async def _look_round(self) -> None:
        self._look.clear()
        for conversation_id in await self._patiently(self._ready):
            self._begin(conversation_id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_POLL_S):
                await self._look.wait()

    async def _renew(self) -> None:
        await asyncio.sleep(_RENEW_S)
        if self._running:
            await self._patiently(self._renew_leases)

    def _begin(self, conversation_id: ConversationId) -> None:
        if self._stopping:
            return
        if conversation_id in self._running:
            self._again.add(conversation_id)
        elif len(self._running) < _AT_ONCE:
            task = asyncio.create_task(self._run(conversation_id))
            self._running[conversation_id] = task
            task.add_done_callback(lambda _: self._ended(conversation_id))
        else:
            self._crowded = True

    def _ended(self, conversation_id: ConversationId) -> None:
        del self._running[conversation_id]
        if self._crowded:
            self._crowded = False
            self._look.set()
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self._begin(conversation_id)

    async def _run(self, conversation_id: ConversationId) -> None:
        try:
            turn = await self._patiently(partial(self._take, conversation_id))
            while turn is not None:
                turn = await self._deal(turn)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(self._release, conversation_id))
            raise
        except Exception:
            _log.exception(
                "a conversation's turn was interrupted", extra={"conversation": conversation_id}
            )
            await self._patiently(partial(self._release, conversation_id))

    async def _deal(self, turn: _Turn) -> _Turn | None:
        """Deal with an item, whatever it does, and return its conversation's next one."""
        try:
            return await self._end(turn.item, await self._decide(turn))
        finally:
            self._turns.rest(turn.item)

    async def _decide(self, turn: _Turn) -> Callable[[], None]:
        """Return what ends an item's turn."""
        while turn.task is not None:
            try:
                return await self._turns.take(turn.task)
            except Unavailable:
                _log.warning("the database does not answer; the turn is taken again")
                await asyncio.sleep(_DATABASE_WAIT_S)
            except Exception:
                _log.exception("a turn failed", extra={"conversation": turn.item.conversation_id})
                break
        return partial(self._turns.fail, turn.item)

    async def _end(self, item: InboxItem, finish: Callable[[], None]) -> _Turn | None:
        for ending in (finish, partial(self._turns.fail, item), partial(self._turns.drop, item)):
            try:
                return await self._patiently(partial(self._finish, item.conversation_id, ending))
            except Exception:
                _log.exception(
                    "a turn could not be ended", extra={"conversation": item.conversation_id}
                )
        return None

    async def _patiently(self, work: Callable[[], _T]) -> _T:
        """Do database work in a thread, waiting for the database as long as it takes.

        Raises:
            Contention: Others were in the way again and again.
        """
        contentions = 0
        while True:
            try:
                return await asyncio.to_thread(work)
            except Contention:
                contentions += 1
                if contentions == _MOST_CONTENTIONS:
                    raise
            except Unavailable:
                _log.warning("the database does not answer; trying again")
                await asyncio.sleep(_DATABASE_WAIT_S)

    def _forget_leases(self) -> None:
        with self._database.transaction() as tx:
            inbox.forget_leases(tx)

    def _ready(self) -> tuple[ConversationId, ...]:
        with self._database.reading() as tx:
            return inbox.ready(tx, self._clock.now(), _AT_ONCE * 2)

    def _renew_leases(self) -> None:
        with self._database.transaction() as tx:
            inbox.renew_leases(tx, tuple(self._running), self._owner, self._clock.now())

    def _take(self, conversation_id: ConversationId) -> _Turn | None:
        # A lease that was lost because the machine failed is taken again.
        with self._database.transaction(durable=False) as tx:
            now = self._clock.now()
            if not inbox.take_lease(tx, conversation_id, self._owner, now):
                return None
            waiting = self._next(tx, conversation_id)
        return self._prepared(waiting)

    def _finish(self, conversation_id: ConversationId, finish: Callable[[], None]) -> _Turn | None:
        with self._database.transaction() as tx:
            if not inbox.take_lease(tx, conversation_id, self._owner, self._clock.now()):
                return None
            finish()
            waiting = self._next(tx, conversation_id)
        return self._prepared(waiting)

    def _next(self, tx: Connection, conversation_id: ConversationId) -> Waiting | None:
        waiting = inbox.first_waiting(tx, conversation_id, self._clock.now())
        if waiting is None:
            inbox.release_lease(tx, conversation_id, self._owner)
        return waiting

    def _prepared(self, waiting: Waiting | None) -> _Turn | None:
        if waiting is None:
            return None
        try:
            return _Turn(waiting.item, self._turns.prepare(waiting))
        except Exception:
            _log.exception("a turn failed", extra={"conversation": waiting.item.conversation_id})
            return _Turn(waiting.item, None)

    def _release(self, conversation_id: ConversationId) -> None:
        with self._database.transaction() as tx:
            inbox.release_lease(tx, conversation_id, self._owner)


async def _keep_on(work: Callable[[], Awaitable[None]]) -> None:
    """Do this again and again; what is wrong once shall not end it for good."""
    while True:
        try:
            await work()
        except Exception:
            _log.exception("the dispatcher was interrupted; it goes on")
            await asyncio.sleep(_DATABASE_WAIT_S)


def _from_thread(
    loop: asyncio.AbstractEventLoop,
    wake: Callable[[Hint, ConversationId | None], None],
    hint: Hint,
    conversation_id: ConversationId | None,
) -> None:
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(wake, hint, conversation_id)
