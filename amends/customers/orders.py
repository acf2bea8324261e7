"""What customers do with their orders and subscriptions: cancel, send back, redirect, end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from amends.customers import rules
from amends.customers.errors import NotPossible, Refusal
from amends.customers.ledger import net_paid, refund
from amends.customers.model import (
    Cancellation,
    Customer,
    Return,
    ReturnKind,
    ReturnState,
    Subscription,
    SubscriptionState,
)
from amends.customers.repeat import once_only, readable_code
from amends.customers.store import customers as customer_store
from amends.customers.store import history as history_store
from amends.customers.store import holdings as holding_store
from amends.customers.store import orders as order_store
from amends.customers.store import payments as payment_store
from amends.customers.text import clean_address, clean_wish


def cancel_order(
    tx: Connection, customer: Customer, order_number: str, *, key: str, now: datetime
) -> Cancellation:
    """Stop an order that is not shipped, and give back what was paid for it."""
    order = order_store.order(tx, customer.id, order_number)

    def compute() -> str:
        rules.check_cancellable(order)
        order_store.cancel(tx, order.number, now)
        paid = net_paid(tx, customer, order)
        if paid.amount_minor <= 0:
            return ""
        return refund(tx, customer, order, paid, reason="cancelled", now=now)

    refund_id = once_only(tx, key, "cancel_order", compute)
    cancelled = order_store.order(tx, customer.id, order_number)
    return Cancellation(
        order_number=cancelled.number,
        cancelled_at=cancelled.cancelled_at or now,
        refund=payment_store.payment(tx, refund_id) if refund_id else None,
    )


def send_back(
    tx: Connection,
    customer: Customer,
    order_number: str,
    *,
    kind: ReturnKind,
    lines: tuple[int, ...] | None,
    wish: str,
    key: str,
    now: datetime,
) -> Return:
    """Agree that lines of an order come back, for their money or in exchange."""
    order = order_store.order(tx, customer.id, order_number)

    def compute() -> str:
        sent = history_store.order_returns(tx, order)
        chosen = rules.returnable_lines(order, sent, now, lines)
        numbers = tuple(line.line for line in chosen)
        new = Return(
            reference=readable_code("RT" if kind is ReturnKind.RETURN else "EX", groups=2),
            customer_id=customer.id,
            order_number=order.number,
            kind=kind,
            state=ReturnState.REQUESTED,
            lines=numbers,
            wish=clean_wish(wish),
            requested_at=now,
            send_by=now + rules.LABEL_VALID,
            value=rules.lines_value(order, numbers),
        )
        history_store.add_return(tx, new)
        return new.reference

    reference = once_only(tx, key, f"send_back.{kind.value}", compute)
    sent = history_store.order_returns(tx, order)
    return next(found for found in sent if found.reference == reference)


def change_address(
    tx: Connection, customer: Customer, order_number: str | None, address: str, *, key: str
) -> str:
    """Redirect an order that is not shipped, or change the account's address without one."""
    order = order_store.order(tx, customer.id, order_number) if order_number is not None else None

    def compute() -> str:
        cleaned = clean_address(address)
        if order is None:
            customer_store.set_address(tx, customer.id, cleaned)
        else:
            rules.check_readdressable(order)
            order_store.set_address(tx, order.number, cleaned)
        return order.number if order else customer.id

    once_only(tx, key, "change_address", compute)
    if order is None:
        return customer_store.customer(tx, customer.id).address
    return order_store.order(tx, customer.id, order.number).address


def cancel_subscription(
    tx: Connection, customer: Customer, subscription_id: str, *, key: str, now: datetime
) -> Subscription:
    """End a subscription when what is paid for is over."""
    current = holding_store.subscription(tx, customer.id, subscription_id)

    def compute() -> str:
        if current.state is SubscriptionState.CANCELLED:
            raise NotPossible(Refusal.SUBSCRIPTION_ENDED)
        holding_store.end_subscription(tx, current.id, current.renews_at or now)
        return current.id

    once_only(tx, key, "cancel_subscription", compute)
    return holding_store.subscription(tx, customer.id, subscription_id)
