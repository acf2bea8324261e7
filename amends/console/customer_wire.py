"""What the console's pages are sent about customers, their orders and their history."""

from __future__ import annotations

from datetime import datetime

from amends.customers.model import (
    Customer,
    CustomerHistory,
    EarlierContact,
    EarlierRecovery,
    Order,
    OrderStatus,
    Subscription,
)
from amends.money import Money
from amends.storage.types import JsonValue


def customer_wire(customer: Customer) -> dict[str, JsonValue]:
    """Describe who a customer is."""
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "address": customer.address,
        "country": customer.country,
        "language": customer.language,
        "tier": customer.tier.value,
        "since": customer.since.isoformat(),
    }


def history_wire(history: CustomerHistory) -> dict[str, JsonValue]:
    """Describe what happened with a customer before, newest first."""
    return {
        "since": history.since.isoformat(),
        "tier": history.tier.value,
        "orders": history.orders,
        "late_orders": history.late_orders,
        "returns": history.returns,
        "open_issues": history.open_issues,
        "lifetime_value": money_wire(history.lifetime_value),
        "contacts": [_contact(contact) for contact in history.contacts],
        "recoveries": [_recovery(recovery) for recovery in history.recoveries],
    }


def order_wire(order: Order, status: OrderStatus) -> dict[str, JsonValue]:
    """Describe an order, what it holds and where it is."""
    return {
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "total": money_wire(order.total),
        "express": order.express,
        "replaces": order.replaces,
        "address": order.address,
        "state": status.state.value,
        "expected": status.expected.isoformat(),
        "delivered": _moment(status.delivered),
        "days_late": status.days_late,
        "carrier": status.carrier,
        "tracking": status.tracking,
        "left_at": None if status.left_at is None else status.left_at.value,
        "lines": [
            {
                "line": line.line,
                "name": line.product.name,
                "variant": line.variant,
                "quantity": line.quantity,
                "unit_price": money_wire(line.unit_price),
            }
            for line in order.lines
        ],
    }


def subscription_wire(subscription: Subscription) -> dict[str, JsonValue]:
    """Describe a subscription, and what comes off its next bills."""
    credit = subscription.credit
    return {
        "id": subscription.id,
        "name": subscription.product.name,
        "period": subscription.period.value,
        "price": money_wire(subscription.price),
        "state": subscription.state.value,
        "renews_at": _moment(subscription.renews_at),
        "ends_at": _moment(subscription.ends_at),
        "credit": money_wire(credit) if credit.amount_minor > 0 else None,
    }


def money_wire(money: Money | None) -> dict[str, JsonValue] | None:
    """Return ``{"amount", "currency"}``, or nothing where there is no money."""
    return None if money is None else {**money.to_wire()}


def _contact(contact: EarlierContact) -> dict[str, JsonValue]:
    return {
        "id": contact.id,
        "conversation_id": contact.conversation_id,
        "at": contact.at.isoformat(),
        "channel": contact.channel,
        "topic": contact.topic,
        "summary": contact.summary,
        "order_number": contact.order_number,
        "resolved": contact.resolved,
        "satisfaction": contact.satisfaction,
    }


def _recovery(recovery: EarlierRecovery) -> dict[str, JsonValue]:
    return {
        "id": recovery.id,
        "at": recovery.at.isoformat(),
        "issue": recovery.issue,
        "remedy": recovery.remedy,
        "money": money_wire(recovery.money),
        "order_number": recovery.order_number,
        "accepted": recovery.accepted,
        "satisfaction": recovery.satisfaction,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
