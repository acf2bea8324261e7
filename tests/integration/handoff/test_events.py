from __future__ import annotations

from amends.clock import FixedClock
from amends.handoff.agents import SESSION_LIFETIME
from tests.integration.handoff.desk import Person, Story, following


async def test_that_pages_hear_of_a_decision(kim: Person, robin: Person, story: Story) -> None:
    conversation = story.conversation()
    offer = story.due_offer(conversation)
    async with following(robin.http, "/events") as events:
        async for name, data in events:
            if name == "hello":
                assert (await kim.decide(offer, "approve", reason="")).status_code == 200
            elif name == "changed":
                assert offer.id in data["approvals"]
                assert conversation.id in [one["id"] for one in data["conversations"]]
                break


async def test_that_pages_hear_of_what_is_said_and_who_answers(robin: Person, story: Story) -> None:
    conversation = story.conversation()
    async with following(robin.http, "/events") as events:
        modes = []
        async for name, data in events:
            if name == "hello":
                story.says(conversation, "hello?")
            for one in data.get("conversations", []):
                modes.append(one["mode"])
                if one["mode"] == "assistant":
                    story.asks_for_person(conversation)
            if "waiting" in modes:
                break
    assert modes[0] == "assistant"


async def test_that_pages_hear_of_calls(robin: Person, story: Story) -> None:
    conversation = story.conversation()
    async with following(robin.http, "/events") as events:
        async for name, _ in events:
            if name == "hello":
                story.promises_call(conversation)
            elif name == "changed":
                break
    assert (await robin.get("/counts")).json()["callbacks"] == 1


async def test_that_the_stream_ends_with_the_session(robin: Person, clock: FixedClock) -> None:
    async with following(robin.http, "/events") as events:
        names = []
        async for name, _ in events:
            names.append(name)
            clock.advance(SESSION_LIFETIME)
    assert names[-1] == "signed_out"
