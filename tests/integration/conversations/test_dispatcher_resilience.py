"""That nothing which goes wrong with one item keeps other items or conversations waiting."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, func, insert, select, update

from amends.conversations import dispatcher as dispatcher_module
from amends.conversations import inbox, tables
from amends.conversations.model import Author, Conversation, Mode, Reply
from amends.conversations.turn import MOST_FAILURES
from amends.errors import Contention, NotFound, Unavailable
from amends.handoff.model import Agent
from amends.ids import ConversationId
from amends.storage.database import Database
from tests.integration.conversations.stage import Stage, said


@pytest.mark.something_fails
async def test_that_an_item_nobody_can_deal_with_does_not_keep_the_next_one_waiting(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.engine.failures = [KeyError("a fault of ours") for _ in range(MOST_FAILURES)]
    stage.say(open_conversation, "m1", "something that trips us up")
    stage.say(open_conversation, "m2", "and something that does not")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert "say_engine_error" in [entry.details.get("wording") for entry in entries]
    assert said(entries, Author.ASSISTANT) == ["echo and something that does not"]
    assert stage.conversations.get(open_conversation.id).mode is Mode.WAITING


@pytest.mark.something_fails
async def test_that_an_answer_that_cannot_be_stored_does_not_keep_the_next_one_waiting(
    stage: Stage, open_conversation: Conversation
) -> None:
    broken = Reply("an answer", wording=object())  # type: ignore[arg-type]  # no JSON
    stage.engine.instead = [(broken,) for _ in range(MOST_FAILURES)]
    stage.say(open_conversation, "m1", "something with a broken answer")
    stage.say(open_conversation, "m2", "and something without")
    await stage.make().start()
    entries = await stage.log(
        open_conversation, lambda log: "echo and something without" in said(log, Author.ASSISTANT)
    )
    assert len(said(entries, Author.CUSTOMER)) == 2


@pytest.mark.something_fails
async def test_that_an_item_is_put_aside_even_if_nobody_can_be_told(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotFound("nobody is there")

    monkeypatch.setattr(inbox, "postpone", refuse)
    stage.engine.failures = [KeyError("a fault of ours")]
    stage.say(open_conversation, "m1", "something that trips us up")
    stage.say(open_conversation, "m2", "and something that does not")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert said(entries, Author.ASSISTANT) == ["echo and something that does not"]


async def test_that_a_database_that_goes_away_in_the_middle_of_a_turn_costs_no_attempt(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "_DATABASE_WAIT_S", 0.01)
    get, failures = stage.conversations.entries, [Unavailable("gone")] * (MOST_FAILURES + 1)

    def sometimes(*args: object, **options: object) -> object:
        if failures:
            raise failures.pop()
        return get(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(stage.conversations, "entries", sometimes)
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_handed_back", entities={}, key="back"
    )
    await stage.make().start()
    await stage.engine.answered.wait()
    assert failures == []


async def test_that_a_collision_that_never_ends_is_not_tried_for_ever(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(*_: object, **__: object) -> None:
        raise Contention("somebody else")

    append = stage.conversations.append
    monkeypatch.setattr(stage.conversations, "append", collide)
    stage.say(open_conversation, "m1", "something that collides")
    await stage.make().start()
    await stage.engine.answered.wait()
    monkeypatch.setattr(stage.conversations, "append", append)
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)


async def test_that_waiting_conversations_are_not_looked_for_over_and_over_while_all_hands_are_full(
    stage: Stage, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "_AT_ONCE", 1)
    monkeypatch.setattr(dispatcher_module, "_POLL_S", 3600.0)
    stage.engine.hold = asyncio.Event()
    opened = [
        stage.conversations.open(channel="web", account="", address=f"s{n}", language="en")
        for n in range(3)
    ]
    for conversation in opened:
        stage.say(conversation, "m1", "where is my parcel")
    looks = 0

    @event.listens_for(database.engine, "before_cursor_execute")
    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal looks
        looks += "min(inbox.id)" in statement

    dispatcher = stage.make()
    await dispatcher.start()
    await stage.engine.asked.wait()
    before = looks
    for _ in range(30):
        await asyncio.sleep(0.01)
    during = looks - before
    stage.engine.hold.set()
    for conversation in opened:
        await stage.log(conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert during <= 3


@pytest.mark.something_fails
async def test_that_the_dispatcher_goes_on_after_a_fault_while_it_looked(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "_DATABASE_WAIT_S", 0.01)
    ready, faults = inbox.ready, [ValueError("a fault of ours")]

    def faulty(*args: object) -> object:
        if faults:
            raise faults.pop()
        return ready(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "ready", faulty)
    stage.say(open_conversation, "m1", "where is my parcel")
    await stage.make().start()
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)


async def test_that_a_clock_that_was_set_back_an_hour_keeps_nobody_waiting(
    stage: Stage, open_conversation: Conversation, database: Database
) -> None:
    stage.clock.wrong_by = timedelta(hours=1)
    stage.say(open_conversation, "m1", "where is my parcel")
    with database.transaction() as tx:
        assert inbox.take_lease(tx, open_conversation.id, "a crashed one", stage.clock.now())
    stage.clock.wrong_by = timedelta()
    await stage.make().start()
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)


async def test_that_stopping_in_the_middle_of_a_turn_gives_the_conversation_back(
    stage: Stage, open_conversation: Conversation, database: Database
) -> None:
    stage.engine.hold = asyncio.Event()
    stage.say(open_conversation, "m1", "where is my parcel")
    first = stage.make()
    await first.start()
    await stage.engine.asked.wait()
    await first.stop()
    with database.reading() as tx:
        leased = select(func.count()).where(tables.conversations.c.lease_owner.is_not(None))
        assert tx.execute(leased).scalar_one() == 0
    stage.engine.hold.set()
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert len(said(entries, Author.CUSTOMER)) == 1


def test_that_only_leases_one_has_are_renewed(stage: Stage, database: Database) -> None:
    mine, theirs, nobodys = (
        stage.conversations.open(channel="web", account="", address=f"s{n}", language="en").id
        for n in range(3)
    )
    now = stage.clock.now()
    later = now + timedelta(seconds=2)
    with database.transaction() as tx:
        inbox.take_lease(tx, mine, "me", now)
        inbox.take_lease(tx, theirs, "they", now)
        inbox.renew_leases(tx, (mine, theirs, nobodys), "me", later)

    def until(conversation_id: ConversationId) -> object:
        with database.reading() as tx:
            column = tables.conversations.c.lease_until
            return tx.execute(
                select(column).where(tables.conversations.c.id == conversation_id)
            ).scalar_one()

    assert [until(one) for one in (mine, theirs, nobodys)] == [
        later + inbox.LEASE,
        now + inbox.LEASE,
        None,
    ]


async def test_that_the_transcript_for_the_assistant_is_the_end_of_a_long_conversation(
    stage: Stage, open_conversation: Conversation, database: Database
) -> None:
    with database.transaction() as tx:
        tx.execute(
            insert(tables.entries),
            [
                {
                    "conversation_id": open_conversation.id,
                    "seq": seq,
                    "kind": "message",
                    "author": "customer",
                    "text": f"message {seq}",
                    "details": {},
                    "at": stage.clock.now(),
                    "key": f"k{seq}",
                }
                for seq in range(1, 601)
            ],
        )
        tx.execute(update(tables.conversations).values(last_seq=600))
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_handed_back", entities={}, key="back"
    )
    await stage.make().start()
    await stage.engine.answered.wait()
    assert stage.engine.turns[0].transcript[-1] == {"author": "customer", "text": "message 600"}


async def test_that_an_event_is_told_though_the_agent_hands_back_while_it_is_put_aside(
    stage: Stage, open_conversation: Conversation, database: Database, agent: Agent
) -> None:
    stage.handoff.take_over(open_conversation.id, agent.id)
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_offer_decided", entities={}, key="decided"
    )
    with database.reading() as tx:
        waiting = inbox.first_waiting(tx, open_conversation.id, stage.clock.now())
    assert waiting is not None
    put_aside = await stage.turns.take(stage.turns.prepare(waiting))
    stage.handoff.hand_back(open_conversation.id, agent.id)
    put_aside()
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    assert said(entries, Author.ASSISTANT)[0] == "echo EXTERNAL_offer_decided"
