from __future__ import annotations

from dataclasses import replace

import pytest

from actions.correction import CorrectOrder
from actions.recovery import (
    AcceptOffer,
    ExplainOffer,
    OfferOther,
    PresentOffer,
    RecommendRecovery,
    RefuseOffer,
)
from amends.errors import Conflict, IllegalMove
from amends.ids import ConversationId, OfferId
from amends.recovery.errors import OfferLapsed
from amends.recovery.explanation import Reason
from amends.recovery.model import (
    Issue,
    IssueKind,
    IssueState,
    Offer,
    OfferState,
    RemedyKind,
)
from tests.unit.actions.fakes import (
    ARRIVED,
    ARRIVED_TOO,
    FakeCustomers,
    FakeRecovery,
    Shop,
    issue,
    offer,
)
from tests.unit.actions.talk import KNOWN, Outcome, Talk, ran, run

ABOUT = {"offer_id": "off_1"}


async def test_that_a_recommendation_takes_mood_consent_and_wish_along() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer()), customers=FakeCustomers(allowed=False))
    slots = {**KNOWN, "issue_id": "iss_1", "wish": "refund"}
    outcome = await run(RecommendRecovery, shop, Talk(slots=slots, metadata={"frustration": 0.4}))
    _, issue_id, wishes = shop.recovery.done[0]
    assert issue_id == "iss_1"
    assert wishes["verified"] is True
    assert wishes["personalised"] is False
    assert wishes["frustration"] == pytest.approx(0.4)
    assert wishes["wish"] is RemedyKind.REFUND
    assert outcome.slots["wish"] is None


async def test_that_without_a_problem_nothing_is_recommended() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer()))
    await run(RecommendRecovery, shop, Talk(slots=KNOWN))
    assert shop.recovery.done == []


async def test_that_a_person_is_announced_when_nothing_is_left_to_offer() -> None:
    talk = Talk(slots={**KNOWN, "issue_id": "iss_1"})
    outcome = await run(RecommendRecovery, Shop(recovery=FakeRecovery(offer=None)), talk)
    assert outcome.wordings == ["utter_person_asked_for_more"]


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        (OfferState.PRESENTED, "utter_offer_open_first"),
        (OfferState.PENDING_APPROVAL, "utter_noted_as_well"),
    ],
)
async def test_that_one_offer_comes_after_the_other(state: OfferState, wording: str) -> None:
    refused = Conflict("Another offer is still open", code="offer_open")
    shop = Shop(recovery=FakeRecovery(offer=offer(state), refuses=refused))
    outcome = await run(RecommendRecovery, shop, Talk(slots={**KNOWN, "issue_id": "iss_2"}))
    assert outcome.wordings == [wording]


@pytest.mark.parametrize("state", [OfferState.PROPOSED, OfferState.APPROVED, OfferState.AMENDED])
async def test_that_an_offer_that_may_be_said_is_put_with_choices_that_name_it(
    state: OfferState,
) -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(state)))
    outcome = await run(PresentOffer, shop, Talk(slots=KNOWN))
    assert shop.recovery.done == [("present", "m1:action_present_offer")]
    assert outcome.wordings == ["utter_offer_voucher"]
    assert outcome.choices("utter_offer_voucher") == [
        ("accept_offer", ABOUT),
        ("refuse_offer", ABOUT),
        ("ask_why_offer", ABOUT),
        ("ask_other_offer", ABOUT),
    ]


async def test_that_nothing_is_promised_while_a_person_looks_at_it() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PENDING_APPROVAL)))
    outcome = await run(PresentOffer, shop, Talk(slots=KNOWN))
    assert outcome.wordings == ["utter_offer_pending"]
    assert outcome.values("utter_offer_pending") == {}
    assert shop.recovery.done == []


async def test_that_a_decision_is_announced_by_itself() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.APPROVED)))
    talk = Talk(intent="EXTERNAL_offer_decided", entities=ABOUT, slots=KNOWN)
    outcome = await run(PresentOffer, shop, talk)
    assert outcome.wordings == ["utter_decision_is_there", "utter_offer_voucher"]


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        (OfferState.DECLINED, "utter_offer_declined"),
        (OfferState.EXPIRED, "utter_offer_declined"),
        (OfferState.LAPSED, "utter_offer_lapsed"),
        (OfferState.REFUSED, "utter_offer_refused"),
    ],
)
async def test_that_an_offer_that_ended_leads_to_another_or_a_person(
    state: OfferState, wording: str
) -> None:
    talk = Talk(intent="EXTERNAL_offer_lapsed", entities=ABOUT, slots=KNOWN)
    outcome = await run(PresentOffer, Shop(recovery=FakeRecovery(offer=offer(state))), talk)
    assert outcome.wordings == [wording]
    assert set(dict(outcome.choices(wording))) == {"ask_other_offer", "request_human"}


async def test_that_a_yes_accepts_and_says_what_happens() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(outcome={"voucher_code": "V-1"})))
    outcome = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert shop.recovery.done == [("answer", True, "m1:action_accept_offer")]
    assert outcome.values("utter_accepted_voucher")["voucher_code"] == "V-1"


async def test_that_the_first_one_is_no_yes_to_the_only_offer() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer()))
    talk = Talk(text="the first one", intent="affirm", entities={"reference": "first"})
    outcome = await run(AcceptOffer, shop, talk)
    assert shop.recovery.done == []
    assert outcome.wordings == ["utter_offer_voucher"]
    assert outcome.next_action == "action_listen"


async def test_that_the_new_orders_number_is_named_and_not_the_old_ones() -> None:
    replaced = offer(remedy=RemedyKind.REPLACEMENT, outcome={"order_number": "R-10001"})
    outcome = await run(AcceptOffer, Shop(recovery=FakeRecovery(offer=replaced)), Talk())
    assert outcome.values("utter_accepted_replacement")["order_number"] == "R-10001"


async def test_that_a_late_press_says_that_the_offer_has_lapsed() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(), refuses=OfferLapsed()))
    outcome = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert outcome.wordings == ["utter_offer_lapsed"]
    assert outcome.next_action == "action_listen"


async def test_that_a_second_press_says_that_it_is_accepted_already() -> None:
    fulfilled = offer(OfferState.FULFILLED)
    shop = Shop(recovery=FakeRecovery(offer=fulfilled, refuses=IllegalMove("not from there")))
    outcome = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert outcome.wordings == ["utter_offer_already_accepted"]
    assert outcome.next_action == "action_listen"


async def test_that_somebody_elses_offer_cannot_be_accepted() -> None:
    elsewhere = offer(conversation_id=ConversationId("cnv_2"))
    shop = Shop(recovery=FakeRecovery(offer=elsewhere))
    outcome = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert outcome.wordings == ["utter_offer_closed"]
    assert shop.recovery.done == []


@pytest.mark.parametrize("action", [AcceptOffer, RefuseOffer, ExplainOffer, OfferOther])
async def test_that_an_answer_before_the_decision_changes_nothing(
    action: type[AcceptOffer],
) -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PENDING_APPROVAL)))
    outcome = await run(action, shop, Talk(slots=KNOWN))
    assert outcome.wordings == ["utter_offer_still_pending"]
    assert shop.recovery.done == []


async def test_that_a_guest_is_not_promised_a_call() -> None:
    shop = Shop(
        recovery=FakeRecovery(offer=offer(remedy=RemedyKind.CALLBACK, money=None, customer_id=None))
    )
    put = await run(PresentOffer, shop, Talk())
    assert put.wordings == ["utter_offer_person_here"]
    accepted = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert accepted.wordings == ["utter_accepted_person_here"]
    assert shop.handoff.asked == [("call_back", "m1:action_accept_offer:person")]


async def test_that_a_no_refuses_and_shows_what_else_there_is() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer()))
    outcome = await run(RefuseOffer, shop, Talk(intent="refuse_offer", entities=ABOUT))
    assert shop.recovery.done == [("answer", False, "m1:action_refuse_offer")]
    assert outcome.choices("utter_offer_refused") == [
        ("ask_other_offer", ABOUT),
        ("request_human", {}),
    ]


async def test_that_an_offer_is_explained_by_its_reasons() -> None:
    recovery = FakeRecovery(
        offer=offer(), reasons=(Reason("reason_offer_days_late", {"count": 6}),)
    )
    outcome = await run(ExplainOffer, Shop(recovery=recovery), Talk())
    assert outcome.values("utter_offer_explained")["reasons"] == [
        {"key": "reason_offer_days_late", "values": {"count": 6}}
    ]


async def test_that_an_offer_without_reasons_is_explained_plainly() -> None:
    outcome = await run(ExplainOffer, Shop(recovery=FakeRecovery(offer=offer())), Talk())
    assert outcome.wordings == ["utter_offer_explained_plainly"]


@pytest.mark.parametrize("action", [AcceptOffer, ExplainOffer, OfferOther])
async def test_that_without_an_offer_that_is_said(action: type[AcceptOffer]) -> None:
    assert (await run(action, Shop(), Talk())).wordings == ["utter_no_offer"]


async def test_that_the_next_best_offer_is_put_next() -> None:
    recovery = FakeRecovery(
        offer=offer(), next_offer=offer(OfferState.PROPOSED, id=OfferId("off_2"))
    )
    outcome = await run(OfferOther, Shop(recovery=recovery), Talk())
    assert outcome.next_action == "action_present_offer"


async def test_that_the_choice_that_asked_for_another_offer_gets_the_other_one() -> None:
    other = offer(OfferState.PROPOSED, id=OfferId("off_2"), remedy=RemedyKind.FREE_RETURN)
    talk = Talk(intent="ask_other_offer", entities=ABOUT, latest_action="action_offer_other")
    outcome = await run(PresentOffer, Shop(recovery=FakeRecovery(offer=other)), talk)
    assert outcome.wordings == ["utter_offer_free_return"]


async def test_that_a_person_is_announced_when_there_is_no_other_offer() -> None:
    outcome = await run(OfferOther, Shop(recovery=FakeRecovery(offer=offer())), Talk())
    assert outcome.wordings == ["utter_person_asked_for_more"]


@pytest.mark.parametrize("state", [OfferState.PENDING_APPROVAL, OfferState.PRESENTED])
async def test_that_an_offer_for_the_wrong_order_is_withdrawn(state: OfferState) -> None:
    outcome, shop = await correct("issue_form", offer(state))
    assert shop.recovery.done == [
        ("withdraw_issue", "iss_1", "order_corrected", "m1:action_correct_order:take_back")
    ]
    assert outcome.wordings == ["utter_issue_taken_back"]
    assert outcome.next_action == "issue_form"
    assert outcome.slots["left_topic"] == "item_damaged"


async def test_that_an_offer_is_not_withdrawn_when_something_else_is_corrected() -> None:
    outcome, shop = await correct("cancel_form", offer())
    assert shop.recovery.done == []
    assert outcome.next_action == "cancel_form"


async def test_that_what_is_settled_stays_settled_when_the_order_is_corrected() -> None:
    settled = replace(issue(IssueKind.ITEM_DAMAGED, "A-10001"), state=IssueState.SETTLED)
    outcome, shop = await correct("issue_form", offer(OfferState.FULFILLED), reported=settled)
    assert shop.recovery.done == []
    assert outcome.next_action == "issue_form"


@pytest.mark.parametrize(("number", "corrects"), [("A-10005", True), ("a10001", False)])
async def test_that_a_no_that_names_another_order_is_none_to_the_offer(
    number: str, corrects: bool
) -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer()))
    talk = Talk(text=f"no, {number}", intent="deny", entities={"order_number": number}, slots=KNOWN)
    outcome = await run(RefuseOffer, shop, talk)
    assert (outcome.next_action == "action_correct_order") is corrects
    assert (shop.recovery.done == []) is corrects


async def test_that_a_withdrawn_offer_is_not_told_of_by_itself() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.WITHDRAWN)))
    talk = Talk(intent="EXTERNAL_offer_decided", entities=ABOUT, slots=KNOWN)
    assert (await run(PresentOffer, shop, talk)).wordings == []


async def test_that_a_yes_to_a_withdrawn_offer_says_that_it_is_closed() -> None:
    refused = IllegalMove("not from there")
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.WITHDRAWN), refuses=refused))
    outcome = await run(AcceptOffer, shop, Talk(intent="accept_offer", entities=ABOUT))
    assert outcome.wordings == ["utter_offer_closed"]
    assert outcome.next_action == "action_listen"


async def test_that_a_decision_is_told_where_the_offer_goes_on() -> None:
    elsewhere = offer(OfferState.APPROVED, conversation_id=ConversationId("cnv_2"))
    shop = Shop(recovery=FakeRecovery(offer=elsewhere))
    talk = Talk(intent="EXTERNAL_offer_decided", entities=ABOUT, slots=KNOWN)
    assert (await run(PresentOffer, shop, talk)).wordings == []
    assert shop.recovery.done == []


async def test_that_a_customer_may_answer_where_they_were_asked_first() -> None:
    elsewhere = offer(conversation_id=ConversationId("cnv_2"))
    shop = Shop(recovery=FakeRecovery(offer=elsewhere))
    talk = Talk(intent="accept_offer", entities=ABOUT, slots=KNOWN)
    outcome = await run(AcceptOffer, shop, talk)
    assert [done[0] for done in shop.recovery.done] == ["bring", "answer"]
    assert outcome.wordings == ["utter_accepted_voucher"]


async def correct(form: str, put: Offer, reported: Issue | None = None) -> tuple[Outcome, Shop]:
    """Say "no, the other order" after a form that led to an offer."""
    shop = Shop(
        customers=FakeCustomers(orders=[ARRIVED, ARRIVED_TOO]),
        recovery=FakeRecovery(offer=put, open=reported or issue(IssueKind.ITEM_DAMAGED, "A-10001")),
    )
    slots = {**KNOWN, "issue_kind": "item_damaged", "issue_id": "iss_1"}
    return await run(CorrectOrder, shop, Talk(slots=slots, before=[ran(form)])), shop
