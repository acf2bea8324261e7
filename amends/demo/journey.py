"""What becomes of a planned order: its rows, its parcels, its payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.customers import tables
from amends.customers.lookup import order_lookup
from amends.customers.model import LeftAt, PaymentKind, PaymentState, ShipmentState
from amends.demo.draft import Draft, chance, weighted
from amends.demo.plan import Fate, OrderPlan, to_minute
from amends.demo.world import Kind

_PACKING = timedelta(hours=20)
_ON_THE_VAN = timedelta(hours=10)
_LOST_AFTER = timedelta(days=10)
_SETTLES_AFTER = timedelta(days=5)
_CHARGED_TWICE = 0.006
_LEFT = {
    LeftAt.IN_PERSON: 55,
    LeftAt.MAILBOX: 12,
    LeftAt.NEIGHBOUR: 13,
    LeftAt.LOCKER: 10,
    LeftAt.FRONT_DOOR: 10,
}


@dataclass(frozen=True)
class Placed:
    """An order as it stands: what happened, and when if it did."""

    number: str
    plan: OrderPlan
    promised_at: datetime
    cancelled_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    lost: bool

    @property
    def is_fixed(self) -> bool:
        """Whether guides and tests count on it, so that chance must not touch it."""
        return self.plan.number is not None


def place(plan: OrderPlan, number: str, now: datetime) -> Placed:
    """Say how far an order is at this moment."""
    cancelled = plan.fate is Fate.CANCELLED
    cancelled_at = min(now, plan.placed_at + timedelta(hours=6)) if cancelled else None
    shipped_at = None if cancelled else _past(plan.placed_at + min(_PACKING, plan.takes / 2), now)
    arrives_at = plan.placed_at + plan.takes
    promised_at = plan.placed_at + plan.promised
    lost = plan.fate is Fate.LOST
    return Placed(
        number=number,
        plan=plan,
        promised_at=promised_at,
        cancelled_at=cancelled_at,
        shipped_at=shipped_at,
        delivered_at=None if lost or cancelled else _past(arrives_at, now),
        lost=lost and now > promised_at + _LOST_AFTER,
    )


def add_order(draft: Draft, order: Placed) -> None:
    """Add an order with all that belongs to it."""
    plan = order.plan
    rows = draft.rows
    rows.add(
        tables.orders,
        number=order.number,
        lookup=order_lookup(order.number),
        customer_id=plan.person.id,
        placed_at=plan.placed_at,
        promised_at=order.promised_at,
        cancelled_at=order.cancelled_at,
        express=plan.express,
        address=plan.person.address,
        replaces=None,
        amount_minor=plan.total.amount_minor,
        currency=plan.total.currency,
    )
    for position, item in enumerate(plan.items, start=1):
        rows.add(
            tables.order_lines,
            order_number=order.number,
            line=position,
            sku=item.product.sku,
            name=item.product.names["en"],
            names=dict(item.product.names),
            variant=item.variant,
            variant_names=item.product.variant_names(item.variant),
            quantity=item.quantity,
            returnable=item.product.kind is not Kind.CONSUMABLE,
            unit_amount_minor=item.price.amount_minor,
            unit_currency=item.price.currency,
        )
    if order.shipped_at is not None:
        _add_parcel(draft, order, order.shipped_at)
    _add_payments(draft, order)


def _add_parcel(draft: Draft, order: Placed, shipped_at: datetime) -> None:
    rng, now = draft.rng, draft.now
    state = ShipmentState.IN_TRANSIT
    last_event_at = min(now, shipped_at + (order.plan.takes - _PACKING) / 2)
    if order.delivered_at is not None:
        state, last_event_at = ShipmentState.DELIVERED, order.delivered_at
    elif order.lost:
        state = ShipmentState.LOST
    elif (
        order.plan.fate is not Fate.LOST
        and now > order.plan.placed_at + order.plan.takes - _ON_THE_VAN
    ):
        state = ShipmentState.OUT_FOR_DELIVERY
    left_at = order.plan.left_at or weighted(rng, _LEFT).value
    draft.rows.add(
        tables.shipments,
        id=draft.rows.number("shp"),
        order_number=order.number,
        carrier=rng.choice(order.plan.person.region.carriers),
        tracking=f"{rng.choice('BCDFGHJKLMNPQRSTVWXZ')}{rng.choice('BCDFGHJK')}"
        f"{rng.randint(10**9, 10**10 - 1)}",
        state=state.value,
        shipped_at=to_minute(shipped_at),
        last_event_at=to_minute(max(shipped_at, last_event_at)),
        delivered_at=order.delivered_at,
        left_at=left_at if order.delivered_at is not None else None,
    )


def _add_payments(draft: Draft, order: Placed) -> None:
    """Add the charge, its refund after a cancellation, and now and then a charge too many."""
    plan = order.plan
    fresh = draft.now - plan.placed_at < timedelta(hours=12)
    twice = not order.is_fixed and chance(draft.rng, _CHARGED_TWICE)
    for _ in range(2 if twice else 1):
        _add_payment(
            draft,
            order,
            kind=PaymentKind.CHARGE,
            state=PaymentState.PENDING if fresh else PaymentState.SETTLED,
            minor=plan.total.amount_minor,
            at=plan.placed_at,
        )
    if order.cancelled_at is not None:
        add_refund(draft, order, plan.total.amount_minor, reason="cancelled", at=order.cancelled_at)


def add_refund(draft: Draft, order: Placed, minor: int, *, reason: str, at: datetime) -> None:
    """Add a refund, settled five days after it was started."""
    settled = at + _SETTLES_AFTER <= draft.now
    _add_payment(
        draft,
        order,
        kind=PaymentKind.REFUND,
        state=PaymentState.SETTLED if settled else PaymentState.PENDING,
        minor=minor,
        at=at,
        reason=reason,
        settles_at=at + _SETTLES_AFTER,
    )


def _add_payment(
    draft: Draft,
    order: Placed,
    *,
    kind: PaymentKind,
    state: PaymentState,
    minor: int,
    at: datetime,
    reason: str = "",
    settles_at: datetime | None = None,
) -> None:
    draft.rows.add(
        tables.payments,
        id=draft.rows.number("pay"),
        customer_id=order.plan.person.id,
        order_number=order.number,
        subscription_id=None,
        kind=kind.value,
        state=state.value,
        method=order.plan.person.method,
        reason=reason,
        at=to_minute(at),
        settles_at=to_minute(settles_at) if settles_at else None,
        amount_minor=minor,
        currency=order.plan.total.currency,
    )


def _past(moment: datetime, now: datetime) -> datetime | None:
    return to_minute(moment) if moment <= now else None
