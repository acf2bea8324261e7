"""Finds out what changed, once for all open pages of this process, and tells each of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amends.clock import Clock
from amends.conversations.hub import Hub
from amends.errors import Unavailable
from amends.handoff.overview import Changed, changed_since
from amends.ids import ConversationId
from amends.storage.database import Database

_POLL_S = 5.0
_REST_S = 0.03
_WAIT_FOR_DATABASE_S = 1.0
_MOST = 500
_OVERLAP = timedelta(seconds=10)
"""How long a transaction may take from the moment it notes to its commit."""

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Page:
    """One open page, with what changed since it was last told."""

    something: asyncio.Event = field(default_factory=asyncio.Event)
    news: dict[ConversationId, Changed] = field(default_factory=dict)

    def tell(self, changed: Changed) -> None:
        """Add a change; several of one conversation become one."""
        earlier = self.news.get(changed.id)
        offers = changed.offers if earlier is None else (*earlier.offers, *changed.offers)
        self.news[changed.id] = Changed(
            changed.id, changed.mode, changed.last_seq, changed.at, tuple(dict.fromkeys(offers))
        )
        self.something.set()

    async def wait(self, timeout_s: float) -> tuple[Changed, ...]:
        """Return what changed, as soon as something has; nothing if the time is over."""
        try:
            await asyncio.wait_for(self.something.wait(), timeout_s)
        except TimeoutError:
            return ()
        self.something.clear()
        told = tuple(self.news.values())
        self.news.clear()
        return told


class Changes:
    """Follows all conversations while at least one page is open."""

    def __init__(self, *, database: Database, clock: Clock, hub: Hub) -> None:
        self._database = database
        self._clock = clock
        self._hub = hub
        self._pages: set[Page] = set()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def open(self) -> Iterator[Page]:
        """Follow what changes from now on until the block ends."""
        page = Page()
        self._pages.add(page)
        if self._task is None:
            self._task = asyncio.create_task(self._follow(self._clock.now()))
        try:
            yield page
        finally:
            self._pages.discard(page)
            if not self._pages and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _follow(self, since: datetime) -> None:
        told: dict[ConversationId, Changed] = {}
        with self._hub.watch(None) as watch:
            while True:
                try:
                    changed = await asyncio.to_thread(self._read, since)
                except Unavailable:
                    _log.warning("the database does not answer; the console looks again")
                    await asyncio.sleep(_WAIT_FOR_DATABASE_S)
                    continue
                for one in changed:
                    if told.get(one.id) != one:
                        for page in self._pages:
                            page.tell(one)
                if changed:
                    since = max(since, changed[-1].at - _OVERLAP)
                told = {one.id: one for one in changed}
                await asyncio.sleep(_REST_S)
                await watch.wait(_POLL_S)

    def _read(self, since: datetime) -> tuple[Changed, ...]:
        with self._database.reading() as tx:
            return changed_since(tx, since, _MOST)
