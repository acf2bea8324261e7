"""Which remedies can be offered at all, and what stands against the others."""

from __future__ import annotations

from amends.customers.model import OrderState
from amends.money import Money
from amends.recovery.model import Candidate, IssueKind, Obstacle, RemedyKind
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import OrderFacts, Situation
from amends.recovery.worth import worth

_FREE = frozenset({RemedyKind.APOLOGY, RemedyKind.CALLBACK})
_NEEDS_DELIVERY = frozenset(
    {IssueKind.ITEM_DAMAGED, IssueKind.ITEM_WRONG, IssueKind.ITEM_DEFECTIVE}
)


def candidates(situation: Situation, policy: RecoveryPolicy) -> tuple[Candidate, ...]:
    """Return every remedy that the policy names for the issue, with what stands against it."""
    named = policy.issues[situation.kind].remedies
    found = []
    for remedy in RemedyKind:
        if remedy in named:
            money = worth(remedy, situation, policy)
            stands_against = obstacle(remedy, money, situation, policy)
            found.append(Candidate(remedy, money, obstacle=stands_against))
    return tuple(found)


def obstacle(
    remedy: RemedyKind, money: Money | None, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    """Return what stands against offering a remedy that is worth this much."""
    if remedy in situation.offered:
        return Obstacle.ALREADY_OFFERED
    if remedy in _FREE:
        return None
    return basic_obstacle(remedy, situation, policy) or _money_obstacle(
        remedy, money, situation, policy
    )


def basic_obstacle(
    remedy: RemedyKind, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    """Return what makes a remedy impossible, whatever it is worth and whoever wants it."""
    if remedy in _FREE:
        return None
    if situation.currency is None:
        return Obstacle.NO_CUSTOMER
    if situation.currency not in policy.currencies:
        return Obstacle.NO_LIMITS
    if remedy is RemedyKind.VOUCHER:
        return None
    if remedy is RemedyKind.SUBSCRIPTION_CREDIT:
        return Obstacle.NO_SUBSCRIPTION if situation.subscription_fee is None else None
    if situation.order is None:
        return Obstacle.NO_ORDER
    return _order_obstacle(remedy, situation.order, situation, policy)


def _order_obstacle(
    remedy: RemedyKind, order: OrderFacts, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    delivered = order.state is OrderState.DELIVERED
    if order.state is OrderState.CANCELLED and not remedy.repays_order:
        return Obstacle.CANCELLED
    if remedy is RemedyKind.FREE_RETURN:
        if not delivered or order.days_since_delivery is None:
            return Obstacle.NOT_DELIVERED
        in_time = order.days_since_delivery <= policy.offers.return_days
        return None if order.returnable and in_time else Obstacle.RETURN_WINDOW
    if not remedy.restores or situation.kind is IssueKind.BILLING_WRONG_CHARGE:
        return None
    if order.restored:
        return Obstacle.RESTORED
    if situation.kind in _NEEDS_DELIVERY and not delivered:
        return Obstacle.NOT_DELIVERED
    if situation.kind is IssueKind.ORDER_LATE and not _as_good_as_lost(order, policy):
        return Obstacle.STILL_ON_ITS_WAY
    if situation.kind is IssueKind.ORDER_MISSING and not delivered:
        return None if _as_good_as_lost(order, policy) else Obstacle.STILL_ON_ITS_WAY
    return None


def _as_good_as_lost(order: OrderFacts, policy: RecoveryPolicy) -> bool:
    if order.state is OrderState.DELIVERED:
        return False
    return order.state is OrderState.LOST or order.days_late >= policy.offers.lost_after_days


def _money_obstacle(
    remedy: RemedyKind, money: Money | None, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    if money is None or situation.currency is None:
        return None
    if money.amount_minor <= 0:
        return (
            Obstacle.NOT_OVERCHARGED
            if situation.kind is IssueKind.BILLING_WRONG_CHARGE
            else Obstacle.NOTHING_LEFT
        )
    if money > policy.currencies[situation.currency].cap:
        return Obstacle.ABOVE_CAP
    if remedy.restores:
        return None
    if situation.customer_left is not None and money > situation.customer_left:
        return Obstacle.CUSTOMER_BUDGET
    if situation.day_left is not None and money > situation.day_left:
        return Obstacle.DAY_BUDGET
    return None
