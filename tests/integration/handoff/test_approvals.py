from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from amends.bootstrap import Services
from amends.conversations.tables import inbox
from tests.integration.handoff.desk import Person, Story


async def test_that_an_approver_sees_what_waits_and_why(kim: Person, story: Story) -> None:
    conversation = story.conversation()
    offer = story.due_offer(conversation)
    [item] = (await kim.get("/approvals?state=pending")).json()["items"]
    assert item["id"] == offer.id
    assert item["conversation_id"] == conversation.id
    assert item["customer"]["name"] == "Name of C1"
    assert (item["remedy"], item["amount"], item["currency"]) == (
        offer.remedy.value,
        "129.00",
        "EUR",
    )
    assert item["why"]
    assert item["due"] == ["amount"]
    assert (await kim.get("/counts")).json()["approvals"] == 1


async def test_that_one_screen_has_everything_that_a_decision_needs(
    robin: Person, story: Story
) -> None:
    offer = story.due_offer(story.conversation())
    shown = (await robin.get(f"/approvals/{offer.id}")).json()
    assert shown["issue"]["description"] == "it is broken"
    assert shown["order"]["number"] == "A-1"
    assert shown["profile"]["email"] == "c1@example.com"
    assert shown["history"]["orders"] == 1
    assert shown["parts"]
    assert shown["considered"]
    assert [move["after"] for move in shown["trail"]] == ["proposed", "pending_approval"]


async def test_that_a_decision_is_taken_once_and_reaches_the_conversation(
    kim: Person, story: Story, services: Services
) -> None:
    offer = story.due_offer(story.conversation())
    decided = await kim.decide(offer, "approve", reason="")
    assert decided.status_code == 200
    assert decided.json()["state"] == "approved"
    assert decided.json()["decided_by"]["name"] == "Kim"
    again = await kim.decide(offer, "decline", reason="no")
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "already_decided"
    assert (await kim.get("/approvals")).json()["items"] == []
    with services.database.reading() as tx:
        events = tx.execute(select(inbox.c.payload).where(inbox.c.kind == "event")).scalars().all()
    assert [event["intent"] for event in events] == ["EXTERNAL_offer_decided"]


async def test_that_of_two_approvers_at_once_one_decides(
    kim: Person, lou: Person, story: Story
) -> None:
    offer = story.due_offer(story.conversation())
    answers = await asyncio.gather(
        kim.decide(offer, "approve", reason=""), lou.decide(offer, "decline", reason="too much")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_that_an_agent_may_look_but_not_decide(robin: Person, story: Story) -> None:
    offer = story.due_offer(story.conversation())
    response = await robin.decide(offer, "approve", reason="")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "approvers_only"
    assert len((await robin.get("/approvals")).json()["items"]) == 1


async def test_that_an_offer_can_be_changed_before_it_is_made(kim: Person, story: Story) -> None:
    offer = story.due_offer(story.conversation())
    amended = await kim.decide(
        offer, "amend", remedy="partial_refund", amount="30.00", reason="it still works"
    )
    assert amended.status_code == 200, amended.text
    assert (amended.json()["state"], amended.json()["amount"]) == ("amended", "30.00")
    assert amended.json()["remedy"] == "partial_refund"
    assert amended.json()["trail"][-1]["reason"] == "it still works"


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "amend", "remedy": "partial_refund", "amount": "5000", "reason": "more"},
        {"decision": "amend", "remedy": "subscription_credit", "reason": "other"},
        {"decision": "amend", "reason": "nothing changed"},
        {"decision": "decline", "reason": "  "},
        {"decision": "approve", "amount": "5", "reason": ""},
        {"decision": "perhaps", "reason": ""},
        {"decision": "amend", "amount": "-3", "reason": "less"},
        {},
    ],
)
async def test_that_what_cannot_be_decided_changes_nothing(
    kim: Person, story: Story, wrong: dict[str, object]
) -> None:
    offer = story.due_offer(story.conversation())
    response = await kim.post(f"/approvals/{offer.id}/decision", wrong)
    assert response.status_code == 422, response.text
    assert response.json()["error"]["message"]
    assert (await kim.get(f"/approvals/{offer.id}")).json()["state"] == "pending_approval"


async def test_that_an_unknown_offer_is_not_found(kim: Person) -> None:
    assert (await kim.get("/approvals/off_none")).status_code == 404
    response = await kim.post("/approvals/off_none/decision", {"decision": "approve", "reason": ""})
    assert response.status_code == 404


async def test_that_decided_offers_are_kept_with_who_and_why(kim: Person, story: Story) -> None:
    offer = story.due_offer(story.conversation())
    await kim.decide(offer, "decline", reason="the photo shows another item")
    [item] = (await kim.get("/approvals?state=decided")).json()["items"]
    assert (item["id"], item["state"]) == (offer.id, "declined")
    assert item["decided_by"]["name"] == "Kim"
    assert item["decision_reason"] == "the photo shows another item"


async def test_that_an_unknown_kind_of_list_is_refused(kim: Person) -> None:
    assert (await kim.get("/approvals?state=all")).status_code == 422


async def test_that_a_withdrawn_offer_is_refused_with_a_sentence_and_kept(
    kim: Person, story: Story, services: Services
) -> None:
    offer = story.due_offer(story.conversation())
    services.recovery.withdraw_issue(offer.issue_id, reason="order_corrected", key="m1")
    late = await kim.decide(offer, "approve", reason="")
    assert late.status_code == 409
    assert late.json()["error"] == {
        "code": "offer_withdrawn",
        "message": "The customer has corrected what went wrong, so this offer was withdrawn",
    }
    assert (await kim.get("/counts")).json()["approvals"] == 0
    assert (await kim.get("/approvals")).json()["items"] == []
    [kept] = (await kim.get("/approvals?state=decided")).json()["items"]
    assert (kept["id"], kept["state"]) == (offer.id, "withdrawn")
    [*_, last] = (await kim.get(f"/approvals/{offer.id}")).json()["trail"]
    assert (last["after"], last["reason"]) == ("withdrawn", "order_corrected")
