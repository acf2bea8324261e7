"""Finds what a remedy goes back to: the order that was paid for, or the subscription."""

from __future__ import annotations

from collections.abc import Iterable

from amends.customers.model import Order, OrderLine, Subscription, SubscriptionState
from amends.customers.service import CustomerService
from amends.ids import CustomerId
from amends.money import Money


def first_of(customers: CustomerService, order: Order) -> Order:
    """Return the order that was paid for: this one, or the one it replaces in the end."""
    while order.replaces is not None:
        order = customers.find_order(order.customer_id, order.replaces)
    return order


def active_subscription(customers: CustomerService, customer_id: CustomerId) -> Subscription | None:
    """Return the subscription that a credit is measured by and goes to: the latest that goes on."""
    return next(
        (
            one
            for one in customers.subscriptions(customer_id)
            if one.state is SubscriptionState.ACTIVE
        ),
        None,
    )


def price(lines: Iterable[OrderLine], paid_for: Order) -> Money:
    """Return what goods cost in the order that was paid for."""
    prices = {line.product.sku: line.unit_price.amount_minor for line in paid_for.lines}
    minor = sum(prices.get(line.product.sku, 0) * line.quantity for line in lines)
    return Money(minor, paid_for.total.currency)
