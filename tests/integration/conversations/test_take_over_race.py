"""An agent takes over while the assistant still thinks: from then on the assistant is silent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from amends.conversations import inbox
from amends.conversations.engine_client import EngineFailed
from amends.conversations.model import Author, Conversation, EntryKind, Mode, Reply, Waiting
from amends.conversations.turn import MOST_FAILURES, Task
from amends.errors import Unavailable
from amends.handoff.model import Agent
from amends.storage.database import Database
from tests.integration.conversations.stage import Stage, said

NextTask = Callable[[], Task]


@pytest.fixture
def next_task(stage: Stage, open_conversation: Conversation, database: Database) -> NextTask:
    def first() -> Task:
        found = waiting(stage, open_conversation, database)
        assert found is not None
        return stage.turns.prepare(found)

    return first


def waiting(stage: Stage, conversation: Conversation, database: Database) -> Waiting | None:
    with database.reading() as tx:
        return inbox.first_waiting(tx, conversation.id, stage.clock.now())


async def test_that_a_reply_that_comes_after_the_take_over_is_not_said_but_noted_for_the_agent(
    stage: Stage,
    open_conversation: Conversation,
    agent: Agent,
    next_task: NextTask,
    database: Database,
) -> None:
    stage.engine.instead = [(Reply("The code of your voucher is V-1"), Reply("How did it go?"))]
    stage.say(open_conversation, "m1", "yes please")
    finish = await stage.turns.take(next_task())
    stage.handoff.take_over(open_conversation.id, agent.id)
    finish()
    finish()
    entries = stage.conversations.entries(open_conversation.id)
    spoken = [entry for entry in entries if entry.kind is EntryKind.MESSAGE]
    assert [entry.text for entry in spoken if entry.author is Author.ASSISTANT] == []
    notes = [entry for entry in entries if entry.kind is EntryKind.NOTE]
    assert [(note.author, note.text) for note in notes] == [
        (Author.ASSISTANT, "The code of your voucher is V-1"),
        (Author.ASSISTANT, "How did it go?"),
    ]
    assert waiting(stage, open_conversation, database) is None
    assert any(entry.annotation for entry in spoken)


async def test_that_an_event_that_was_answered_too_late_is_told_after_the_hand_back(
    stage: Stage, open_conversation: Conversation, agent: Agent, next_task: NextTask
) -> None:
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_offer_decided", entities={}, key="decided"
    )
    finish = await stage.turns.take(next_task())
    stage.handoff.take_over(open_conversation.id, agent.id)
    finish()
    assert said(list(stage.conversations.entries(open_conversation.id)), Author.ASSISTANT) == []
    stage.handoff.hand_back(open_conversation.id, agent.id)
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    assert said(entries, Author.ASSISTANT)[0] == "echo EXTERNAL_offer_decided"


async def test_that_whatever_comes_first_nothing_of_the_assistant_follows_the_take_over(
    stage: Stage, open_conversation: Conversation, agent: Agent, next_task: NextTask
) -> None:
    for number in range(5):
        stage.say(open_conversation, f"m{number}", "where is my parcel")
        finish = await stage.turns.take(next_task())
        with ThreadPoolExecutor(2) as pool:
            both = [
                pool.submit(finish),
                pool.submit(stage.handoff.take_over, open_conversation.id, agent.id),
            ]
            for one in both:
                one.result()
        entries = stage.conversations.entries(open_conversation.id)
        taken = max(one.seq for one in entries if one.details.get("to") == Mode.AGENT)
        late = [
            entry for entry in entries if entry.seq > taken and entry.author is Author.ASSISTANT
        ]
        assert all(entry.kind is EntryKind.NOTE for entry in late)
        stage.handoff.close(open_conversation.id, agent.id, reason="resolved")


@pytest.mark.parametrize("failure", [Unavailable("down"), EngineFailed("failed")])
@pytest.mark.something_fails
async def test_that_nobody_speaks_of_delays_or_failures_once_an_agent_has_taken_over(
    stage: Stage,
    open_conversation: Conversation,
    agent: Agent,
    database: Database,
    next_task: NextTask,
    failure: Exception,
) -> None:
    stage.say(open_conversation, "m1", "where is my parcel")
    stage.engine.failures = [failure]
    if isinstance(failure, EngineFailed):
        for _ in range(MOST_FAILURES):
            item = next_task().item
            with database.transaction() as tx:
                inbox.postpone(tx, item, until=stage.clock.now(), counts=True)
    finish = await stage.turns.take(next_task())
    stage.handoff.take_over(open_conversation.id, agent.id)
    finish()
    assert said(list(stage.conversations.entries(open_conversation.id)), Author.SYSTEM) == []
    assert stage.conversations.get(open_conversation.id).mode is Mode.AGENT
