from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations import store as conversation_store
from amends.conversations.model import Author
from amends.customers.service import CustomerService
from amends.errors import AmendsError, Invalid
from amends.ids import AgentId
from amends.money import Money
from amends.recovery import store
from amends.recovery.errors import AlreadyDecided, OfferLapsed
from amends.recovery.model import Decision, IssueKind, Offer, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from tests.integration.recovery.desk import APPROVER, CUSTOMER, DAMAGED, Desk

S = OfferState


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.APPROVE, S.APPROVED), (Decision.DECLINE, S.DECLINED), (Decision.AMEND, S.AMENDED)],
)
def test_that_a_decision_reaches_the_customer_as_one_event(
    desk: Desk, recovery: RecoveryService, decision: Decision, state: OfferState
) -> None:
    offer = desk.offer()
    remedy = RemedyKind.REPLACEMENT if decision is Decision.AMEND else None
    decided = recovery.decide(
        offer.id, actor=APPROVER, decision=decision, remedy=remedy, reason="as agreed"
    )
    assert decided.state is state
    assert desk.events() == [("EXTERNAL_offer_decided", {"offer_id": offer.id})]
    last = recovery.trail(offer.id)[-1]
    assert (last.actor, last.reason) == (APPROVER, "as agreed")
    assert recovery.pending() == ()


def test_that_of_two_approvers_at_once_one_is_told_it_was_decided(
    desk: Desk, recovery: RecoveryService
) -> None:
    offer = desk.offer()

    def decide(number: int) -> Offer | AmendsError:
        decision = Decision.APPROVE if number % 2 else Decision.DECLINE
        try:
            return recovery.decide(
                offer.id, actor=AgentId(f"agt_{number}"), decision=decision, reason="my view"
            )
        except AmendsError as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(decide, range(4)))
    decided = [one for one in outcomes if isinstance(one, Offer)]
    refused = [one for one in outcomes if isinstance(one, AmendsError)]
    assert len(decided) == 1
    assert {one.code for one in refused} == {"already_decided"}
    assert len(desk.events()) == 1
    assert recovery.get(offer.id).decided_by == decided[0].decided_by


def test_that_an_offer_is_not_moved_from_a_state_it_has_left(
    desk: Desk, database: Database
) -> None:
    seen = desk.offer()
    desk.approve(seen)
    with database.transaction() as tx, pytest.raises(AlreadyDecided):
        store.move(tx, seen, S.DECLINED, {})


def test_that_a_second_decision_is_refused(desk: Desk, recovery: RecoveryService) -> None:
    offer = desk.approve(desk.offer())
    with pytest.raises(AlreadyDecided):
        recovery.decide(offer.id, actor=APPROVER, decision=Decision.DECLINE, reason="no")


def test_that_what_needs_no_approval_cannot_be_decided(desk: Desk) -> None:
    with pytest.raises(AlreadyDecided):
        desk.approve(desk.late_offer())


def test_that_a_decision_after_a_day_is_too_late(desk: Desk, clock: FixedClock) -> None:
    offer = desk.offer()
    clock.advance(timedelta(hours=24))
    with pytest.raises(OfferLapsed):
        desk.approve(offer)


@pytest.mark.parametrize("reason", ["", "   ", "\x00"])
def test_that_declining_needs_a_reason(desk: Desk, recovery: RecoveryService, reason: str) -> None:
    offer = desk.offer()
    with pytest.raises(Invalid) as raised:
        recovery.decide(offer.id, actor=APPROVER, decision=Decision.DECLINE, reason=reason)
    assert raised.value.code == "reason_missing"
    assert recovery.get(offer.id).state is S.PENDING_APPROVAL


def test_that_an_amendment_changes_remedy_and_amount(
    desk: Desk, recovery: RecoveryService, customers: CustomerService
) -> None:
    offer = desk.offer()
    amended = recovery.decide(
        offer.id,
        actor=APPROVER,
        decision=Decision.AMEND,
        remedy=RemedyKind.PARTIAL_REFUND,
        amount="40.00",
        reason="keeps it",
    )
    assert (amended.remedy, amended.money) == (RemedyKind.PARTIAL_REFUND, Money(4_000, "EUR"))
    desk.accept(desk.present(amended))
    (refund,) = customers.refund_status(CUSTOMER, DAMAGED).refunds
    assert refund.money == Money(4_000, "EUR")


def test_that_an_amended_remedy_gets_its_usual_amount(
    desk: Desk, recovery: RecoveryService
) -> None:
    amended = recovery.decide(
        desk.offer().id, actor=APPROVER, decision=Decision.AMEND, remedy=RemedyKind.VOUCHER
    )
    assert amended.money == Money(2_000, "EUR")


@pytest.mark.parametrize(
    ("remedy", "amount", "code"),
    [
        (RemedyKind.REFUND, "129.01", "amount_too_high"),
        (RemedyKind.VOUCHER, "1000000", "amount_too_high"),
        (RemedyKind.REFUND, "0", "invalid_amount"),
        (RemedyKind.REFUND, "-5", "invalid_amount"),
        (RemedyKind.REFUND, "1.001", "invalid_amount"),
        (RemedyKind.REFUND, "much", "invalid_amount"),
        (RemedyKind.EXPRESS_REPLACEMENT, "10", "amount_not_possible"),
        (RemedyKind.APOLOGY, "10", "amount_not_possible"),
        (RemedyKind.SUBSCRIPTION_CREDIT, None, "remedy_not_possible"),
    ],
)
def test_that_an_amendment_stays_within_the_hard_limits(
    desk: Desk, recovery: RecoveryService, remedy: RemedyKind, amount: str | None, code: str
) -> None:
    offer = desk.offer()
    with pytest.raises(Invalid) as raised:
        recovery.decide(
            offer.id, actor=APPROVER, decision=Decision.AMEND, remedy=remedy, amount=amount
        )
    assert raised.value.code == code
    assert recovery.get(offer.id) == offer
    assert desk.events() == []


def test_that_approving_cannot_change_the_offer(desk: Desk, recovery: RecoveryService) -> None:
    with pytest.raises(Invalid) as raised:
        recovery.decide(desk.offer().id, actor=APPROVER, decision=Decision.APPROVE, amount="1")
    assert raised.value.code == "not_an_amendment"


def test_that_after_a_refusal_the_next_best_can_be_worked_out(
    desk: Desk, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    recovery.decide(offer.id, actor=APPROVER, decision=Decision.DECLINE, reason="seen too often")
    other = recovery.other(offer.id, key=desk.key())
    assert other is not None
    assert other.remedy is offer.candidates[1].remedy


def test_that_an_approver_sees_everything_on_one_screen(
    desk: Desk, recovery: RecoveryService, clock: FixedClock, database: Database
) -> None:
    for text, sentiment in (("Hello", "neutral"), ("It came broken!", "negative")):
        seq = desk.conversations.append(
            desk.conversation_id, author=Author.CUSTOMER, text=text, key=text
        )
        with database.transaction() as tx:
            conversation_store.annotate(
                tx,
                desk.conversation_id,
                seq,
                language="en",
                annotation={"sentiment": sentiment},
            )
    desk.conversations.append(
        desk.conversation_id, author=Author.ASSISTANT, text="I'm sorry", key="answer"
    )
    offer = desk.offer()
    (approval,) = recovery.pending()
    assert approval == recovery.approval(offer.id)
    assert approval.offer == offer
    assert approval.issue.kind is IssueKind.ITEM_DAMAGED
    assert approval.issue.description == "the screen is broken"
    assert approval.customer is not None
    assert approval.customer.id == CUSTOMER
    assert approval.history is not None
    assert approval.history.orders == 2
    assert approval.order is not None
    assert approval.order.number == DAMAGED
    assert approval.line is not None
    assert approval.waiting_since == clock.now()
    assert approval.expires_at == clock.now() + timedelta(hours=24)
    assert approval.mood.annotation == {"sentiment": "negative"}
    assert approval.explanation.considered
    assert approval.explanation.score == pytest.approx(sum(approval.explanation.parts.values()))
