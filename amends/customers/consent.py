"""Whether a customer's data may be used for offers of their own, and requests about these data."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from amends.customers.model import Customer, PrivacyKind, PrivacyRequest
from amends.customers.repeat import once_only, readable_code
from amends.customers.store import consents as store
from amends.ids import ConversationId, CustomerId

REQUEST_TAKES = timedelta(days=30)
"""One month at most (GDPR, article 12, paragraph 3)."""


def personalisation(tx: Connection, customer_id: CustomerId) -> bool:
    """Return whether offers may be made from a customer's data; yes until they say no."""
    said = store.consent(tx, customer_id, store.Purpose.PERSONALISATION)
    return True if said is None else said


def set_personalisation(
    tx: Connection, customer: Customer, *, allowed: bool, key: str, now: datetime
) -> bool:
    """Remember what a customer says about offers made from their data; return what holds now."""

    def compute() -> str:
        store.add_consent(tx, customer.id, store.Purpose.PERSONALISATION, allowed=allowed, at=now)
        return store.Purpose.PERSONALISATION.value

    once_only(tx, key, "set_personalisation", compute)
    return personalisation(tx, customer.id)


def request_privacy(
    tx: Connection,
    customer: Customer,
    kind: PrivacyKind,
    *,
    conversation_id: ConversationId,
    key: str,
    now: datetime,
) -> PrivacyRequest:
    """Take down that a customer wants their data copied or erased.

    While such a request is open, asking for the same again returns it.
    """

    def compute() -> str:
        already = store.open_request(tx, customer.id, kind)
        if already is not None:
            return already.reference
        new = PrivacyRequest(
            reference=readable_code("PR", groups=2),
            customer_id=customer.id,
            kind=kind,
            conversation_id=conversation_id,
            requested_at=now,
            due_at=now + REQUEST_TAKES,
            completed_at=None,
        )
        store.add_request(tx, new)
        return new.reference

    return store.request(tx, once_only(tx, key, f"request_privacy.{kind.value}", compute))
