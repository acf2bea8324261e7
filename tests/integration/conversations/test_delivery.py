from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from amends.clock import FixedClock
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

    async def send(self, message: OutboundMessage) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(f"{message.address}: {message.entry.text}")


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
