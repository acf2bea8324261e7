"""Rasa's tracker store of ours: one row per conversation, kept short, saved once per turn.

A conversation that was just answered stays in memory. It is handed out again only after the version
in the database was compared, so that several engines can share one database. Handing it out takes
it from memory, and only saving puts it back: a turn that failed half-way leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from engine.tracker.codec import decode, encode
from engine.tracker.table import ConversationTable, Row
from engine.tracker.window import shortened

URL_VARIABLE = "AMENDS_ENGINE_DATABASE_URL"
DEFAULT_URL = "sqlite:///var/engine.sqlite3"

Result = TypeVar("Result")


class Conversation(DialogueStateTracker):
    """A tracker that knows how often it was saved, and what was."""

    version = 0
    saved = 0
    """How many of its events are in `text`."""
    text = ""

    def encoded(self) -> str:
        """Return all events as `engine.tracker.codec` writes them, only the new ones anew."""
        self.text += encode(islice(self.events, self.saved, None))
        self.saved = len(self.events)
        return self.text


class ConversationStore(TrackerStore):
    """Stores conversations in the database named by `url` or `AMENDS_ENGINE_DATABASE_URL`.

    `turns` and `slack` say how long a conversation grows (see `engine.tracker.window`), `live` how
    many stay in memory. Methods raise `StoreUnavailable` and `Outdated` (`engine.errors`).
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        *,
        url: str | None = None,
        turns: int = 6,
        slack: int = 3,
        live: int = 2000,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._url = os.environ.get(URL_VARIABLE) or url or host or DEFAULT_URL
        self._turns, self._slack, self._capacity = turns, slack, live
        self._opened: ConversationTable | None = None
        self._live: OrderedDict[str, Conversation] = OrderedDict()

    def init_tracker(self, sender_id: str) -> Conversation:
        """Return an empty conversation."""
        return Conversation(sender_id, self.domain.slots)

    async def create_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> Conversation:
        """Return an empty conversation; it is stored at the end of its first turn."""
        return self.init_tracker(sender_id)

    async def retrieve(self, sender_id: str) -> Conversation | None:
        """Return a conversation, from memory if it is still what the database has."""
        kept = self._live.pop(sender_id, None)
        if kept is not None:
            version = await self._ask(lambda table: table.version(sender_id))
            if version == kept.version:
                return kept
        row = await self._ask(lambda table: table.read(sender_id))
        return self._replayed(sender_id, list(decode(row.events)), row.version) if row else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a conversation, cut to its last turns. Raises `Outdated`."""
        await self.stream_events(tracker)
        conversation = self._cut(tracker)
        conversation.version += 1
        row = Row(version=conversation.version, events=conversation.encoded())
        await self._ask(lambda table: table.write(tracker.sender_id, row))
        self.keep(conversation)

    def keep(self, conversation: Conversation) -> None:
        """Put a conversation that was retrieved and not changed back into memory."""
        self._live[conversation.sender_id] = conversation
        if len(self._live) > self._capacity:
            self._live.popitem(last=False)

    async def erase(self, sender_id: str) -> bool:
        """Delete all that is known of a conversation; tell whether there was anything."""
        self._live.pop(sender_id, None)
        return await self._ask(lambda table: table.erase(sender_id))

    async def keys(self) -> Iterable[str]:
        """Return the ids of all stored conversations."""
        return await self._ask(lambda table: table.ids())

    def open(self) -> ConversationTable:
        """Return the table, connecting at the first call. Blocks."""
        if self._opened is None:
            self._opened = ConversationTable(self._url)
        return self._opened

    def close(self) -> None:
        """Close the database."""
        if self._opened is not None:
            self._opened.close()

    def _cut(self, tracker: DialogueStateTracker) -> Conversation:
        version = tracker.version if isinstance(tracker, Conversation) else 0
        events = shortened(
            list(tracker.events), slots=self.domain.slots, turns=self._turns, slack=self._slack
        )
        if events is None and isinstance(tracker, Conversation):
            return tracker
        return self._replayed(tracker.sender_id, events or list(tracker.events), version)

    def _replayed(self, sender_id: str, events: Sequence[Event], version: int) -> Conversation:
        conversation = self.init_tracker(sender_id)
        conversation.events.extend(events)
        conversation.replay_events()
        conversation.version = version
        return conversation

    async def _ask(self, question: Callable[[ConversationTable], Result]) -> Result:
        """Return what the table answers, without holding up other conversations."""
        table = self._opened
        if table is not None and table.is_local:
            return question(table)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, lambda: question(self.open()))
