"""One order, one case: it follows its customer into another chat, and ends when corrected."""

from __future__ import annotations

import httpx
import pytest

from amends.recovery import trail
from amends.recovery.model import OfferState
from amends.storage.database import Database
from tests.e2e.colleague import APPROVER, Colleague
from tests.e2e.log import Log
from tests.e2e.shop import Buyer, buyer
from tests.e2e.shopper import Shopper
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

DEAR_CENTS = range(11_000, 60_000)
"""Such a replacement needs a person's approval."""

PENDING = "answer will show up here by itself"


async def reports(who: Buyer, http: httpx.AsyncClient) -> tuple[Shopper, int]:
    """Say in a new chat that something arrived broken; return the chat and the message's number."""
    shopper = await Shopper.arrive(http, customer_id=who.customer_id, locale="en")
    await shopper.hear_answer(0)
    told = await shopper.say(f"Hi, my order {who.order_number} arrived broken")
    await shopper.hear_from("assistant", PENDING)
    return shopper, told


async def test_that_a_second_chat_of_the_customer_hears_where_the_case_stands_and_the_decision(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=DEAR_CENTS)
    first, _ = await reports(who, http)
    async with Colleague.at_desk(stack.url, APPROVER) as approver:
        waits = await approver.approval_of(Log(database, first).conversation_id)

        second, told = await reports(who, http)
        log = Log(database, second)
        assert log.wordings(after=told) == ["utter_issue_known", "utter_offer_pending"]
        moved = await approver.approval_of(log.conversation_id)
        assert moved["id"] == waits["id"], "nothing else is offered meanwhile"

        asked = second.heard[-1]["seq"]
        decided = await approver.post(
            f"/approvals/{waits['id']}/decision", {"decision": "approve", "reason": ""}
        )
        assert decided.is_success, decided.text
        await second.hear_answer(asked)
        await second.hear(lambda heard: bool(heard[-1]["choices"]))
        await second.choose("Yes, I'll take it")
        await second.hear_from("assistant", "travels by express")
    assert Log(database, first).wordings()[-1] == "utter_offer_pending"
    with database.reading() as tx:
        steps = [move.after for move in trail.read(tx, waits["id"])]
    assert steps[-1] is OfferState.FULFILLED


async def test_that_an_offer_for_the_wrong_order_is_withdrawn_before_anybody_decides(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    who = buyer(database, paid_cents=DEAR_CENTS, has_others=True)
    shopper, _ = await reports(who, http)
    log = Log(database, shopper)
    async with Colleague.at_desk(stack.url, APPROVER) as approver:
        waits = await approver.approval_of(log.conversation_id)
        told = await shopper.say("no, the other order")
        await shopper.hear_from("assistant", "called off")
        assert log.wordings(after=told)[0] == "utter_issue_taken_back"

        late = await approver.post(
            f"/approvals/{waits['id']}/decision", {"decision": "approve", "reason": ""}
        )
        assert late.status_code == httpx.codes.CONFLICT
        assert late.json()["error"]["code"] == "offer_withdrawn"
        pending = (await approver.get("/approvals?state=pending"))["items"]
        assert waits["id"] not in [item["id"] for item in pending]
        shown = await approver.get(f"/approvals/{waits['id']}")
    last = shown["trail"][-1]
    assert (shown["state"], last["actor"], last["reason"]) == (
        "withdrawn",
        "customer",
        "order_corrected",
    )
