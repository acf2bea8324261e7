"""Subscriptions and connected devices in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from amends.customers.model import (
    Device,
    DeviceState,
    Period,
    Subscription,
    SubscriptionState,
)
from amends.customers.store.rows import money, product
from amends.customers.tables import devices, subscriptions
from amends.errors import NotFound
from amends.ids import CustomerId


def customer_subscriptions(tx: Connection, customer_id: CustomerId) -> tuple[Subscription, ...]:
    """Return a customer's subscriptions, those that go on first, then newest first."""
    rows = tx.execute(
        select(subscriptions)
        .where(subscriptions.c.customer_id == customer_id)
        .order_by(subscriptions.c.state, subscriptions.c.started_at.desc(), subscriptions.c.id)
    )
    return tuple(_subscription(row) for row in rows)


def subscription(tx: Connection, customer_id: CustomerId, subscription_id: str) -> Subscription:
    """Return one of a customer's subscriptions.

    Raises:
        NotFound: There is no such subscription, or it is somebody else's.
    """
    row = tx.execute(
        select(subscriptions).where(
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
