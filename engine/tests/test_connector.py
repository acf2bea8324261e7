"""The gateway's way in, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from engine.app import build_app
from engine.connector import AmendsInput
from engine.errors import ActionFailed, Outdated
from engine.locks import ConversationLocks
from engine.runtime.agent import EngineAgent
from engine.tests.conftest import FakeActions
from engine.tests.turns import typed

URL = "/webhooks/amends/webhook"
TOKEN = {"Authorization": "Bearer secret"}


def _body(**changed: object) -> dict[str, object]:
    body = {
        "conversation_id": "c1",
        "message_id": "m1",
        "kind": "text",
        "text": "hello",
        "metadata": {"language": "en"},
    }
    return {key: value for key, value in {**body, **changed}.items() if value is not None}


@pytest.fixture
def client(agent: EngineAgent) -> Iterator[SanicASGITestClient]:
    Sanic.test_mode = True
    app = build_app(agent, AmendsInput("secret"))
    yield SanicASGITestClient(app)
    Sanic._app_registry.clear()


async def test_that_a_message_is_answered_and_its_repeat_likewise(client) -> None:
    _, first = await client.post(URL, json=_body(), headers=TOKEN)
    _, second = await client.post(URL, json=_body(), headers=TOKEN)

    assert first.status == 200
    assert first.json == {
        "message_id": "m1",
        "replies": [
            {
                "text": "en: hello",
                "language": "en",
                "wording": "utter_greet",
                "choices": [
                    {"label": "en: track", "payload": {"intent": "order_status", "entities": {}}}
                ],
            }
        ],
        "wishes": [],
        "repeated": False,
        "topic": "greet",
    }
    assert second.json == {**first.json, "repeated": True}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"}]
)
async def test_that_nobody_is_let_in_without_the_token(client, headers) -> None:
    _, answer = await client.post(URL, json=_body(), headers=headers)

    assert (answer.status, answer.json) == (401, {"error": "unauthorized"})


async def test_that_without_a_token_of_its_own_the_engine_lets_nobody_in(agent) -> None:
    Sanic.test_mode = True
    client = SanicASGITestClient(build_app(agent, AmendsInput(None)))

    _, answer = await client.post(URL, json=_body(), headers={"Authorization": "Bearer "})

    assert answer.status == 401
    Sanic._app_registry.clear()


@pytest.mark.parametrize(
    "body",
    [
        _body(text=None),
        _body(text="   "),
        _body(text="x" * 20_001),
        _body(kind="order"),
        _body(conversation_id=""),
        _body(message_id=None),
        _body(unknown=1),
        _body(kind="choice"),
        _body(kind="choice", text=None, payload={"intent": "EXTERNAL_decided"}),
        _body(kind="choice", text=None, payload={"intent": "/greet"}),
        _body(kind="choice", text=None, payload={"intent": "no_such_intent"}),
        _body(kind="event", text=None, payload={"intent": "greet"}),
        _body(payload={"intent": "greet"}),
        _body(transcript=[{"author": "assistant", "text": "x"}]),
        [],
    ],
)
async def test_that_a_malformed_message_is_refused(client, body) -> None:
    _, answer = await client.post(URL, json=body, headers=TOKEN)

    assert (answer.status, answer.json) == (422, {"error": "malformed"})


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
async def test_that_what_is_no_json_is_refused(client, content) -> None:
    _, answer = await client.post(URL, data=content, headers=TOKEN)

    assert answer.status == 422


async def test_that_a_failure_is_told_without_details(client, actions: FakeActions) -> None:
    def fail(call: dict) -> dict:
        raise ActionFailed("secret details")

    actions.answers["action_order_status"] = fail

    _, answer = await client.post(URL, json=_body(text="where is my order"), headers=TOKEN)

    assert (answer.status, answer.json) == (500, {"error": "action_failed"})


async def test_that_an_unforeseen_failure_is_told_without_details(client, actions) -> None:
    actions.answers["action_order_status"] = lambda call: {"responses": [{"response": "utter_x"}]}

    _, answer = await client.post(URL, json=_body(text="where is my order"), headers=TOKEN)

    assert (answer.status, answer.json) == (500, {"error": "engine_failed"})


async def test_that_rasas_own_routes_are_not_there(client) -> None:
    for path in ("/model/parse", "/conversations/c1/tracker", "/webhooks/rest/webhook", "/status"):
        _, answer = await client.get(path, headers=TOKEN)
        assert answer.status == 404


async def test_that_health_names_the_model(client, model) -> None:
    _, answer = await client.get("/health")

    assert (answer.status, answer.json) == (200, {"status": "ok", "model": model.name})


async def test_that_a_conversation_is_forgotten_on_request(client, agent) -> None:
    await client.post(URL, json=_body(), headers=TOKEN)
    path = "/webhooks/amends/conversations/c1"

    _, refused = await client.delete(path)
    _, first = await client.delete(path, headers=TOKEN)
    _, second = await client.delete(path, headers=TOKEN)

    assert refused.status == 401
    assert (first.json, second.json) == ({"erased": True}, {"erased": False})
    assert await agent.tracker_store.retrieve("c1") is None


async def test_that_a_turn_is_taken_again_when_another_engine_was_faster(agent, actions) -> None:
    channel = AmendsInput("secret")
    await channel.take(agent, typed("hello"))
    interfered = []

    def meanwhile(call: dict) -> dict:
        if not interfered:
            interfered.append(True)
            raise Outdated
        return {"responses": [{"response": "utter_status"}]}

    actions.answers["action_order_status"] = meanwhile

    answer = await channel.take(agent, typed("where is my order"))

    assert [reply.text for reply in answer.replies] == ["en: on its way"]


async def test_that_turns_of_one_conversation_follow_each_other() -> None:
    locks, order, overlapping = ConversationLocks(), [], asyncio.Event()

    async def turn(name: str, conversation: str) -> None:
        async with locks.holding(conversation):
            order.append(f"{name} begins")
            if conversation == "b":
                overlapping.set()
            await overlapping.wait()
            order.append(f"{name} ends")

    await asyncio.gather(turn("1", "a"), turn("2", "a"), turn("3", "b"))

    assert order[:2] == ["1 begins", "3 begins"]
    assert order.index("1 ends") < order.index("2 begins")
    assert len(locks) == 0
