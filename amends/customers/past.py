"""A customer's history: read as a whole, and continued."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from amends.customers import rules
from amends.customers.model import (
    Customer,
    CustomerHistory,
    EarlierContact,
    EarlierRecovery,
)
from amends.customers.repeat import once_only
from amends.customers.store import history as store
from amends.customers.store import orders as order_store
from amends.customers.store import payments as payment_store

SHOWN = 20


def history(tx: Connection, customer: Customer, now: datetime) -> CustomerHistory:
    """Return what happened with a customer before."""
    paid_for = [
        order
        for order in order_store.all_orders(tx, customer.id)
        if order.cancelled_at is None and order.replaces is None
    ]
    late = sum(1 for order in paid_for if rules.order_status(order, now).days_late > 0)
    return CustomerHistory(
        customer_id=customer.id,
        since=customer.since,
        tier=customer.tier,
        orders=len(paid_for),
        late_orders=late,
        returns=store.count_returns(tx, customer.id),
        lifetime_value=payment_store.lifetime_value(tx, customer.id, customer.currency),
        contacts=store.recent_contacts(tx, customer.id, SHOWN),
        recoveries=store.recent_recoveries(tx, customer.id, SHOWN),
        open_issues=store.unresolved_contacts(tx, customer.id),
    )


def record_contact(tx: Connection, contact: EarlierContact, *, key: str) -> EarlierContact:
    """Remember that a customer got in touch; a conversation is one contact, as it was last."""

    def compute() -> str:
        if contact.conversation_id is not None:
            known = store.contact_in(tx, contact.customer_id, contact.conversation_id)
            if known is not None:
                store.change_contact(tx, replace(contact, id=known))
                return known
        store.add_contact(tx, contact)
        return contact.id

    return store.contact(tx, once_only(tx, key, "record_contact", compute))


def record_recovery(tx: Connection, recovery: EarlierRecovery, *, key: str) -> EarlierRecovery:
    """Remember what was offered to a customer and how it ended."""

    def compute() -> str:
        store.add_recovery(tx, recovery)
        return recovery.id

    return store.recovery(tx, once_only(tx, key, "record_recovery", compute))
