"""A dispatcher with everything around it but the engine, which only echoes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from amends.conversations.dispatcher import Dispatcher
from amends.conversations.engine_client import Answer, Turn
from amends.conversations.model import (
    Author,
    ChoiceOffer,
    Conversation,
    Entry,
    InboundMessage,
    Payload,
    Reply,
    Wish,
)
from amends.conversations.service import ConversationService
from amends.conversations.turn import TurnTaker
from amends.emotion.model import Emotion, EmotionName, Score, Sentiment
from amends.handoff.service import HandoffService
from amends.storage.wakeups import Wakeups


@dataclass
class WallClock:
    """The machine's clock, which somebody may set wrongly."""

    wrong_by: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by


class CalmModel:
    """An emotion model for which every message is neutral."""

    def read(self, texts: list[str], languages: list[str]) -> list[Emotion]:
        return [
            Emotion(
                sentiment=Sentiment.NEUTRAL,
                sentiment_scores={
                    Sentiment.NEGATIVE: 0.0,
                    Sentiment.NEUTRAL: 1.0,
                    Sentiment.POSITIVE: 0.0,
                },
                emotions={name: Score(0.0, present=False) for name in EmotionName},
                intensity=0.0,
            )
            for _ in texts
        ]


@dataclass
class Contacts:
    """How often the customer is said to have come about the same before."""

    earlier: int = 0
    asked: int = 0

    def get(self, _: Conversation) -> int:
        self.asked += 1
        return self.earlier


@dataclass
class EchoEngine:
    """An engine that repeats what it is told, and fails as often as it is told to."""

    failures: list[Exception] = field(default_factory=list)
    instead: list[tuple[Reply, ...]] = field(default_factory=list)
    wishes: tuple[Wish, ...] = ()
    turns: list[Turn] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    topic: str | None = None
    hold: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, turn: Turn) -> Answer:
        assert turn.conversation_id not in self.running, "two turns of one conversation at once"
        self.running.add(turn.conversation_id)
        self.asked.set()
        try:
            if self.hold is not None:
                await self.hold.wait()
            await asyncio.sleep(0)
            if self.failures:
                raise self.failures.pop(0)
            self.turns.append(turn)
            self.answered.set()
            if self.instead:
                return Answer(self.instead.pop(0), self.topic)
            text = turn.text if turn.payload is None else turn.payload.intent
            reply = Reply(f"echo {text}", choices=(ChoiceOffer("Yes", Payload("affirm")),))
            return Answer((reply,), self.topic, self.wishes)
        finally:
            self.running.discard(turn.conversation_id)


@dataclass
class Stage:
    wakeups: Wakeups
    conversations: ConversationService
    handoff: HandoffService
    engine: EchoEngine
    clock: WallClock
    turns: TurnTaker
    make: Callable[[], Dispatcher]
    contacts: Contacts

    def say(self, conversation: Conversation, source_id: str, text: str) -> None:
        self.conversations.receive(
            InboundMessage("web", conversation.id, source_id, conversation.id, text)
        )

    async def log(
        self, conversation: Conversation, until: Callable[[list[Entry]], bool]
    ) -> list[Entry]:
        """Wait until the log is as wanted, and return it."""
        async with asyncio.timeout(20):
            while True:
                entries = await asyncio.to_thread(self.conversations.entries, conversation.id)
                if until(list(entries)):
                    return list(entries)
                await asyncio.sleep(0.02)


def said(entries: list[Entry], author: Author) -> list[str]:
    return [entry.text for entry in entries if entry.author is author and entry.text]
