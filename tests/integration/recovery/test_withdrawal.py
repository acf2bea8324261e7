"""What a customer corrects is taken back, and what was to be offered for it with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from amends.errors import Conflict, IllegalMove
from amends.recovery.errors import OfferWithdrawn
from amends.recovery.model import Decision, IssueKind, IssueState, Offer, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import APPROVER, CUSTOMER, DAMAGED, LATE, Desk

S = OfferState
Step = Callable[[Desk], Offer]


def withdraw(desk: Desk, offer: Offer) -> Offer:
    desk.recovery.withdraw_issue(offer.issue_id, reason="order_corrected", key=desk.key())
    return desk.recovery.get(offer.id)


def amended(desk: Desk) -> Offer:
    return desk.recovery.decide(
        desk.offer().id,
        actor=APPROVER,
        decision=Decision.AMEND,
        remedy=RemedyKind.PARTIAL_REFUND,
        amount="20",
        reason="it still works",
    )


BEFORE_ACCEPTANCE: dict[OfferState, Step] = {
    S.PROPOSED: lambda desk: desk.late_offer(),
    S.PENDING_APPROVAL: lambda desk: desk.offer(),
    S.APPROVED: lambda desk: desk.approve(desk.offer()),
    S.AMENDED: amended,
    S.PRESENTED: lambda desk: desk.present(desk.late_offer()),
}


@pytest.mark.parametrize("state", BEFORE_ACCEPTANCE)
def test_that_an_offer_can_be_withdrawn_until_it_is_accepted(
    desk: Desk, recovery: RecoveryService, shop: Shop, state: OfferState
) -> None:
    shop.payment(DAMAGED, CUSTOMER, 12_900)
    offer = BEFORE_ACCEPTANCE[state](desk)
    assert offer.state is state
    assert withdraw(desk, offer).state is S.WITHDRAWN
    last = recovery.trail(offer.id)[-1]
    assert (last.before, last.after) == (state, S.WITHDRAWN)
    assert (last.actor, last.reason) == ("customer", "order_corrected")
    assert desk.logged_states(offer)[-1] is S.WITHDRAWN
    assert recovery.issue(offer.issue_id).state is IssueState.WITHDRAWN
    assert recovery.current_offer(desk.conversation_id) is None


def test_that_what_was_accepted_is_not_withdrawn(desk: Desk, recovery: RecoveryService) -> None:
    done = desk.accept(desk.present(desk.late_offer()))
    assert withdraw(desk, done) == done
    assert recovery.issue(done.issue_id).state is IssueState.SETTLED


def test_that_withdrawing_again_with_its_key_changes_nothing(
    desk: Desk, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    for _ in range(3):
        recovery.withdraw_issue(offer.issue_id, reason="order_corrected", key="m1")
    assert desk.walked(offer) == [S.PROPOSED, S.PENDING_APPROVAL, S.WITHDRAWN]


@pytest.mark.parametrize("decision", Decision)
def test_that_nobody_decides_on_a_withdrawn_offer(
    desk: Desk, recovery: RecoveryService, decision: Decision
) -> None:
    offer = withdraw(desk, desk.offer())
    with pytest.raises(OfferWithdrawn) as raised:
        recovery.decide(
            offer.id,
            actor=APPROVER,
            decision=decision,
            remedy=RemedyKind.REFUND if decision is Decision.AMEND else None,
            reason="seen",
        )
    assert (raised.value.status, raised.value.code) == (409, "offer_withdrawn")
    assert "corrected" in raised.value.message
    assert recovery.pending() == ()
    assert recovery.get(offer.id) == offer


def test_that_a_withdrawn_offer_takes_no_answer_and_leads_to_no_other(
    desk: Desk, recovery: RecoveryService
) -> None:
    offer = withdraw(desk, desk.present(desk.late_offer()))
    with pytest.raises(IllegalMove):
        desk.accept(offer)
    with pytest.raises(Conflict) as raised:
        recovery.other(offer.id, key=desk.key())
    assert raised.value.code == "issue_withdrawn"


def test_that_a_withdrawn_offer_frees_the_budgets_and_the_goods(desk: Desk, shop: Shop) -> None:
    for number in range(4):
        order = shop.order(f"B-{number}", minor=40_000, shipped=True, promised_days_ago=6)
        offer = desk.offer(IssueKind.ORDER_LATE, order)
        assert offer.remedy is RemedyKind.VOUCHER, "the last one would be above the budget"
        withdraw(desk, offer)
    first = withdraw(desk, desk.offer())
    assert desk.offer().remedy is first.remedy


def test_that_an_issue_taken_back_is_no_claim_to_hold_against_the_customer(
    desk: Desk, shop: Shop
) -> None:
    for number in range(4):
        order = shop.order(f"B-{number}", minor=2_000, shipped=True, promised_days_ago=6)
        withdraw(desk, desk.offer(IssueKind.ORDER_LATE, order))
    assert desk.late_offer().approval_reasons == ()


def test_that_the_right_order_is_offered_something_at_once(desk: Desk) -> None:
    withdraw(desk, desk.offer(IssueKind.ITEM_DAMAGED, DAMAGED))
    assert desk.late_offer().order_number == LATE


@pytest.mark.parametrize("presented", [False, True])
def test_that_another_thing_wrong_with_the_same_goods_corrects_the_first(
    desk: Desk, recovery: RecoveryService, presented: bool
) -> None:
    first = desk.offer(IssueKind.ITEM_DAMAGED)
    if presented:
        first = desk.present(desk.approve(first))
    second = desk.offer(IssueKind.ITEM_WRONG)
    assert second.issue_id != first.issue_id
    assert recovery.get(first.id).state is S.WITHDRAWN
    assert recovery.trail(first.id)[-1].reason == "issue_corrected"
    assert recovery.current_offer(desk.conversation_id) == second


def test_that_another_trouble_with_an_order_waits_until_the_first_is_decided(
    desk: Desk, recovery: RecoveryService
) -> None:
    first = desk.offer(IssueKind.ITEM_DAMAGED)
    with pytest.raises(Conflict) as raised:
        desk.offer(IssueKind.BILLING_WRONG_CHARGE)
    assert raised.value.code == "offer_open"
    assert recovery.get(first.id) == first


def test_that_trouble_with_another_line_corrects_nothing(
    desk: Desk, recovery: RecoveryService, shop: Shop
) -> None:
    order = shop.order("A-5", minor=10_000, lines=2, delivered_days_ago=1)
    kinds = ((1, IssueKind.ITEM_DAMAGED), (2, IssueKind.ITEM_WRONG))
    issues = [
        recovery.report_issue(
            desk.conversation_id, CUSTOMER, kind, order_number=order, line=line, key=desk.key()
        )
        for line, kind in kinds
    ]
    assert [recovery.issue(one.id).state for one in issues] == [IssueState.OPEN] * 2


def test_that_a_correction_after_the_answer_leaves_what_was_given(
    desk: Desk, recovery: RecoveryService
) -> None:
    done = desk.accept(desk.present(desk.approve(desk.offer(IssueKind.ITEM_DAMAGED))))
    second = desk.offer(IssueKind.ITEM_WRONG)
    assert recovery.get(done.id) == replace(done, state=S.FULFILLED)
    assert not second.remedy.restores
