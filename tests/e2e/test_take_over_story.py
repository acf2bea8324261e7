"""A customer asks for a person; an agent takes over, writes, hands back; the assistant goes on."""

from __future__ import annotations

import httpx
import pytest

from amends.conversations.model import EntryKind, Mode
from amends.storage.database import Database
from tests.e2e.colleague import AGENT, Colleague
from tests.e2e.log import Log
from tests.e2e.shop import buyer
from tests.e2e.shopper import Shopper
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

NOTE = "Seems patient; the carrier is to blame."


async def test_that_the_assistant_goes_on_and_knows_what_was_said_to_the_agent(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=range(2_000, 9_000))
    guest = await Shopper.arrive(http, locale="en")
    log = Log(database, guest)
    await guest.hear_answer(0)
    asked = await guest.say("Can I talk to a real person, please?")
    await guest.hear_answer(asked)
    assert log.wordings(after=asked) == ["utter_person_requested"]

    async with Colleague.at_desk(stack.url, AGENT) as agent:
        waiting = await agent.waiting(log.conversation_id)
        assert waiting["waiting"]["reason"] == "customer_asked"
        assert (await agent.do(log.conversation_id, "take-over")).is_success
        await guest.hear_from("system", agent.agent["name"])

        assert (await agent.do(log.conversation_id, "notes", NOTE)).is_success
        told = await guest.say(f"It is about {who.order_number}, my e-mail is {who.email}")
        assert (await agent.do(log.conversation_id, "messages", "Thank you, I see it.")).is_success
        answer = await guest.hear_from("agent", "Thank you, I see it.")
        assert answer["agent"] == {"name": agent.agent["name"]}
        assert log.wordings(after=told) == []

        assert (await agent.do(log.conversation_id, "hand-back")).is_success
        await guest.hear(lambda heard: heard[-1]["author"] == "assistant")
        assert log.wordings(after=told) == ["utter_handed_back"]

        asked = await guest.say("So where is my order?")
        await guest.hear(lambda heard: any(who.order_number in m["text"] for m in heard[-2:]))
        assert log.wordings(after=asked) == ["utter_identity_proven", "utter_order_delivered"]

        seen = await agent.conversation(log.conversation_id)
    assert seen["mode"] == Mode.ASSISTANT
    assert NOTE in [entry["text"] for entry in seen["messages"] if entry["kind"] == EntryKind.NOTE]
    assert NOTE not in [message["text"] for message in guest.heard]
    modes = [entry.details for entry in log.entries(EntryKind.MODE)]
    assert [(one["from"], one["to"]) for one in modes] == [
        (Mode.ASSISTANT, Mode.WAITING),
        (Mode.WAITING, Mode.AGENT),
        (Mode.AGENT, Mode.ASSISTANT),
    ]
    assert [one["actor"] for one in modes[1:]] == [agent.agent["id"]] * 2


async def test_that_only_who_has_a_conversation_may_write_in_it(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    guest = await Shopper.arrive(http, locale="en")
    log = Log(database, guest)
    async with Colleague.at_desk(stack.url, AGENT) as agent:
        refused = await agent.do(log.conversation_id, "messages", "Hello, I am Robin.")
        assert refused.status_code == httpx.codes.CONFLICT
    await guest.answer_to("hello")
    assert all(message["author"] != "agent" for message in guest.heard)
