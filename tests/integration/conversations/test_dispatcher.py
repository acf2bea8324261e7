from __future__ import annotations

import asyncio

import pytest

from amends.conversations.engine_client import EngineFailed
from amends.conversations.hub import Hub
from amends.conversations.model import (
    Author,
    Conversation,
    InboundMessage,
    InboxKind,
    Mode,
    Payload,
    Wish,
)
from amends.conversations.turn import MOST_FAILURES
from amends.errors import Unavailable
from amends.handoff.model import Agent
from amends.ids import ConversationId
from tests.integration.conversations.stage import Stage, said


async def test_that_every_message_is_answered_once_and_in_order(
    stage: Stage, open_conversation: Conversation
) -> None:
    texts = ["hello", "a lamp broke", "it was blue", "yes", "send it again", "to Rome", "ok", "bye"]
    for number, text in enumerate(texts):
        stage.say(open_conversation, f"m{number}", text)
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 8)
    assert said(entries, Author.ASSISTANT) == [f"echo {text}" for text in texts]


async def test_that_a_message_that_comes_while_another_is_answered_has_its_turn(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.engine.hold = asyncio.Event()
    await stage.make().start()
    await asyncio.to_thread(stage.say, open_conversation, "m1", "the first question")
    await asyncio.to_thread(stage.say, open_conversation, "m2", "the second question")
    stage.engine.hold.set()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    assert said(entries, Author.ASSISTANT) == [
        "echo the first question",
        "echo the second question",
    ]


async def test_that_two_dispatchers_share_the_conversations(stage: Stage) -> None:
    opened = [
        stage.conversations.open(channel="web", account="", address=f"s{n}", language="en")
        for n in range(6)
    ]
    for dispatcher in (stage.make(), stage.make()):
        await dispatcher.start()
    for conversation in opened:
        for number in range(3):
            await asyncio.to_thread(stage.say, conversation, f"m{number}", f"question {number}")
    for conversation in opened:
        entries = await stage.log(conversation, lambda log: len(said(log, Author.ASSISTANT)) >= 3)
        assert said(entries, Author.ASSISTANT) == [f"echo question {n}" for n in range(3)]


async def test_that_a_message_waits_until_the_engine_is_back_and_the_customer_is_told_once(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.engine.failures = [Unavailable("down") for _ in range(3)]
    stage.say(open_conversation, "m1", "where is my parcel")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    told = [entry for entry in entries if entry.details.get("wording") == "say_takes_longer"]
    assert len(told) <= 1
    assert said(entries, Author.ASSISTANT) == ["echo where is my parcel"]


async def test_that_a_slow_answer_is_announced(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.conversations.turn.DELAY_TOLD_AFTER_S", 0.01)
    stage.engine.hold = asyncio.Event()
    stage.say(open_conversation, "m1", "where is my parcel")
    await stage.make().start()
    await stage.log(open_conversation, lambda log: len(said(log, Author.SYSTEM)) == 1)
    stage.engine.hold.set()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert [entry.author for entry in entries] == [
        Author.CUSTOMER,
        Author.SYSTEM,
        Author.ASSISTANT,
    ]


async def test_that_a_customer_who_waits_behind_an_event_is_told_too(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.conversations.turn.DELAY_TOLD_AFTER_S", 0.01)
    stage.engine.failures = [Unavailable("down") for _ in range(3)]
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_session_started", entities={}, key="started"
    )
    stage.say(open_conversation, "m1", "where is my parcel")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    assert [entry.details.get("wording") for entry in entries if entry.author is Author.SYSTEM] == [
        "say_takes_longer"
    ]


@pytest.mark.something_fails
async def test_that_after_repeated_failures_a_person_is_asked(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.engine.failures = [EngineFailed("broken") for _ in range(MOST_FAILURES)]
    stage.say(open_conversation, "m1", "something that breaks the engine")
    stage.say(open_conversation, "m2", "and something that does not")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert "say_engine_error" in [entry.details.get("wording") for entry in entries]
    assert stage.conversations.get(open_conversation.id).mode is Mode.WAITING
    assert said(entries, Author.ASSISTANT) == ["echo and something that does not"]


async def test_that_the_engine_is_silent_while_an_agent_has_the_conversation(
    stage: Stage, open_conversation: Conversation, agent: Agent
) -> None:
    stage.handoff.take_over(open_conversation.id, agent.id)
    stage.say(open_conversation, "m1", "hello, is that a person")
    stage.handoff.reply(open_conversation.id, agent.id, message_id="r1", text="Yes, I am Ada")
    stage.conversations.enqueue_event(
        open_conversation.id, intent="EXTERNAL_offer_decided", entities={}, key="decided"
    )
    await stage.make().start()
    await stage.log(open_conversation, lambda log: any(one.annotation is not None for one in log))
    assert stage.engine.turns == []
    await asyncio.to_thread(stage.handoff.hand_back, open_conversation.id, agent.id)
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    intents = {turn.payload.intent: turn for turn in stage.engine.turns if turn.payload}
    assert set(intents) == {"EXTERNAL_offer_decided", "EXTERNAL_handed_back"}
    assert intents["EXTERNAL_handed_back"].transcript == (
        {"author": "customer", "text": "hello, is that a person"},
        {"author": "agent", "text": "Yes, I am Ada"},
    )


async def test_that_the_language_of_the_conversation_follows_the_customer(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.say(open_conversation, "m1", "Hola, mi pedido llegó completamente roto y quiero hablar")
    await stage.make().start()
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert stage.engine.turns[0].metadata["language"] == "es"
    assert stage.conversations.get(open_conversation.id).language == "es"


async def test_that_a_language_asked_for_stays_although_the_wish_was_in_another(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.engine.hold = asyncio.Event()
    await stage.make().start()
    await asyncio.to_thread(stage.say, open_conversation, "m1", "can we please speak Spanish here?")
    await stage.engine.asked.wait()
    await asyncio.to_thread(stage.conversations.set_language, open_conversation.id, "es")
    stage.engine.hold.set()
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert stage.conversations.get(open_conversation.id).language == "es"


async def test_that_a_language_nobody_speaks_here_is_answered_with_those_we_do(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.say(
        open_conversation,
        "m1",
        "Dzień dobry, moja paczka przyszła uszkodzona i chcę zwrot pieniędzy",
    )
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    assert entries[-1].details["wording"] == "say_language_unsupported"
    assert stage.engine.turns == []


async def test_that_a_choice_reaches_the_engine_as_what_it_means(
    stage: Stage, open_conversation: Conversation
) -> None:
    stage.say(open_conversation, "m1", "is it on its way")
    await stage.make().start()
    entries = await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    choice = InboundMessage(
        "web", open_conversation.id, "m2", open_conversation.id, "", entries[-1].choices[0].id
    )
    await asyncio.to_thread(stage.conversations.receive, choice)
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 2)
    assert (stage.engine.turns[-1].kind, stage.engine.turns[-1].payload) == (
        InboxKind.CHOICE,
        Payload("affirm"),
    )


async def test_that_the_assistant_types_until_its_answer_is_in_the_log(
    stage: Stage, open_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[bool, int]] = []
    rested = asyncio.Event()

    def typing(_: Hub, conversation_id: ConversationId, __: Author, *, on: bool) -> None:
        told.append((on, len(stage.conversations.entries(conversation_id))))
        if not on:
            rested.set()

    monkeypatch.setattr(Hub, "typing", typing)
    stage.say(open_conversation, "m1", "where is my parcel")
    await stage.make().start()
    async with asyncio.timeout(20):
        await rested.wait()
    assert told == [(True, 1), (False, 2)]


async def test_that_what_a_customer_wants_is_kept_with_the_conversation(
    stage: Stage, open_conversation: Conversation
) -> None:
    late = Wish("order_late", "my parcel is late", waits=False)
    charged = Wish("billing_wrong_charge", "you charged me twice", waits=True)
    stage.engine.wishes = (late, charged)
    await stage.make().start()
    await asyncio.to_thread(stage.say, open_conversation, "m1", "late, and charged twice")
    await stage.log(open_conversation, lambda log: len(said(log, Author.ASSISTANT)) == 1)
    kept = await asyncio.to_thread(stage.conversations.get, open_conversation.id)
    assert kept.wishes == (late, charged)
