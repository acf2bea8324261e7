"""What a recovery is judged by: the facts of one issue at one moment, as pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.customers.model import OrderState
from amends.money import Money
from amends.recovery.model import IssueKind, RemedyKind


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What counts of the order that an issue is about.

    Attributes:
        goods: What the goods at issue cost when they were bought.
        paid: What was paid for the order and is not given back yet; for goods that were sent
            again free of charge, this and the total are those of the order that was paid for.
        total: What the order was to cost.
        days_late: Whole days past the promised day.
        days_since_delivery: Days since all of it arrived; nothing while it has not.
        returnable: Whether the goods are of a kind that is taken back.
        restored: Whether it was made good before, by a replacement or a refund.
        claimed_before: Whether something else was made right about this order.
    """

    goods: Money
    paid: Money
    total: Money
    state: OrderState
    days_late: int
    days_since_delivery: float | None
    returnable: bool
    restored: bool
    claimed_before: bool = False

    @property
    def overcharged(self) -> Money:
        """What was charged above what the order was to cost."""
        return Money(max(0, self.paid.amount_minor - self.total.amount_minor), self.paid.currency)


@dataclass(frozen=True, kw_only=True)
class Track:
    """What the customer's record says about risk; it never changes what is offered.

    Attributes:
        claims: How many other issues they reported within the window.
        recoveries: How many recoveries they accepted within the window.
        account_days: How old the account is, in days.
    """

    claims: int = 0
    recoveries: int = 0
    account_days: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Taste:
    """What is known of the customer and may count; empty without their consent.

    Attributes:
        value: How valuable the customer is, 0..1.
        liked: How remedies went down with them before: -1 (badly) to 1 (well).
    """

    value: float = 0.0
    liked: Mapping[RemedyKind, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything that eligibility, ranking and approval look at.

    Attributes:
        currency: The customer's; nothing while nobody has said who they are.
        subscription_fee: What one period of their subscription costs, if they have one.
        customer_left: What goodwill this customer may still get.
        day_left: What may still be given to all customers today.
        offered: Remedies that were refused, declined or failed for this issue.
        frustration: 0..1.
    """

    kind: IssueKind
    currency: str | None
    order: OrderFacts | None
    subscription_fee: Money | None
    customer_left: Money | None
    day_left: Money | None
    offered: frozenset[RemedyKind] = frozenset()
    wish: RemedyKind | None = None
    frustration: float = 0.0
    verified: bool = False
    personalised: bool = False
    taste: Taste = Taste()
    track: Track = Track()

    @property
    def base(self) -> Money | None:
        """What shares are taken from: the goods' price, else the subscription's fee."""
        return self.order.goods if self.order is not None else self.subscription_fee
