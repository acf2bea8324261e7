from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations import delivery as delivery_module
from amends.conversations import outbox
from amends.conversations.delivery import DeliveryWorker
from amends.conversations.model import Author, Conversation, EntryKind
from amends.conversations.outbound import OutboundMessage, Undeliverable
from amends.conversations.outbox import MOST_ATTEMPTS, wait_after
from amends.conversations.service import ConversationService
from amends.errors import Unavailable
from amends.storage.database import Database


@dataclass
class Platform:
    """A platform that takes messages, or fails as often as it is told to."""

    name: str = "pushed"
    failures: list[Exception] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    slow_for: str | None = None
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    has_taken: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: OutboundMessage) -> None:
        self.asked.set()
        if message.entry.conversation_id == self.slow_for:
            await self.go_on.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(f"{message.address}: {message.entry.text}")
        self.has_taken.set()


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def worker(database: Database, clock: FixedClock, platform: Platform) -> DeliveryWorker:
    return DeliveryWorker(database=database, clock=clock, channels={"pushed": platform})


@pytest.fixture
def pushed(conversations: ConversationService) -> Conversation:
    return conversations.open(channel="pushed", account="shop", address="+34600", language="es")


def say(conversations: ConversationService, conversation: Conversation, *texts: str) -> None:
    for text in texts:
        conversations.append(conversation.id, author=Author.ASSISTANT, text=text, key=text)


async def test_that_messages_are_sent_in_order(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
) -> None:
    say(conversations, pushed, "one", "two", "three")
    while await worker.deliver_due():
        pass
    assert platform.taken == ["+34600: one", "+34600: two", "+34600: three"]


async def test_that_a_message_waits_longer_after_each_failure_and_the_next_one_waits_behind_it(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
) -> None:
    platform.failures = [Unavailable("down"), Unavailable("down")]
    say(conversations, pushed, "one", "two")
    assert await worker.deliver_due() == 1
    assert await worker.deliver_due() == 0
    clock.advance(wait_after(1))
    assert await worker.deliver_due() == 1
    clock.advance(wait_after(1))
    assert await worker.deliver_due() == 0
    clock.advance(wait_after(2))
    while await worker.deliver_due():
        pass
    assert platform.taken == ["+34600: one", "+34600: two"]


@pytest.mark.something_fails
async def test_that_a_message_the_platform_never_takes_ends_among_the_dead(
    database: Database,
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
) -> None:
    platform.failures = [Unavailable("down") for _ in range(MOST_ATTEMPTS)]
    say(conversations, pushed, "one", "two")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        await worker.deliver_due()
        clock.advance(wait_after(attempt))
    await worker.deliver_due()
    assert platform.taken == ["+34600: two"]
    with database.reading() as tx:
        assert outbox.dead_count(tx) == 1


@pytest.mark.something_fails
async def test_that_a_refused_message_is_not_tried_again(
    database: Database,
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
) -> None:
    platform.failures = [Undeliverable("blocked")]
    say(conversations, pushed, "one")
    await worker.deliver_due()
    with database.reading() as tx:
        assert outbox.dead_count(tx) == 1


async def test_that_a_delivery_interrupted_by_a_crash_is_tried_again(
    database: Database,
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
) -> None:
    say(conversations, pushed, "one")
    with database.transaction() as tx:
        for delivery in outbox.due(tx, clock.now(), 10):
            outbox.reserve(tx, delivery, clock.now() + timedelta(seconds=30))
    assert await worker.deliver_due() == 0
    clock.advance(timedelta(seconds=31))
    await worker.deliver_due()
    assert platform.taken == ["+34600: one"]


async def test_that_notes_are_never_sent(
    conversations: ConversationService, pushed: Conversation, worker: DeliveryWorker
) -> None:
    conversations.append(
        pushed.id, author=Author.AGENT, text="internal", key="n", kind=EntryKind.NOTE
    )
    assert await worker.deliver_due() == 0


async def test_that_a_slow_platform_keeps_no_other_conversation_waiting(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
) -> None:
    platform.slow_for, platform.go_on = pushed.id, asyncio.Event()
    other = conversations.open(channel="pushed", account="shop", address="+34601", language="es")
    running = asyncio.create_task(worker.run())
    await asyncio.to_thread(say, conversations, pushed, "slow")
    await platform.asked.wait()
    await asyncio.to_thread(say, conversations, other, "quick")
    async with asyncio.timeout(20):
        await platform.has_taken.wait()
    assert platform.taken == ["+34601: quick"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_that_a_platform_that_never_answers_is_given_up_and_tried_again(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery_module, "_LONGEST_ATTEMPT_S", 0.01)
    platform.slow_for, platform.go_on = pushed.id, asyncio.Event()
    say(conversations, pushed, "one")
    assert await worker.deliver_due() == 1
    platform.go_on.set()
    clock.advance(wait_after(1))
    assert await worker.deliver_due() == 1
    assert platform.taken == ["+34600: one"]


@pytest.mark.something_fails
async def test_that_a_fault_in_a_channel_counts_as_a_failure(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
) -> None:
    platform.failures = [KeyError("a fault of ours")]
    say(conversations, pushed, "one")
    await worker.deliver_due()
    clock.advance(wait_after(1))
    await worker.deliver_due()
    assert platform.taken == ["+34600: one"]


async def test_that_what_was_sent_while_the_database_was_away_is_not_sent_again(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery_module, "_DATABASE_WAIT_S", 0.01)
    delivered, failures = outbox.delivered, [Unavailable("gone"), Unavailable("gone")]

    def sometimes(*args: object) -> None:
        if failures:
            raise failures.pop()
        delivered(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "delivered", sometimes)
    say(conversations, pushed, "one")
    await worker.deliver_due()
    clock.advance(timedelta(hours=1))
    assert await worker.deliver_due() == 0
    assert platform.taken == ["+34600: one"]


async def test_that_a_clock_that_was_set_back_keeps_no_message_waiting(
    conversations: ConversationService,
    pushed: Conversation,
    worker: DeliveryWorker,
    platform: Platform,
    clock: FixedClock,
) -> None:
    clock.advance(timedelta(hours=1))
    say(conversations, pushed, "one")
    clock.advance(timedelta(hours=-1))
    await worker.deliver_due()
    assert platform.taken == ["+34600: one"]
