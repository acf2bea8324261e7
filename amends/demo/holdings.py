"""Subscriptions that customers pay, and connected devices in their homes."""

from __future__ import annotations

from datetime import timedelta

from amends.customers import tables
from amends.customers.model import (
    DeviceState,
    PaymentKind,
    PaymentState,
    Period,
    SubscriptionState,
)
from amends.demo.draft import Draft, chance, weighted
from amends.demo.journey import Placed
from amends.demo.plan import Person, to_minute
from amends.demo.world import Kind, World

_LENGTH = {Period.MONTH: timedelta(days=30), Period.YEAR: timedelta(days=365)}
_PERIODS = {Kind.MONTHLY: Period.MONTH, Kind.YEARLY: Period.YEAR}
_SUBSCRIBERS = 0.32
_STILL_ACTIVE = 0.8
_PAYMENTS_KEPT = 6
_REGISTERED = 0.85
_WARRANTY = timedelta(days=730)
_STATES = {DeviceState.ONLINE: 92, DeviceState.OFFLINE: 6, DeviceState.FAULTY: 2}
_OPTED_OUT = 0.04


def add_subscription(draft: Draft, world: World, person: Person) -> None:
    """Give some customers a subscription and its latest payments."""
    rows, rng, now = draft.rows, draft.rng, draft.now
    if not chance(rng, _SUBSCRIBERS):
        return
    product = rng.choice(world.of_kind(*_PERIODS))
    period = _PERIODS[product.kind]
    started_at = person.since + (now - person.since) * rng.uniform(0.05, 0.95)
    paid = 1 + (now - started_at) // _LENGTH[period]
    paid_until = started_at + paid * _LENGTH[period]
    active = chance(rng, _STILL_ACTIVE)
    price = person.region.price(product)
    subscription_id = rows.number("sub")
    rows.add(
        tables.subscriptions,
        id=subscription_id,
        customer_id=person.id,
        sku=product.sku,
        name=product.names["en"],
        names=dict(product.names),
        period=period.value,
        state=(SubscriptionState.ACTIVE if active else SubscriptionState.CANCELLED).value,
        started_at=to_minute(started_at),
        renews_at=to_minute(paid_until) if active else None,
        ends_at=None if active else to_minute(paid_until),
        amount_minor=price.amount_minor,
        currency=price.currency,
    )
    for back in range(min(paid, _PAYMENTS_KEPT)):
        rows.add(
            tables.payments,
            id=rows.number("pay"),
            customer_id=person.id,
            order_number=None,
            subscription_id=subscription_id,
            kind=PaymentKind.CHARGE.value,
            state=PaymentState.SETTLED.value,
            method=person.method,
            reason="",
            at=to_minute(paid_until - (back + 1) * _LENGTH[period]),
            settles_at=None,
            amount_minor=price.amount_minor,
            currency=price.currency,
        )


def add_devices(draft: Draft, order: Placed) -> None:
    """Register most of the connected devices of an order that arrived."""
    rng, now = draft.rng, draft.now
    if order.delivered_at is None:
        return
    for item in order.plan.items:
        if item.product.kind is not Kind.DEVICE or not chance(rng, _REGISTERED):
            continue
        registered_at = min(now, order.delivered_at + timedelta(hours=rng.uniform(1, 72)))
        state = weighted(rng, _STATES)
        silent = timedelta(days=rng.uniform(0.2, 12)) if state is DeviceState.OFFLINE else None
        last_seen_at = max(registered_at, now - (silent or timedelta(minutes=rng.randint(1, 14))))
        draft.rows.add(
            tables.devices,
            id=draft.rows.number("dev"),
            customer_id=order.plan.person.id,
            sku=item.product.sku,
            name=item.product.names["en"],
            names=dict(item.product.names),
            serial=f"{item.product.sku[3:5]}{rng.randint(10**7, 10**8 - 1)}",
            firmware=f"{rng.randint(1, 3)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}",
            state=state.value,
            registered_at=to_minute(registered_at),
            last_seen_at=to_minute(last_seen_at),
            warranty_until=to_minute(order.delivered_at + _WARRANTY),
        )


def add_consent(draft: Draft, person: Person) -> None:
    """Let a few customers have said that they want no offers made from their data."""
    if chance(draft.rng, _OPTED_OUT):
        draft.rows.add(
            tables.consents,
            customer_id=person.id,
            purpose="personalisation",
            allowed=False,
            at=to_minute(person.since + (draft.now - person.since) * draft.rng.random()),
        )
