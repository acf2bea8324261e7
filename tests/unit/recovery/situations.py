"""Situations for tests, with what a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from amends.customers.model import OrderState
from amends.money import Money
from amends.recovery.model import Candidate, IssueKind, RemedyKind
from amends.recovery.policy import RecoveryPolicy, load_policy
from amends.recovery.situation import OrderFacts, Situation
from amends.settings import PROJECT


@cache
def shipped_policy() -> RecoveryPolicy:
    """The policy that Amends is shipped with."""
    return load_policy(PROJECT / "recovery.yml")


def euros(amount: float) -> Money:
    return Money(round(amount * 100), "EUR")


def order(price: float = 60.0, **changes: object) -> OrderFacts:
    facts = OrderFacts(
        goods=euros(price),
        paid=euros(price),
        total=euros(price),
        state=OrderState.DELIVERED,
        days_late=0,
        days_since_delivery=1.0,
        returnable=True,
        restored=False,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # names of fields


def situation(kind: IssueKind = IssueKind.ITEM_DAMAGED, **changes: object) -> Situation:
    usual = Situation(
        kind=kind,
        currency="EUR",
        order=order(),
        subscription_fee=None,
        customer_left=euros(150),
        day_left=euros(5000),
        verified=True,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # names of fields


def by_remedy(found: tuple[Candidate, ...], remedy: RemedyKind) -> Candidate:
    return next(one for one in found if one.remedy is remedy)
