from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Conversation, Mode
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.customers.tables import payments, vouchers
from amends.errors import Conflict, IllegalMove, NotFound
from amends.handoff.service import HandoffService
from amends.ids import ConversationId, IssueId, OfferId
from amends.money import Money
from amends.recovery.errors import OfferLapsed
from amends.recovery.model import (
    ApprovalReason,
    IssueKind,
    IssueState,
    OfferState,
    RemedyKind,
)
from amends.recovery.service import RecoveryService
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import CUSTOMER, DAMAGED, LATE, Desk

S = OfferState


def test_that_a_damaged_item_is_replaced_once_a_person_agreed(
    desk: Desk, recovery: RecoveryService, customers: CustomerService
) -> None:
    offer = desk.offer()
    assert offer.remedy is RemedyKind.EXPRESS_REPLACEMENT
    assert offer.money == Money(12_900, "EUR")
    assert offer.approval_reasons == (ApprovalReason.AMOUNT,)
    done = desk.accept(desk.present(desk.approve(offer)))
    assert done.state is S.FULFILLED
    again = customers.find_order(CUSTOMER, str(done.outcome["order_number"]))
    assert again.replaces == DAMAGED
    assert again.express
    expected = [S.PROPOSED, S.PENDING_APPROVAL, S.APPROVED, S.PRESENTED, S.ACCEPTED, S.FULFILLED]
    assert desk.walked(offer) == expected
    assert desk.logged_states(offer) == expected
    actors = [move.actor for move in recovery.trail(offer.id)]
    assert actors == ["assistant", "assistant", "agt_1", "assistant", "customer", "system"]
    assert recovery.issue(offer.issue_id).state is IssueState.SETTLED


def test_that_a_late_parcel_brings_a_voucher_without_asking_anybody(desk: Desk, shop: Shop) -> None:
    offer = desk.late_offer()
    assert (offer.remedy, offer.state) == (RemedyKind.VOUCHER, S.PROPOSED)
    done = desk.accept(desk.present(offer))
    assert done.state is S.FULFILLED
    assert done.outcome["voucher_code"]
    assert shop.count(vouchers) == 1


def test_that_a_wished_refund_is_paid_back(desk: Desk, customers: CustomerService) -> None:
    offer = desk.offer(wish=RemedyKind.REFUND)
    assert offer.remedy is RemedyKind.REFUND
    desk.accept(desk.present(desk.approve(offer)))
    (refund,) = customers.refund_status(CUSTOMER, DAMAGED).refunds
    assert refund.money == Money(12_900, "EUR")


@pytest.mark.parametrize(
    ("kind", "order_number", "remedy"),
    [
        (IssueKind.REFUND_REQUEST, DAMAGED, RemedyKind.FREE_RETURN),
        (IssueKind.COMPLAINT_SERVICE, None, RemedyKind.CALLBACK),
        (IssueKind.SERVICE_OUTAGE, None, RemedyKind.SUBSCRIPTION_CREDIT),
        (IssueKind.BILLING_WRONG_CHARGE, DAMAGED, RemedyKind.REFUND),
    ],
)
def test_that_every_kind_of_remedy_is_delivered(
    desk: Desk, shop: Shop, kind: IssueKind, order_number: str | None, remedy: RemedyKind
) -> None:
    shop.subscription("S-1")
    shop.payment(DAMAGED, CUSTOMER, 12_900)
    offer = desk.offer(kind, order_number)
    assert offer.remedy is remedy
    if offer.needs_approval:
        offer = desk.approve(offer)
    done = desk.accept(desk.present(offer))
    assert done.state is S.FULFILLED
    assert done.outcome


def test_that_without_a_customer_only_words_and_calls_are_offered(
    desk: Desk, handoff: HandoffService
) -> None:
    offer = desk.offer(IssueKind.COMPLAINT_SERVICE, None, customer_id=None, verified=False)
    assert (offer.remedy, offer.money, offer.state) == (RemedyKind.CALLBACK, None, S.PROPOSED)
    desk.accept(desk.present(offer))
    assert len(handoff.callbacks()) == 1


def test_that_an_unproven_customer_needs_a_person(desk: Desk) -> None:
    offer = desk.offer(IssueKind.ORDER_LATE, LATE, verified=False)
    assert ApprovalReason.UNVERIFIED in offer.approval_reasons
    assert not offer.personalised


def test_that_nothing_is_presented_before_approval(desk: Desk, recovery: RecoveryService) -> None:
    offer = desk.offer()
    with pytest.raises(IllegalMove):
        desk.present(offer)
    with pytest.raises(IllegalMove):
        desk.accept(offer)
    assert recovery.get(offer.id).state is S.PENDING_APPROVAL


def test_that_an_offer_is_answered_once(desk: Desk) -> None:
    offer = desk.present(desk.late_offer())
    desk.accept(offer)
    with pytest.raises(IllegalMove):
        desk.accept(offer)
    with pytest.raises(IllegalMove):
        desk.refuse(offer)


def test_that_repeating_every_step_with_its_key_changes_nothing(
    desk: Desk, recovery: RecoveryService, shop: Shop
) -> None:
    for _ in range(3):
        issue = recovery.report_issue(
            desk.conversation_id, CUSTOMER, IssueKind.ORDER_LATE, order_number=LATE, key="m1"
        )
        offer = recovery.recommend(
            desk.conversation_id,
            issue.id,
            verified=True,
            personalised=False,
            frustration=0.0,
            key="m2",
        )
        assert offer is not None
        recovery.present(offer.id, key="m3")
        done = recovery.answer(offer.id, accepted=True, key="m4")
        first = recovery.rate(desk.conversation_id, 5, key="m5")
        assert recovery.rate(desk.conversation_id, 1, key="m5") == first
        assert done.state is S.FULFILLED
    assert shop.count(vouchers) == 1
    assert desk.walked(offer) == [S.PROPOSED, S.PRESENTED, S.ACCEPTED, S.FULFILLED]


def test_that_recommending_again_returns_the_open_offer(desk: Desk) -> None:
    assert desk.offer().id == desk.offer(wish=RemedyKind.REFUND).id


def test_that_a_conversation_has_one_open_offer(desk: Desk) -> None:
    first = desk.offer()
    with pytest.raises(Conflict) as raised:
        desk.late_offer()
    assert raised.value.code == "offer_open"
    desk.refuse(desk.present(desk.approve(first)))
    assert desk.late_offer().order_number == LATE


def test_that_a_settled_issue_gets_no_other_offer(desk: Desk, recovery: RecoveryService) -> None:
    offer = desk.late_offer()
    desk.accept(desk.present(offer))
    with pytest.raises(Conflict) as raised:
        recovery.recommend(
            desk.conversation_id,
            offer.issue_id,
            verified=True,
            personalised=True,
            frustration=0.0,
            key=desk.key(),
        )
    assert raised.value.code == "issue_settled"


def test_that_another_offer_refuses_the_first_and_names_the_next_best(
    desk: Desk, recovery: RecoveryService
) -> None:
    first = desk.present(desk.late_offer())
    second = recovery.other(first.id, key="m9")
    assert second is not None
    assert second.remedy is first.candidates[1].remedy
    assert recovery.get(first.id).state is S.REFUSED
    assert recovery.other(first.id, key="m9") == second
    assert recovery.current_offer(desk.conversation_id) == second


def test_that_after_the_last_offer_a_person_takes_over(
    desk: Desk,
    recovery: RecoveryService,
    conversations: ConversationService,
    handoff: HandoffService,
) -> None:
    offer = desk.present(desk.late_offer())
    for _ in range(2):
        other = recovery.other(offer.id, key=desk.key())
        assert other is not None
        offer = desk.present(other)
    assert recovery.other(offer.id, key=desk.key()) is None
    assert conversations.get(desk.conversation_id).mode is Mode.WAITING
    assert [waiting.reason for waiting in handoff.queue()] == ["no_remedy"]


def test_that_no_other_offer_is_made_while_a_person_looks_at_one(
    desk: Desk, recovery: RecoveryService
) -> None:
    with pytest.raises(IllegalMove):
        recovery.other(desk.offer().id, key=desk.key())


def test_that_an_answer_after_two_days_is_too_late(
    desk: Desk, recovery: RecoveryService, clock: FixedClock, shop: Shop
) -> None:
    offer = desk.present(desk.late_offer())
    clock.advance(timedelta(hours=48))
    for _ in range(2):
        with pytest.raises(OfferLapsed) as raised:
            recovery.answer(offer.id, accepted=True, key="m8")
        assert raised.value.code == "offer_lapsed"
    assert recovery.get(offer.id).state is S.LAPSED
    assert shop.count(vouchers) == 0


def test_that_an_answer_just_in_time_holds(desk: Desk, clock: FixedClock) -> None:
    offer = desk.present(desk.late_offer())
    clock.advance(timedelta(hours=48) - timedelta(microseconds=1))
    assert desk.accept(offer).state is S.FULFILLED


def test_that_a_lapsed_remedy_can_be_offered_again(desk: Desk, clock: FixedClock) -> None:
    first = desk.present(desk.late_offer())
    clock.advance(timedelta(hours=49))
    again = desk.late_offer()
    assert again.id != first.id
    assert again.remedy is first.remedy


def test_that_offers_without_an_answer_lapse_and_the_customer_hears_of_it(
    desk: Desk, recovery: RecoveryService, clock: FixedClock
) -> None:
    offer = desk.present(desk.late_offer())
    assert recovery.lapse_due() == 0
    clock.advance(timedelta(hours=48))
    assert recovery.lapse_due() == 1
    assert recovery.lapse_due() == 0
    assert recovery.get(offer.id).state is S.LAPSED
    assert desk.events() == [("EXTERNAL_offer_lapsed", {"offer_id": offer.id})]


def test_that_a_person_is_asked_when_nobody_decides_in_time(
    desk: Desk,
    recovery: RecoveryService,
    clock: FixedClock,
    conversations: ConversationService,
) -> None:
    offer = desk.offer()
    clock.advance(timedelta(hours=24))
    assert recovery.lapse_due() == 1
    assert recovery.get(offer.id).state is S.EXPIRED
    assert conversations.get(desk.conversation_id).mode is Mode.WAITING


def test_that_what_cannot_be_delivered_goes_to_a_person(
    desk: Desk,
    recovery: RecoveryService,
    customers: CustomerService,
    conversations: ConversationService,
    shop: Shop,
) -> None:
    offer = desk.present(desk.approve(desk.offer(wish=RemedyKind.REFUND)))
    customers.issue_refund(CUSTOMER, DAMAGED, Money(10_000, "EUR"), reason="elsewhere", key="other")
    before = shop.count(payments)
    failed = desk.accept(offer)
    assert failed.state is S.FAILED
    assert shop.count(payments) == before
    assert recovery.trail(offer.id)[-1].reason == "refund_too_high"
    assert conversations.get(desk.conversation_id).mode is Mode.WAITING
    assert recovery.issue(offer.issue_id).state is IssueState.OPEN


def test_that_each_line_of_an_order_is_made_good_once(
    desk: Desk, recovery: RecoveryService, shop: Shop
) -> None:
    order = shop.order("A-5", minor=10_000, lines=2, delivered_days_ago=1)

    def remedy_for(line: int) -> RemedyKind:
        issue = recovery.report_issue(
            desk.conversation_id,
            CUSTOMER,
            IssueKind.ITEM_DAMAGED,
            order_number=order,
            line=line,
            key=desk.key(),
        )
        offer = recovery.recommend(
            desk.conversation_id,
            issue.id,
            verified=True,
            personalised=True,
            frustration=0.3,
            key=desk.key(),
        )
        assert offer is not None
        desk.accept(desk.present(desk.approve(offer) if offer.needs_approval else offer))
        return offer.remedy

    assert remedy_for(1) is RemedyKind.EXPRESS_REPLACEMENT
    assert remedy_for(2) is RemedyKind.EXPRESS_REPLACEMENT
    assert not remedy_for(1).restores


def test_that_an_order_has_only_its_own_lines(desk: Desk, recovery: RecoveryService) -> None:
    with pytest.raises(NotFound) as raised:
        recovery.report_issue(
            desk.conversation_id,
            CUSTOMER,
            IssueKind.ITEM_DAMAGED,
            order_number=DAMAGED,
            line=2,
            key="m1",
        )
    assert raised.value.code == "order_line_not_found"


def test_that_goods_sent_again_count_with_the_price_that_was_paid(desk: Desk) -> None:
    first = desk.accept(desk.present(desk.approve(desk.offer())))
    again = str(first.outcome["order_number"])
    second = desk.offer(IssueKind.ORDER_LATE, again)
    assert ApprovalReason.REPEATED_CLAIMS in second.approval_reasons
    assert second.money == Money(2_000, "EUR")


def test_that_the_history_remembers_how_offers_ended(
    desk: Desk, customers: CustomerService
) -> None:
    desk.refuse(desk.present(desk.late_offer()))
    (earlier,) = customers.history(CUSTOMER).recoveries
    assert (earlier.remedy, earlier.accepted) == ("voucher", False)


def test_that_what_a_customer_refused_before_ranks_lower_with_consent(
    desk: Desk, recovery: RecoveryService
) -> None:
    first = desk.late_offer()
    desk.refuse(desk.present(first))
    second = recovery.other(first.id, key=desk.key())
    assert second is not None
    assert second.personalised
    assert {one.remedy: one.parts for one in second.candidates}[RemedyKind.CALLBACK][
        "history"
    ] == 0.0


def test_that_goodwill_is_limited_per_customer(desk: Desk, shop: Shop) -> None:
    for number in range(3):
        order = shop.order(f"B-{number}", minor=40_000, shipped=True, promised_days_ago=6)
        offer = desk.offer(IssueKind.ORDER_LATE, order)
        assert offer.remedy is RemedyKind.VOUCHER
        desk.accept(desk.present(desk.approve(offer) if offer.needs_approval else offer))
    order = shop.order("B-9", minor=40_000, shipped=True, promised_days_ago=6)
    assert desk.offer(IssueKind.ORDER_LATE, order).money is None


@pytest.mark.parametrize("order_number", ["A-99", "X-1"])
def test_that_an_unknown_or_foreign_order_is_not_found(
    desk: Desk, shop: Shop, order_number: str
) -> None:
    shop.customer("C2")
    shop.order("X-1", "C2")
    with pytest.raises(NotFound) as raised:
        desk.offer(order_number=order_number)
    assert "C2" not in raised.value.message


def test_that_an_issue_is_completed_once_the_customer_is_known(
    desk: Desk, recovery: RecoveryService
) -> None:
    guest = recovery.report_issue(
        desk.conversation_id, None, IssueKind.ITEM_DAMAGED, description="broken", key="m1"
    )
    known = recovery.report_issue(
        desk.conversation_id, CUSTOMER, IssueKind.ITEM_DAMAGED, order_number=DAMAGED, key="m2"
    )
    assert known.id == guest.id
    assert (known.customer_id, known.order_number, known.line) == (CUSTOMER, DAMAGED, 1)
    assert known.description == "broken"
    assert recovery.open_issue(desk.conversation_id) == known


def test_that_another_order_is_another_issue(desk: Desk, recovery: RecoveryService) -> None:
    issues = {
        recovery.report_issue(
            desk.conversation_id, CUSTOMER, IssueKind.ITEM_DAMAGED, order_number=number, key=number
        ).id
        for number in (DAMAGED, LATE)
    }
    assert len(issues) == 2


def test_that_offers_and_issues_of_other_conversations_stay_out_of_reach(
    desk: Desk, recovery: RecoveryService, conversations: ConversationService
) -> None:
    issue = recovery.report_issue(
        desk.conversation_id, CUSTOMER, IssueKind.ITEM_DAMAGED, order_number=DAMAGED, key="m1"
    )
    stranger = conversations.open(channel="web", account="", address="ses_3", language="en")
    with pytest.raises(NotFound):
        recovery.recommend(
            stranger.id, issue.id, verified=False, personalised=False, frustration=0.0, key="m2"
        )


def test_that_what_does_not_exist_is_not_found(
    recovery: RecoveryService, conversation: Conversation
) -> None:
    with pytest.raises(NotFound):
        recovery.get(OfferId("off_none"))
    with pytest.raises(NotFound):
        recovery.issue(IssueId("iss_none"))
    with pytest.raises(NotFound):
        recovery.rate(ConversationId("cnv_none"), 5, key="m1")
    assert recovery.latest_offer(conversation.id) is None
    assert recovery.open_issue(conversation.id) is None
