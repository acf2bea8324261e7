"""Wakes whoever in this process watches a conversation: open pages, of customers and agents."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from amends.conversations.model import Author
from amends.ids import ConversationId
from amends.storage.wakeups import Hint, Wakeups


@dataclass(eq=False)
class Watch:
    """One watcher: woken by changes, and told who is typing."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    typing: dict[Author, bool] = field(default_factory=dict)

    async def wait(self, timeout_s: float) -> bool:
        """Wait for a change; False if none came in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self.changed.wait()
        except TimeoutError:
            return False
        self.changed.clear()
        return True


class Hub:
    """The watchers of this process, by conversation.

    A watcher of None watches all conversations. All methods but the hints run in the event loop.
    """

    def __init__(self, wakeups: Wakeups) -> None:
        self._wakeups = wakeups
        self._watches: dict[ConversationId | None, set[Watch]] = defaultdict(set)

    def start(self) -> None:
        """Pass hints on to the watchers, from the running event loop on."""
        loop = asyncio.get_running_loop()

        def pass_on(_: Hint, conversation_id: ConversationId | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._wake, conversation_id)

        self._wakeups.listen(pass_on)

    @contextmanager
    def watch(self, conversation_id: ConversationId | None) -> Iterator[Watch]:
        """Watch a conversation (None: all) until the block ends."""
        watch = Watch()
        self._watches[conversation_id].add(watch)
        try:
            yield watch
        finally:
            self._watches[conversation_id].discard(watch)
            if not self._watches[conversation_id]:
                del self._watches[conversation_id]

    def typing(self, conversation_id: ConversationId, author: Author, *, on: bool) -> None:
        """Tell the conversation's watchers that somebody types, or no longer does."""
        for watch in self._watches.get(conversation_id, ()):
            watch.typing[author] = on
            watch.changed.set()

    def _wake(self, conversation_id: ConversationId | None) -> None:
        if conversation_id is None:
            woken = [watch for watches in self._watches.values() for watch in watches]
        else:
            woken = [
                *self._watches.get(conversation_id, ()),
                *self._watches.get(None, ()),
            ]
        for watch in woken:
            watch.changed.set()
