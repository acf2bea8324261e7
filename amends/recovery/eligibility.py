"""Which remedies can be offered at all, and what stands against the others."""

from __future__ import annotations

from collections.abc import Mapping

from amends.customers.model import OrderState
from amends.money import Money
from amends.recovery.model import Candidate, IssueKind, Obstacle, RemedyKind
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import OrderFacts, Situation
from amends.recovery.worth import worth

_FREE = frozenset({RemedyKind.APOLOGY, RemedyKind.CALLBACK})
_NEEDS_ORDER = frozenset(
    remedy for remedy in RemedyKind if remedy.is_replacement or remedy.repays_order
) | {RemedyKind.FREE_RETURN}
_MAY_ARRIVE = frozenset({IssueKind.ORDER_LATE, IssueKind.ORDER_MISSING})
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
    missing = _missing(remedy, situation, policy)
    if missing is not None or remedy not in _NEEDS_ORDER or situation.order is None:
        return missing
    return _order_obstacle(remedy, situation.order, situation, policy)


def _missing(remedy: RemedyKind, situation: Situation, policy: RecoveryPolicy) -> Obstacle | None:
    needs_subscription = remedy is RemedyKind.SUBSCRIPTION_CREDIT
    return _first(
        {
            Obstacle.NO_CUSTOMER: situation.currency is None,
            Obstacle.NO_LIMITS: situation.currency not in policy.currencies,
            Obstacle.NO_SUBSCRIPTION: needs_subscription and situation.subscription_fee is None,
            Obstacle.NO_ORDER: remedy in _NEEDS_ORDER and situation.order is None,
        }
    )


def _order_obstacle(
    remedy: RemedyKind, order: OrderFacts, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    if order.state is OrderState.CANCELLED and not remedy.repays_order:
        return Obstacle.CANCELLED
    if remedy is RemedyKind.FREE_RETURN:
        return _return_obstacle(order, policy)
    if remedy.restores and situation.kind is not IssueKind.BILLING_WRONG_CHARGE:
        return _restoring_obstacle(order, situation.kind, policy)
    return None


def _return_obstacle(order: OrderFacts, policy: RecoveryPolicy) -> Obstacle | None:
    if order.state is not OrderState.DELIVERED or order.days_since_delivery is None:
        return Obstacle.NOT_DELIVERED
    in_time = order.days_since_delivery <= policy.offers.return_days
    return None if order.returnable and in_time else Obstacle.RETURN_WINDOW


def _restoring_obstacle(
    order: OrderFacts, kind: IssueKind, policy: RecoveryPolicy
) -> Obstacle | None:
    """Goods are sent or paid back once, and not while they may still arrive."""
    delivered = order.state is OrderState.DELIVERED
    lost = order.state is OrderState.LOST or order.days_late >= policy.offers.lost_after_days
    may_arrive = kind in _MAY_ARRIVE and not delivered and not lost
    came_late = kind is IssueKind.ORDER_LATE and delivered
    return _first(
        {
            Obstacle.RESTORED: order.restored,
            Obstacle.NOT_DELIVERED: kind in _NEEDS_DELIVERY and not delivered,
            Obstacle.STILL_ON_ITS_WAY: may_arrive,
            Obstacle.ARRIVED: came_late,
        }
    )


def _money_obstacle(
    remedy: RemedyKind, money: Money | None, situation: Situation, policy: RecoveryPolicy
) -> Obstacle | None:
    if money is None or situation.currency is None:
        return None
    goodwill = not remedy.restores
    nothing = money.amount_minor <= 0
    billing = situation.kind is IssueKind.BILLING_WRONG_CHARGE
    return _first(
        {
            Obstacle.NOT_OVERCHARGED: nothing and billing,
            Obstacle.NOTHING_LEFT: nothing,
            Obstacle.ABOVE_CAP: money > policy.currencies[situation.currency].cap,
            Obstacle.CUSTOMER_BUDGET: goodwill and _exceeds(money, situation.customer_left),
            Obstacle.DAY_BUDGET: goodwill and _exceeds(money, situation.day_left),
        }
    )


def _exceeds(money: Money, left: Money | None) -> bool:
    return left is not None and money > left


def _first(found: Mapping[Obstacle, bool]) -> Obstacle | None:
    return next((obstacle for obstacle, holds in found.items() if holds), None)
