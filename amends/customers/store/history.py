"""Earlier contacts, earlier recoveries and returns in the database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from amends.customers.model import (
    EarlierContact,
    EarlierRecovery,
    Order,
    Return,
    ReturnKind,
    ReturnState,
)
from amends.customers.rules import lines_value
from amends.customers.store.rows import money
from amends.customers.tables import contacts, recoveries, returns
from amends.ids import ConversationId, CustomerId, OfferId


def add_contact(tx: Connection, new: EarlierContact) -> None:
    """Store a contact."""
    tx.execute(insert(contacts).values(**asdict(new)))


def contact_in(
    tx: Connection, customer_id: CustomerId, conversation_id: ConversationId
) -> str | None:
    """Return the id of the contact that a conversation was, if it is known as one."""
    return tx.execute(
        select(contacts.c.id).where(
            contacts.c.customer_id == customer_id, contacts.c.conversation_id == conversation_id
        )
    ).scalar_one_or_none()


def change_contact(tx: Connection, changed: EarlierContact) -> None:
    """Replace a contact by what it has become."""
    tx.execute(update(contacts).where(contacts.c.id == changed.id).values(**asdict(changed)))


def contact(tx: Connection, contact_id: str) -> EarlierContact:
    """Return a contact that is known to exist."""
    return _contact(tx.execute(select(contacts).where(contacts.c.id == contact_id)).one())


def recent_contacts(
    tx: Connection, customer_id: CustomerId, limit: int
) -> tuple[EarlierContact, ...]:
    """Return a customer's latest contacts, newest first."""
    rows = tx.execute(
        select(contacts)
        .where(contacts.c.customer_id == customer_id)
        .order_by(contacts.c.at.desc(), contacts.c.id.desc())
        .limit(limit)
    )
    return tuple(_contact(row) for row in rows)


def unresolved_contacts(tx: Connection, customer_id: CustomerId) -> int:
    """Return how many of a customer's contacts were not resolved."""
    return tx.execute(
        select(func.count())
        .select_from(contacts)
        .where(contacts.c.customer_id == customer_id, contacts.c.resolved.is_(False))
    ).scalar_one()


def add_recovery(tx: Connection, new: EarlierRecovery) -> None:
    """Store a recovery."""
    tx.execute(
        insert(recoveries).values(
            id=new.id,
            customer_id=new.customer_id,
            offer_id=new.offer_id,
            order_number=new.order_number,
            issue=new.issue,
            remedy=new.remedy,
            accepted=new.accepted,
            satisfaction=new.satisfaction,
            at=new.at,
            amount_minor=new.money.amount_minor if new.money else None,
            currency=new.money.currency if new.money else None,
        )
    )


def recovery(tx: Connection, recovery_id: str) -> EarlierRecovery:
    """Return a recovery that is known to exist."""
    return _recovery(tx.execute(select(recoveries).where(recoveries.c.id == recovery_id)).one())


def recent_recoveries(
    tx: Connection, customer_id: CustomerId, limit: int
) -> tuple[EarlierRecovery, ...]:
    """Return a customer's latest recoveries, newest first."""
    rows = tx.execute(
        select(recoveries)
        .where(recoveries.c.customer_id == customer_id)
        .order_by(recoveries.c.at.desc(), recoveries.c.id.desc())
        .limit(limit)
    )
    return tuple(_recovery(row) for row in rows)


def add_return(tx: Connection, new: Return) -> None:
    """Store goods on their way back."""
    tx.execute(
        insert(returns).values(
            reference=new.reference,
            customer_id=new.customer_id,
            order_number=new.order_number,
            kind=new.kind.value,
            state=new.state.value,
            lines=list(new.lines),
            wish=new.wish,
            requested_at=new.requested_at,
            send_by=new.send_by,
        )
    )


def order_returns(tx: Connection, order: Order) -> tuple[Return, ...]:
    """Return what of an order goes back, oldest first."""
    rows = tx.execute(
        select(returns)
        .where(returns.c.order_number == order.number)
        .order_by(returns.c.requested_at, returns.c.reference)
    )
    return tuple(_return(row, order) for row in rows)


def count_returns(tx: Connection, customer_id: CustomerId) -> int:
    """Return how often a customer sent something back."""
    return tx.execute(
        select(func.count()).select_from(returns).where(returns.c.customer_id == customer_id)
    ).scalar_one()


def _contact(row: Row[Any]) -> EarlierContact:
    return EarlierContact(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        conversation_id=ConversationId(row.conversation_id) if row.conversation_id else None,
        order_number=row.order_number,
        channel=row.channel,
        topic=row.topic,
        summary=row.summary,
        language=row.language,
        resolved=row.resolved,
        satisfaction=row.satisfaction,
        at=row.at,
    )


def _recovery(row: Row[Any]) -> EarlierRecovery:
    return EarlierRecovery(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        offer_id=OfferId(row.offer_id) if row.offer_id else None,
        order_number=row.order_number,
        issue=row.issue,
        remedy=row.remedy,
        money=money(row) if row.currency is not None else None,
        accepted=row.accepted,
        satisfaction=row.satisfaction,
        at=row.at,
    )


def _return(row: Row[Any], order: Order) -> Return:
    return Return(
        reference=row.reference,
        customer_id=CustomerId(row.customer_id),
        order_number=row.order_number,
        kind=ReturnKind(row.kind),
        state=ReturnState(row.state),
        lines=tuple(row.lines),
        wish=row.wish,
        requested_at=row.requested_at,
        send_by=row.send_by,
        value=lines_value(order, row.lines),
    )
