"""What customers and strangers may send: nothing of it breaks, doubles or tells anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx
import pytest
from sqlalchemy import Row, select, update

from amends.conversations.tables import web_sessions
from amends.customers.tables import payments
from amends.recovery.model import OfferState
from amends.recovery.tables import offers
from amends.storage.database import Database
from tests.e2e.colleague import APPROVER, Colleague
from tests.e2e.log import Log
from tests.e2e.shop import Buyer, buyer
from tests.e2e.shopper import Shopper, identity
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

NEEDS_NO_APPROVAL = range(2_000, 6_000)
NEEDS_APPROVAL = range(12_000, 40_000)
MESSAGE = {"id": "1", "text": "hello"}
QUOTES = "'; DROP TABLE offers; -- \\ %s {0} {{}}"
HTML = "<img src=x onerror=alert(1)><script>alert('hello')</script>"


async def arrive(http: httpx.AsyncClient, customer_id: str | None = None) -> Shopper:
    """Open a chat in English and wait for the greeting."""
    shopper = await Shopper.arrive(http, customer_id=customer_id, locale="en")
    await shopper.hear_answer(0)
    return shopper


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"text": ""}, 422, "empty"),
        ({"text": "  \n\t "}, 422, "empty"),
        ({"text": "\x00\x00"}, 422, "empty"),
        ({"text": "a" * 20_000}, 413, "too_long"),
        ({"text": None}, 422, "malformed"),
        ({"text": 5}, 422, "malformed"),
        ({"text": "hello", "choice": "chc_1"}, 422, "malformed"),
        ({"text": "hello", "author": "agent"}, 422, "malformed"),
        ({"text": "hello", "id": ""}, 422, "malformed"),
        ({"text": "hello", "id": "x" * 65}, 422, "malformed"),
        ({"choice": "chc_never_offered"}, 404, "choice_unknown"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_that_what_cannot_be_a_message_is_refused(
    http: httpx.AsyncClient, database: Database, content: dict[str, object], status: int, code: str
) -> None:
    shopper = await arrive(http)
    response = await shopper.post({"id": "first", **content})

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert Log(database, shopper).said_by_customer() == []


async def test_that_what_is_no_json_is_refused(http: httpx.AsyncClient) -> None:
    shopper = await arrive(http)
    response = await shopper.post_raw(b"{'id': 1")
    assert response.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    response = await shopper.post_raw(b'{"id": "1", "text": "' + b"a" * 300_000 + b'"}')
    assert response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


async def test_that_odd_messages_are_kept_as_they_are_and_answered(
    http: httpx.AsyncClient, database: Database
) -> None:
    said = [
        "a\x00b",
        "😡😡😡",
        HTML,
        "/restart",
        "\u202eabc",
        "z" * 4_000,
        "'; DROP TABLE offers;--",
    ]
    shopper = await arrive(http)
    for text in said:
        await shopper.hear_answer(await shopper.say(text))

    log = Log(database, shopper)
    assert log.said_by_customer() == ["ab", *said[1:]]
    assert "say_engine_error" not in log.wordings()
    own = [message["text"] for message in shopper.heard if message["author"] == "customer"]
    assert own == ["ab", *said[1:]]


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/back"])
async def test_that_a_typed_command_does_not_reach_the_engine(
    http: httpx.AsyncClient, database: Database, command: str
) -> None:
    shopper = await arrive(http)
    log = Log(database, shopper)
    await shopper.hear_answer(await shopper.say("where is my order?"))
    await shopper.hear_answer(await shopper.say(command))
    asked = await shopper.say("A-99999")
    await shopper.hear_answer(asked)

    assert log.wordings(after=asked) == ["utter_ask_email"], "the form has been forgotten"


@pytest.mark.parametrize(
    "typed", ["/EXTERNAL_offer_decided", "/accept_offer", "EXTERNAL_handed_back"]
)
async def test_that_a_typed_event_or_choice_is_just_text(
    http: httpx.AsyncClient, database: Database, typed: str
) -> None:
    who = buyer(database, paid_cents=NEEDS_APPROVAL)
    shopper = await arrive(http, who.customer_id)
    log = Log(database, shopper)
    pending = await _report_damage(shopper, log, who)
    text = f'{typed}{{"offer_id": "{pending.id}"}}'
    await shopper.hear_answer(await shopper.say(text))

    assert _offer(database, log).state == OfferState.PENDING_APPROVAL
    assert log.said_by_customer()[-1] == text
    assert not [one for one in log.wordings() if one.startswith(("utter_accepted", "utter_handed"))]


async def test_that_an_unknown_order_and_that_of_somebody_else_get_the_same_answer(
    http: httpx.AsyncClient, database: Database
) -> None:
    who, other = (buyer(database, paid_cents=NEEDS_NO_APPROVAL, position=p) for p in (0, 1))
    shopper = await arrive(http, who.customer_id)
    unknown = await shopper.answer_to("where is my order A-99999?")
    anothers = await shopper.answer_to(f"where is my order {other.order_number}?")

    assert [one["text"] for one in anothers] == [
        one["text"].replace("A-99999", other.order_number) for one in unknown
    ]
    assert Log(database, shopper).wordings()[1:] == ["utter_order_unknown"] * 2


async def test_that_a_guest_has_five_tries_to_prove_who_they_are(
    http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=NEEDS_NO_APPROVAL, position=2)
    guest = await arrive(http)
    log = Log(database, guest)
    await guest.hear_answer(await guest.say("where is my order?"))
    await guest.hear_answer(await guest.say("A-99998"))
    addresses = [f"somebody{number}@example.com" for number in range(4)]
    for attempt in (addresses[0], who.order_number, *addresses[1:]):
        asked = await guest.say(attempt)
        await guest.hear_answer(asked)
        assert log.wordings(after=asked)[0] == "utter_identity_not_proven"
    asked = await guest.say(who.email)
    await guest.hear_answer(asked)

    assert log.wordings(after=asked)[0] == "utter_identity_attempts_used"
    assert "utter_identity_proven" not in log.wordings()
    assert not any(who.email in one["text"] for one in guest.heard if one["author"] != "customer")


async def test_that_a_forged_or_old_identity_opens_no_session(http: httpx.AsyncClient) -> None:
    genuine = identity("C1002")
    for changed, code in (
        ({"customer_id": "C1003"}, "identity_forged"),
        ({"expires": genuine["expires"] + 1}, "identity_forged"),
        ({"signature": "0" * 64}, "identity_forged"),
        ({"signature": "ü"}, "identity_forged"),
        (identity("C1002", lifetime_s=-5), "identity_expired"),
        (identity("C1002", lifetime_s=30 * 86_400), "identity_forged"),
    ):
        response = await http.post("/chat/sessions", json={"identity": {**genuine, **changed}})
        assert response.status_code == httpx.codes.UNAUTHORIZED
        assert response.json()["error"]["code"] == code


async def test_that_a_forged_or_old_token_opens_nothing(
    http: httpx.AsyncClient, database: Database
) -> None:
    shopper = await arrive(http)
    for token in ("", "x", "ses_" + "a" * 43, "\u00fc", "\x00", "a" * 5_000):
        for response in (
            await http.post("/chat/messages", json=MESSAGE, params={"token": token}),
            await http.get("/chat/events", params={"token": token}),
        ):
            assert response.status_code == httpx.codes.UNAUTHORIZED
    forged = {"Authorization": "Bearer forged"}
    response = await http.post("/chat/messages", json=MESSAGE, headers=forged)
    assert response.json()["error"]["code"] == "session_unknown"
    with database.transaction() as tx:
        tx.execute(
            update(web_sessions)
            .where(web_sessions.c.id == shopper.session_id)
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    response = await shopper.post(MESSAGE)
    assert response.status_code == httpx.codes.UNAUTHORIZED
    assert response.json()["error"]["code"] == "session_expired"


async def test_that_a_choice_works_once_and_only_in_its_own_chat(http: httpx.AsyncClient) -> None:
    shopper, stranger = await arrive(http), await arrive(http)
    choices = shopper.heard[-1]["choices"]
    foreign = await stranger.post({"id": "1", "choice": choices[0]["id"]})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "choice_unknown")

    first = await shopper.post({"id": "1", "choice": choices[0]["id"]})
    again = await shopper.post({"id": "1", "choice": choices[0]["id"]})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    for choice in choices:
        late = await shopper.post({"id": f"late {choice['id']}", "choice": choice["id"]})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "choice_gone")


async def test_that_an_offer_that_has_lapsed_cannot_be_accepted(
    http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=NEEDS_NO_APPROVAL, position=3)
    shopper = await arrive(http, who.customer_id)
    log = Log(database, shopper)
    offer = await _report_damage(shopper, log, who)
    assert offer.state == OfferState.PRESENTED
    accept = next(c for c in shopper.heard[-1]["choices"] if c["label"].startswith("Yes"))
    with database.transaction() as tx:
        past = datetime.now(UTC) - timedelta(seconds=1)
        tx.execute(update(offers).where(offers.c.id == offer.id).values(expires_at=past))
    answer = await shopper.post({"id": "yes", "choice": accept["id"]})
    assert answer.status_code in {202, 409}  # 409 if the lapse was announced just before
    await shopper.hear(lambda heard: "utter_offer_lapsed" in log.wordings() and bool(heard))

    assert _offer(database, log).state == OfferState.LAPSED
    assert not [one for one in log.wordings() if one.startswith("utter_accepted")]
    with database.reading() as tx:
        paid = select(payments.c.kind).where(payments.c.order_number == who.order_number)
        assert set(tx.execute(paid).scalars()) == {"charge"}


async def test_that_of_two_approvers_at_once_one_decides(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=NEEDS_APPROVAL)
    shopper = await arrive(http, who.customer_id)
    log = Log(database, shopper)
    offer = await _report_damage(shopper, log, who)
    assert offer.state == OfferState.PENDING_APPROVAL
    answers: list[httpx.Response] = []
    async with (
        Colleague.at_desk(stack.url, APPROVER) as one,
        Colleague.at_desk(stack.url, APPROVER) as two,
        anyio.create_task_group() as group,
    ):

        async def decide(approver: Colleague, decision: str) -> None:
            answers.append(await approver.decide(offer.id, decision, "so it seems"))

        group.start_soon(decide, one, "approve")
        group.start_soon(decide, two, "decline")
    assert sorted(answer.status_code for answer in answers) == [200, 409]

    await shopper.hear(lambda heard: len(heard[-1]["choices"]) > 1)
    heard = [one for one in log.wordings() if one.startswith("utter_offer")]
    assert len(heard) == 2, "the decision was told more or less than once"
    late = next(answer for answer in answers if answer.status_code == httpx.codes.CONFLICT)
    assert late.json()["error"]["code"] == "already_decided"


async def _report_damage(shopper: Shopper, log: Log, who: Buyer) -> Row[Any]:
    """Report that an order arrived broken; return the offer that was made because of it."""
    asked = await shopper.say(f"my order {who.order_number} arrived broken")
    await shopper.hear_answer(asked)
    assert "utter_sorry_item_damaged" in log.wordings(after=asked)
    await shopper.hear(lambda heard: heard[-1]["choices"] != [])
    return _offer(log.database, log)


def _offer(database: Database, log: Log) -> Row[Any]:
    with database.reading() as tx:
        return tx.execute(
            select(offers).where(offers.c.conversation_id == log.conversation_id)
        ).one()
