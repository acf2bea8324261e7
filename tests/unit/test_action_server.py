"""The action server's own part: who is let in, what is answered, and what takes long."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sanic import Sanic

from actions import AmendsAction
from actions.turn import Event, Turn, set_slots
from amends.action_server import ActionCall, ActionRunner, create_app
from amends.conversations.model import Author, Mode
from amends.errors import NotFound, Unavailable
from amends.ids import ConversationId
from amends.settings import PROJECT
from language import Catalogue
from tests.unit.actions.fakes import FakeConversation, Shop

with warnings.catch_warnings():
    # sanic-testing imports a part of websockets that is deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from sanic_testing.testing import SanicASGITestClient

TOKEN = "secret"
CALL: dict[str, Any] = {
    "next_action": "action_take_yes",
    "sender_id": "cnv_1",
    "tracker": {
        "sender_id": "cnv_1",
        "slots": {},
        "latest_message": {"message_id": "m1", "intent": {"name": "affirm"}, "entities": []},
        "events": [],
        "paused": False,
        "active_loop": {},
    },
}


@dataclass
class FakeLog:
    """The conversation log; remembers what was appended, or is gone."""

    gone: bool = False
    mode: Mode = Mode.ASSISTANT
    appended: list[dict[str, Any]] = field(default_factory=list)

    def get(self, conversation_id: ConversationId) -> FakeConversation:
        return FakeConversation(self.mode)

    def append(self, conversation_id: ConversationId, **entry: Any) -> int:
        if self.gone:
            raise Unavailable("The database does not answer")
        self.appended.append({"conversation_id": conversation_id, **entry})
        return 1


@dataclass
class FakeDatabase:
    """A database that answers, or not."""

    gone: bool = False

    def check(self) -> None:
        if self.gone:
            raise Unavailable("The database does not answer", code="database")

    def close(self) -> None:
        pass


class Slow(AmendsAction):
    """Waits until the test lets it go on."""

    action_name = "action_slow"

    def __init__(self, services: Any, released: threading.Event) -> None:
        super().__init__(services)
        self._released = released

    def act(self, turn: Turn) -> list[Event]:
        assert self._released.wait(timeout=10)
        return set_slots(left_topic="done")


class Releasing(FakeLog):
    """Lets the slow action go on once the customer was told."""

    def __init__(self, released: threading.Event, *, gone: bool = False) -> None:
        super().__init__(gone=gone)
        self._released = released

    def append(self, conversation_id: ConversationId, **entry: Any) -> int:
        try:
            return super().append(conversation_id, **entry)
        finally:
            self._released.set()


def slow_runner(log: FakeLog, released: threading.Event, **times: float) -> ActionRunner:
    shop: Any = Shop()
    fake: Any = log
    return ActionRunner(
        actions=[Slow(shop, released)],
        conversations=fake,
        catalogue=Catalogue.load(PROJECT),
        **times,
    )


def call(action: str = "action_slow", *, intent: str = "affirm", **metadata: str) -> ActionCall:
    message = {"message_id": "m1", "intent": {"name": intent}, "metadata": metadata}
    tracker = {**CALL["tracker"], "latest_message": message}
    return ActionCall.model_validate({"next_action": action, "tracker": tracker})


async def test_that_the_customer_is_told_once_when_an_action_takes_long() -> None:
    released = threading.Event()
    log = Releasing(released)
    runner = slow_runner(log, released, told_after=0.0)
    result = await runner.run(call(language="es", tone="accountable"))
    assert result["events"][0]["value"] == "done"
    (told,) = log.appended
    assert told["key"] == "m1:delay"
    assert told["author"] is Author.SYSTEM
    assert told["language"] == "es"
    assert told["text"].startswith("Esto está tardando")


async def test_that_nobody_is_told_of_a_delay_of_what_they_did_not_ask_for() -> None:
    released = threading.Event()
    log = FakeLog()
    runner = slow_runner(log, released, told_after=0.0, given_up_after=0.0)
    with pytest.raises(Unavailable):
        await runner.run(call(intent="EXTERNAL_offer_decided"))
    released.set()
    assert log.appended == []


async def test_that_nobody_is_told_of_a_delay_once_an_agent_has_taken_over() -> None:
    released = threading.Event()
    log = FakeLog(mode=Mode.AGENT)
    runner = slow_runner(log, released, told_after=0.0, given_up_after=0.0)
    with pytest.raises(Unavailable):
        await runner.run(call())
    released.set()
    assert log.appended == []


async def test_that_the_answer_comes_even_if_the_customer_cannot_be_told() -> None:
    released = threading.Event()
    runner = slow_runner(Releasing(released, gone=True), released, told_after=0.0)
    assert (await runner.run(call()))["events"]


async def test_that_an_action_that_does_not_end_is_to_be_asked_for_again() -> None:
    released = threading.Event()
    runner = slow_runner(FakeLog(), released, told_after=0.0, given_up_after=0.0)
    with pytest.raises(Unavailable):
        await runner.run(call())
    released.set()


async def test_that_an_action_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        await slow_runner(FakeLog(), threading.Event()).run(call("action_unknown"))


@dataclass
class Served(Shop):
    """The services with what the server itself uses."""

    database: FakeDatabase = field(default_factory=FakeDatabase)
    catalogue: Any = field(default_factory=lambda: Catalogue.load(PROJECT))


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def client(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[SanicASGITestClient]:
    monkeypatch.setattr(Sanic, "test_mode", True)
    services: Any = served
    app = create_app(services, TOKEN)
    yield SanicASGITestClient(app)
    Sanic.unregister_app(app)


def authorised() -> dict[str, str]:
    return {"authorization": f"Bearer {TOKEN}"}


async def test_that_an_action_runs_without_a_domain(client: SanicASGITestClient) -> None:
    _, response = await client.post("/webhook", json=CALL, headers=authorised())
    assert response.status_code == 200
    assert response.json["responses"][0]["response"] == "utter_what_can_i_do"


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}])
async def test_that_only_the_engine_is_let_in(
    client: SanicASGITestClient, headers: dict[str, str]
) -> None:
    _, response = await client.post("/webhook", json=CALL, headers=headers)
    assert response.status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"no json", b"[]", b'{"next_action": "action_take_yes"}', b'{"tracker": {}}']
)
async def test_that_a_malformed_call_is_refused_with_a_code(
    client: SanicASGITestClient, body: bytes
) -> None:
    _, response = await client.post("/webhook", content=body, headers=authorised())
    assert response.status_code == 422
    assert response.json["error"]["code"] == "malformed"


async def test_that_an_unknown_action_is_not_found(client: SanicASGITestClient) -> None:
    body = {**CALL, "next_action": "action_unknown"}
    _, response = await client.post("/webhook", json=body, headers=authorised())
    assert response.status_code == 404
    assert response.json["error"]["code"] == "action_unknown"


async def test_that_a_failure_tells_nothing_of_its_inside(
    client: SanicASGITestClient, served: Served
) -> None:
    served.recovery = None  # type: ignore[assignment]  # a fault in the program
    _, response = await client.post("/webhook", json=CALL, headers=authorised())
    assert response.status_code == 500
    assert response.json == {
        "error": {"code": "internal", "message": "Something went wrong on our side"}
    }


async def test_that_no_other_website_may_read_an_answer(client: SanicASGITestClient) -> None:
    headers = {**authorised(), "origin": "https://evil.example"}
    _, response = await client.post("/webhook", json=CALL, headers=headers)
    assert "access-control-allow-origin" not in response.headers


async def test_that_health_asks_the_database(client: SanicASGITestClient, served: Served) -> None:
    _, well = await client.get("/health")
    assert well.json == {"status": "ok"}
    served.database.gone = True
    _, gone = await client.get("/health")
    assert gone.status_code == 503
