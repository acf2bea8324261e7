"""Subscriptions and connected devices in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from amends.customers.model import (
    Device,
    DeviceState,
    Period,
    Subscription,
    SubscriptionCredit,
    SubscriptionState,
)
from amends.customers.store.rows import money, product
from amends.customers.tables import devices, subscription_credits, subscriptions
from amends.errors import NotFound
from amends.ids import CustomerId
from amends.money import Money

_OPEN_CREDIT = (
    select(func.coalesce(func.sum(subscription_credits.c.amount_minor), 0))
    .where(
        subscription_credits.c.subscription_id == subscriptions.c.id,
        subscription_credits.c.used_at.is_(None),
    )
    .scalar_subquery()
)
_SUBSCRIPTIONS = select(subscriptions, _OPEN_CREDIT.label("credit_minor"))


def customer_subscriptions(tx: Connection, customer_id: CustomerId) -> tuple[Subscription, ...]:
    """Return a customer's subscriptions, those that go on first, then newest first."""
    rows = tx.execute(
        _SUBSCRIPTIONS.where(subscriptions.c.customer_id == customer_id).order_by(
            subscriptions.c.state, subscriptions.c.started_at.desc(), subscriptions.c.id
        )
    )
    return tuple(_subscription(row) for row in rows)


def subscription(tx: Connection, customer_id: CustomerId, subscription_id: str) -> Subscription:
    """Return one of a customer's subscriptions.

    Raises:
        NotFound: There is no such subscription, or it is somebody else's.
    """
    row = tx.execute(
        _SUBSCRIPTIONS.where(
            subscriptions.c.id == subscription_id, subscriptions.c.customer_id == customer_id
        )
    ).first()
    if row is None:
        raise NotFound("There is no such subscription", code="subscription_not_found")
    return _subscription(row)


def end_subscription(tx: Connection, subscription_id: str, ends_at: datetime) -> None:
    """Mark a subscription as cancelled; it runs until this moment."""
    tx.execute(
        update(subscriptions)
        .where(subscriptions.c.id == subscription_id)
        .values(state=SubscriptionState.CANCELLED.value, renews_at=None, ends_at=ends_at)
    )


def add_credit(tx: Connection, new: SubscriptionCredit) -> None:
    """Store a credit."""
    tx.execute(
        insert(subscription_credits).values(
            id=new.id,
            customer_id=new.customer_id,
            subscription_id=new.subscription_id,
            reason=new.reason,
            at=new.at,
            used_at=new.used_at,
            amount_minor=new.money.amount_minor,
            currency=new.money.currency,
        )
    )


def credit(tx: Connection, credit_id: str) -> SubscriptionCredit:
    """Return a credit that is known to exist."""
    row = tx.execute(
        select(subscription_credits).where(subscription_credits.c.id == credit_id)
    ).one()
    return SubscriptionCredit(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        subscription_id=row.subscription_id,
        money=money(row),
        reason=row.reason,
        at=row.at,
        used_at=row.used_at,
    )


def customer_devices(tx: Connection, customer_id: CustomerId) -> tuple[Device, ...]:
    """Return a customer's connected devices, the latest registered first."""
    rows = tx.execute(
        select(devices)
        .where(devices.c.customer_id == customer_id)
        .order_by(devices.c.registered_at.desc(), devices.c.id)
    )
    return tuple(_device(row) for row in rows)


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        product=product(row),
        period=Period(row.period),
        price=money(row),
        state=SubscriptionState(row.state),
        started_at=row.started_at,
        renews_at=row.renews_at,
        ends_at=row.ends_at,
        credit=Money(int(row.credit_minor), row.currency),
    )


def _device(row: Row[Any]) -> Device:
    return Device(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        product=product(row),
        serial=row.serial,
        firmware=row.firmware,
        state=DeviceState(row.state),
        registered_at=row.registered_at,
        last_seen_at=row.last_seen_at,
        warranty_until=row.warranty_until,
    )
