from __future__ import annotations

import pytest

from amends.customers.model import OrderState
from amends.recovery.eligibility import candidates
from amends.recovery.model import IssueKind, Obstacle, RemedyKind
from tests.unit.recovery.situations import by_remedy, euros, order, shipped_policy, situation

ON_ITS_WAY = {"state": OrderState.IN_TRANSIT, "days_since_delivery": None}


def obstacle(remedy: RemedyKind, kind: IssueKind, **changes: object) -> Obstacle | None:
    return by_remedy(candidates(situation(kind, **changes), shipped_policy()), remedy).obstacle


@pytest.mark.parametrize("kind", IssueKind)
def test_that_there_is_something_for_everybody(kind: IssueKind) -> None:
    nobody = situation(kind, currency=None, order=None, customer_left=None, day_left=None)
    possible = [one for one in candidates(nobody, shipped_policy()) if one.obstacle is None]
    assert possible
    assert all(one.money is None for one in possible)


@pytest.mark.parametrize("kind", IssueKind)
def test_that_only_remedies_named_for_the_issue_are_considered(kind: IssueKind) -> None:
    found = candidates(situation(kind), shipped_policy())
    assert {one.remedy for one in found} == set(shipped_policy().issues[kind].remedies)


def test_that_a_broken_item_has_to_have_arrived() -> None:
    assert (
        obstacle(RemedyKind.REFUND, IssueKind.ITEM_DAMAGED, order=order(**ON_ITS_WAY))
        is Obstacle.NOT_DELIVERED
    )
    assert obstacle(RemedyKind.REFUND, IssueKind.ITEM_DAMAGED) is None


def test_that_a_late_parcel_is_not_replaced_while_it_may_arrive() -> None:
    late = order(days_late=6, **ON_ITS_WAY)
    lost = order(days_late=14, **ON_ITS_WAY)
    kind, remedy = IssueKind.ORDER_LATE, RemedyKind.EXPRESS_REPLACEMENT
    assert obstacle(remedy, kind, order=late) is Obstacle.STILL_ON_ITS_WAY
    assert obstacle(remedy, kind, order=lost) is None
    assert obstacle(remedy, kind, order=order(days_late=20)) is Obstacle.ARRIVED


def test_that_a_parcel_marked_delivered_can_be_missing() -> None:
    kind, remedy = IssueKind.ORDER_MISSING, RemedyKind.REFUND
    lost = order(state=OrderState.LOST, days_since_delivery=None)
    assert obstacle(remedy, kind) is None
    assert obstacle(remedy, kind, order=lost) is None
    assert obstacle(remedy, kind, order=order(**ON_ITS_WAY)) is Obstacle.STILL_ON_ITS_WAY


def test_that_goods_are_made_good_once() -> None:
    assert (
        obstacle(RemedyKind.REFUND, IssueKind.ITEM_DAMAGED, order=order(restored=True))
        is Obstacle.RESTORED
    )


def test_that_a_cancelled_order_is_only_paid_back() -> None:
    cancelled = order(state=OrderState.CANCELLED, days_since_delivery=None)
    kind = IssueKind.REFUND_REQUEST
    assert obstacle(RemedyKind.FREE_RETURN, kind, order=cancelled) is Obstacle.CANCELLED
    assert obstacle(RemedyKind.REFUND, kind, order=cancelled) is None


def test_that_goods_go_back_only_within_the_return_window() -> None:
    kind, remedy = IssueKind.REFUND_REQUEST, RemedyKind.FREE_RETURN
    assert obstacle(remedy, kind) is None
    assert obstacle(remedy, kind, order=order(**ON_ITS_WAY)) is Obstacle.NOT_DELIVERED
    for change in ({"days_since_delivery": 30.5}, {"returnable": False}):
        assert obstacle(remedy, kind, order=order(**change)) is Obstacle.RETURN_WINDOW


def test_that_a_wrong_charge_is_paid_back_only_where_one_is_seen() -> None:
    kind, remedy = IssueKind.BILLING_WRONG_CHARGE, RemedyKind.REFUND
    assert obstacle(remedy, kind) is Obstacle.NOT_OVERCHARGED
    assert obstacle(remedy, kind, order=order(60, paid=euros(120))) is None


def test_that_nothing_is_paid_back_where_nothing_is_left() -> None:
    assert (
        obstacle(RemedyKind.REFUND, IssueKind.ITEM_DAMAGED, order=order(paid=euros(0)))
        is Obstacle.NOTHING_LEFT
    )


def test_that_nobody_is_offered_more_than_the_cap() -> None:
    dear = order(1500.01)
    assert obstacle(RemedyKind.REFUND, IssueKind.ITEM_DAMAGED, order=dear) is Obstacle.ABOVE_CAP


def test_that_budgets_stop_goodwill_but_not_what_is_owed() -> None:
    kind = IssueKind.ITEM_DAMAGED
    spent = {"customer_left": euros(0), "day_left": euros(0)}
    assert obstacle(RemedyKind.VOUCHER, kind, **spent) is Obstacle.CUSTOMER_BUDGET
    assert obstacle(RemedyKind.VOUCHER, kind, day_left=euros(1)) is Obstacle.DAY_BUDGET
    assert obstacle(RemedyKind.REFUND, kind, **spent) is None


def test_that_a_currency_without_limits_gets_nothing_that_costs() -> None:
    assert (
        obstacle(RemedyKind.VOUCHER, IssueKind.COMPLAINT_SERVICE, currency="CHF", order=None)
        is Obstacle.NO_LIMITS
    )


def test_that_a_credit_needs_a_subscription() -> None:
    kind, remedy = IssueKind.SERVICE_OUTAGE, RemedyKind.SUBSCRIPTION_CREDIT
    assert obstacle(remedy, kind, order=None) is Obstacle.NO_SUBSCRIPTION
    assert obstacle(remedy, kind, order=None, subscription_fee=euros(10)) is None


def test_that_what_was_turned_down_is_not_offered_again() -> None:
    for remedy in (RemedyKind.REFUND, RemedyKind.APOLOGY):
        assert (
            obstacle(remedy, IssueKind.ITEM_DAMAGED, offered=frozenset({remedy}))
            is Obstacle.ALREADY_OFFERED
        )
