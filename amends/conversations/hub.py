"""Wakes whoever in this process watches a conversation: open pages, of customers and agents."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from amends.conversations import store
from amends.conversations.model import Author
from amends.errors import Unavailable
from amends.ids import ConversationId
from amends.storage.database import Database
from amends.storage.wakeups import Hint, Wakeups

_DATABASE_WAIT_S = 1.0
_REST_S = 0.1
"""How long to rest between looks for changes that other processes made."""


@dataclass(eq=False)
class Watch:
    """One watcher: told that the conversation changed, and who is typing.

    Attributes:
        changed: Whether the conversation may have changed since the watcher last read it; the
            watcher sets it back before reading.
        typing: Who is typing now.
        ended: Whether there will be nothing more, because the process stops.
    """

    changed: bool = True
    ended: bool = False
    typing: dict[Author, bool] = field(default_factory=dict)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    def tell_changed(self) -> None:
        """Tell that the conversation may have changed."""
        self.changed = True
        self._something.set()

    def end(self) -> None:
        """Tell that there will be nothing more."""
        self.ended = True
        self._something.set()

    def tell_typing(self, author: Author, *, on: bool) -> None:
        """Tell that somebody types, or no longer does."""
        if self.typing.get(author, False) != on:
            self.typing[author] = on
            self._something.set()

    async def wait(self, timeout_s: float) -> bool:
        """Wait until there is something new; False if there is nothing in time."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._something.wait()
        except TimeoutError:
            return False
        self._something.clear()
        return True


class Hub:
    """The watchers of this process, by conversation.

    A watcher of None watches all conversations. Hints that name a conversation wake its watchers;
    at the others one query finds which of the watched ones changed. All methods run in the event
    loop.
    """

    def __init__(self, *, wakeups: Wakeups, database: Database) -> None:
        self._wakeups = wakeups
        self._database = database
        self._watches: dict[ConversationId | None, set[Watch]] = defaultdict(set)
        self._known: dict[ConversationId, store.Version] = {}
        self._look = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Pass hints on to the watchers, from the running event loop on."""
        loop = asyncio.get_running_loop()
        self._looking = asyncio.create_task(self._find_changes())

        def pass_on(_: Hint, conversation_id: ConversationId | None) -> None:
            with suppress(RuntimeError):  # the loop has just ended, and with it all watchers
                loop.call_soon_threadsafe(self._wake, conversation_id)

        self._wakeups.listen(pass_on)

    async def stop(self) -> None:
        """Stop looking for changes, and tell all watchers that it is over."""
        for watches in self._watches.values():
            for watch in watches:
                watch.end()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

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
                if conversation_id is not None:
                    self._known.pop(conversation_id, None)

    def watchers(self, conversation_id: ConversationId) -> int:
        """Return how many watch a conversation."""
        return len(self._watches.get(conversation_id, ()))

    def typing(self, conversation_id: ConversationId, author: Author, *, on: bool) -> None:
        """Tell the conversation's watchers that somebody types, or no longer does."""
        for watch in self._watches.get(conversation_id, ()):
            watch.tell_typing(author, on=on)

    def _wake(self, conversation_id: ConversationId | None) -> None:
        for watch in self._watches.get(None, ()):
            watch.tell_changed()
        if conversation_id is None:
            self._look.set()
        else:
            self._wake_watchers_of(conversation_id)

    def _wake_watchers_of(self, conversation_id: ConversationId) -> None:
        for watch in self._watches.get(conversation_id, ()):
            watch.tell_changed()

    async def _find_changes(self) -> None:
        while True:
            await self._look.wait()
            self._look.clear()
            watched = [one for one in self._watches if one is not None]
            if watched:
                try:
                    versions = await asyncio.to_thread(self._versions, watched)
                except Unavailable:
                    await asyncio.sleep(_DATABASE_WAIT_S)
                    self._look.set()
                    versions = {}
                for conversation_id, version in versions.items():
                    if conversation_id not in self._watches:
                        continue
                    if self._known.get(conversation_id) != version:
                        self._known[conversation_id] = version
                        self._wake_watchers_of(conversation_id)
            await asyncio.sleep(_REST_S)

    def _versions(self, watched: list[ConversationId]) -> dict[ConversationId, store.Version]:
        with self._database.reading() as tx:
            return store.versions(tx, watched)
