from __future__ import annotations

import asyncio

import httpx
import pytest

from amends.bootstrap import Services
from amends.conversations import store
from amends.conversations.model import Conversation
from amends.conversations.sessions import SessionService
from amends.handoff.service import HANDED_BACK
from tests.integration.handoff.desk import LONGEST_S, Person, Story, following


@pytest.fixture
def conversation(story: Story) -> Conversation:
    conversation = story.conversation()
    story.says(conversation, "I need a person")
    story.asks_for_person(conversation)
    return conversation


async def test_that_the_most_frustrated_stand_first_in_the_queue(
    robin: Person, story: Story, services: Services
) -> None:
    waiting = {level: story.conversation() for level in (0.1, 0.9, 0.4)}
    for level, one in waiting.items():
        story.asks_for_person(one)
        with services.database.transaction() as tx:
            store.change(tx, one.id, frustration={"level": level, "trend": 0.0})
    items = (await robin.get("/conversations?mode=waiting")).json()["items"]
    assert [item["frustration"]["level"] for item in items] == [0.9, 0.4, 0.1]
    assert {item["waiting"]["reason"] for item in items} == {"request_human"}
    assert (await robin.get("/counts")).json()["queue"] == 3


async def test_that_taking_over_silences_the_assistant_and_tells_the_customer_who_comes(
    robin: Person, conversation: Conversation
) -> None:
    response = await robin.do(conversation, "take-over")
    assert response.status_code == 200
    taken = response.json()
    assert (taken["mode"], taken["assigned_to"]["name"]) == ("agent", "Robin")
    assert taken["waiting"] is None
    assert "Robin" in (await robin.texts(conversation))[-1]
    assert (await robin.get("/counts")).json() == {
        "approvals": 0,
        "queue": 0,
        "mine": 1,
        "callbacks": 0,
    }


async def test_that_of_two_agents_at_once_one_gets_the_conversation(
    robin: Person, noor: Person, conversation: Conversation
) -> None:
    answers = await asyncio.gather(
        robin.do(conversation, "take-over"), noor.do(conversation, "take-over")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_that_taking_over_twice_is_said_once(
    robin: Person, conversation: Conversation
) -> None:
    await robin.do(conversation, "take-over")
    before = await robin.texts(conversation)
    assert (await robin.do(conversation, "take-over")).status_code == 200
    assert await robin.texts(conversation) == before


async def test_that_a_conversation_is_taken_from_a_colleague_only_on_purpose(
    robin: Person, noor: Person, conversation: Conversation
) -> None:
    await robin.do(conversation, "take-over")
    assert (await noor.do(conversation, "take-over")).status_code == 409
    taken = await noor.do(conversation, "take-over", {"from": robin.agent.id})
    assert taken.json()["assigned_to"]["name"] == "Noor"
    assert (await robin.write(conversation, "still me")).status_code == 409


async def test_that_only_who_has_the_conversation_writes_to_the_customer(
    robin: Person, noor: Person, conversation: Conversation
) -> None:
    assert (await robin.write(conversation, "too early")).status_code == 409
    await robin.do(conversation, "take-over")
    assert (await robin.write(conversation, "Hello, Robin here")).status_code == 200
    assert (await noor.write(conversation, "me too")).status_code == 409
    texts = await robin.texts(conversation)
    assert "Hello, Robin here" in texts
    assert not {"too early", "me too"} & set(texts)


async def test_that_a_reply_sent_again_is_written_once_even_after_handing_back(
    robin: Person, conversation: Conversation
) -> None:
    await robin.do(conversation, "take-over")
    reply = {"id": "r1", "text": "Hello"}
    first = await robin.do(conversation, "messages", reply)
    await robin.do(conversation, "hand-back")
    again = await robin.do(conversation, "messages", reply)
    assert again.status_code == 200
    assert again.json() == first.json()
    assert (await robin.texts(conversation)).count("Hello") == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"id": "1", "text": " \x00 "}, 422),
        ({"id": "1", "text": ""}, 422),
        ({"id": "1", "text": "x" * 4_001}, 413),
        ({"id": "", "text": "x"}, 422),
        ({"text": "x"}, 422),
        ([], 422),
    ],
)
async def test_that_a_reply_has_a_text_and_an_id(
    robin: Person, conversation: Conversation, content: object, status: int
) -> None:
    await robin.do(conversation, "take-over")
    assert (await robin.do(conversation, "messages", content)).status_code == status


async def test_that_notes_never_reach_the_customer(
    robin: Person, url: str, sessions: SessionService
) -> None:
    session = sessions.open(language="en", customer_id=None)
    await robin.do(session.conversation, "take-over")
    note = await robin.write(session.conversation, "they sound tired", "notes")
    assert note.status_code == 200
    await robin.write(session.conversation, "I am Robin")
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=LONGEST_S) as http:
        heard = []
        async with following(http, f"/chat/events?token={session.token}") as events:
            async for name, data in events:
                if name == "message":
                    heard.append(data["text"])
                    if data["text"] == "I am Robin":
                        break
    assert "they sound tired" not in heard
    assert "they sound tired" in await robin.texts(session.conversation)


async def test_that_the_customer_sees_that_the_agent_is_typing(
    robin: Person, url: str, sessions: SessionService
) -> None:
    session = sessions.open(language="en", customer_id=None)
    refused = await robin.do(session.conversation, "typing", {"on": True})
    assert refused.status_code == 409
    await robin.do(session.conversation, "take-over")
    async with (
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=LONGEST_S) as http,
        following(http, f"/chat/events?token={session.token}") as events,
    ):
        async for name, data in events:
            if name == "state":
                shown = await robin.do(session.conversation, "typing", {"on": True})
                assert shown.status_code == 204
            if name == "typing":
                assert data == {"author": "agent", "on": True}
                break


async def test_that_the_assistant_goes_on_after_handing_back(
    robin: Person, conversation: Conversation, services: Services
) -> None:
    assert (await robin.do(conversation, "hand-back")).status_code == 409
    await robin.do(conversation, "take-over")
    handed = await robin.do(conversation, "hand-back")
    assert (handed.json()["mode"], handed.json()["assigned_to"]) == ("assistant", None)
    with services.database.reading() as tx:
        waiting = tx.exec_driver_sql("SELECT payload FROM inbox WHERE kind = 'event'").all()
    assert HANDED_BACK in str(waiting)


async def test_that_a_closed_conversation_opens_again_when_the_customer_writes(
    robin: Person, conversation: Conversation, story: Story
) -> None:
    closed = await robin.do(conversation, "close", {"reason": "resolved"})
    assert closed.json()["mode"] == "closed"
    assert (await robin.get("/conversations?mode=waiting")).json()["items"] == []
    story.says(conversation, "one more thing")
    assert story.mode(conversation.id) == "assistant"


async def test_that_a_colleagues_conversation_is_not_closed(
    robin: Person, noor: Person, conversation: Conversation
) -> None:
    await robin.do(conversation, "take-over")
    assert (await noor.do(conversation, "close")).status_code == 409
    assert (await robin.do(conversation, "close")).status_code == 200


async def test_that_lists_say_who_and_what_was_said_last(
    robin: Person, conversation: Conversation, story: Story
) -> None:
    story.conversation(customer_id=None)
    items = (await robin.get("/conversations?mode=waiting,assistant")).json()["items"]
    known = {item["id"]: item for item in items}
    assert len(known) == 2
    item = known[conversation.id]
    assert item["customer"] == {
        "id": "C1",
        "name": "Name of C1",
        "tier": "standard",
        "verified": True,
    }
    assert item["last"]["text"] == "I need a person"
    assert (await robin.get("/conversations?mode=dancing")).status_code == 422


async def test_that_older_entries_are_read_page_by_page(
    robin: Person, conversation: Conversation, story: Story
) -> None:
    for number in range(210):
        story.says(conversation, f"message {number}")
    newest = (await robin.get(f"/conversations/{conversation.id}")).json()["messages"]
    assert len(newest) == 200
    assert newest[-1]["text"] == "message 209"
    first = newest[0]["seq"]
    older = (await robin.get(f"/conversations/{conversation.id}?before={first}")).json()
    assert [message["seq"] for message in older["messages"]] == list(range(1, first))
    assert (await robin.get(f"/conversations/{conversation.id}?before=x")).status_code == 422


async def test_that_an_offer_in_the_log_comes_with_what_it_is(robin: Person, story: Story) -> None:
    conversation = story.conversation()
    offer = story.due_offer(conversation)
    shown = (await robin.get(f"/conversations/{conversation.id}")).json()
    assert shown["offers"][offer.id]["amount"] == "129.00"
    assert {entry["kind"] for entry in shown["messages"]} == {"offer"}


async def test_that_an_unknown_conversation_is_not_found(robin: Person) -> None:
    for method, path in (("GET", ""), ("POST", "/take-over"), ("POST", "/close")):
        response = await robin.http.request(
            method, f"/conversations/cnv_none{path}", headers={"X-CSRF-Token": robin.csrf_token}
        )
        assert response.status_code == 404


@pytest.mark.usefixtures("story")
async def test_that_a_customer_is_shown_with_orders_and_history(robin: Person) -> None:
    shown = (await robin.get("/customers/C1")).json()
    assert shown["name"] == "Name of C1"
    assert [order["number"] for order in shown["orders"]] == ["A-1"]
    assert shown["orders"][0]["state"] == "delivered"
    assert shown["history"]["lifetime_value"]["currency"] == "EUR"
    assert (await robin.get("/customers/C999")).status_code == 404
