"""Consents and requests about one's data in the database."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from amends.customers.model import PrivacyKind, PrivacyRequest
from amends.customers.tables import consents, privacy_requests
from amends.errors import NotFound
from amends.ids import ConversationId, CustomerId


class Purpose(StrEnum):
    """What a customer may allow or forbid."""

    PERSONALISATION = "personalisation"


def consent(tx: Connection, customer_id: CustomerId, purpose: Purpose) -> bool | None:
    """Return what a customer said last; nothing if they never said anything."""
    return tx.execute(
        select(consents.c.allowed)
        .where(consents.c.customer_id == customer_id, consents.c.purpose == purpose.value)
        .order_by(consents.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def add_consent(
    tx: Connection, customer_id: CustomerId, purpose: Purpose, *, allowed: bool, at: datetime
) -> None:
    """Remember what a customer said; what they said before is kept."""
    tx.execute(
        insert(consents).values(
            customer_id=customer_id, purpose=purpose.value, allowed=allowed, at=at
        )
    )


def open_request(
    tx: Connection, customer_id: CustomerId, kind: PrivacyKind
) -> PrivacyRequest | None:
    """Return a customer's request of this kind that was not carried out yet."""
    row = tx.execute(
        select(privacy_requests)
        .where(
            privacy_requests.c.customer_id == customer_id,
            privacy_requests.c.kind == kind.value,
            privacy_requests.c.completed_at.is_(None),
        )
        .order_by(privacy_requests.c.requested_at)
    ).first()
    return _request(row) if row else None


def request(tx: Connection, reference: str, *, lock: bool = False) -> PrivacyRequest:
    """Return a request by its reference; ``lock`` keeps others from carrying it out too.

    Raises:
        NotFound: There is none.
    """
    query = select(privacy_requests).where(privacy_requests.c.reference == reference)
    row = tx.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound("There is no such privacy request", code="privacy_request_not_found")
    return _request(row)


def due_requests(tx: Connection) -> tuple[PrivacyRequest, ...]:
    """Return all requests that are not carried out yet, the most urgent first."""
    rows = tx.execute(
        select(privacy_requests)
        .where(privacy_requests.c.completed_at.is_(None))
        .order_by(privacy_requests.c.due_at, privacy_requests.c.reference)
    )
    return tuple(_request(row) for row in rows)


def add_request(tx: Connection, new: PrivacyRequest) -> None:
    """Store a request."""
    tx.execute(
        insert(privacy_requests).values(
            reference=new.reference,
            customer_id=new.customer_id,
            kind=new.kind.value,
            conversation_id=new.conversation_id,
            requested_at=new.requested_at,
            due_at=new.due_at,
            completed_at=new.completed_at,
        )
    )


def complete_request(tx: Connection, reference: str, at: datetime) -> None:
    """Mark a request as carried out."""
    tx.execute(
        update(privacy_requests)
        .where(privacy_requests.c.reference == reference)
        .values(completed_at=at)
    )


def _request(row: Row[Any]) -> PrivacyRequest:
    return PrivacyRequest(
        reference=row.reference,
        customer_id=CustomerId(row.customer_id),
        kind=PrivacyKind(row.kind),
        conversation_id=ConversationId(row.conversation_id),
        requested_at=row.requested_at,
        due_at=row.due_at,
        completed_at=row.completed_at,
    )
