"""Who owns an order, and how often somebody guessed, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from amends.customers.store.rows import upsert
from amends.customers.tables import customers, identity_attempts, identity_subjects, orders
from amends.ids import CustomerId


@dataclass(frozen=True)
class Owner:
    """Whose order it is, as far as needed to compare."""

    customer_id: CustomerId
    email: str


def order_owner(tx: Connection, lookup: str) -> Owner | None:
    """Return who ordered it, unless the order is unknown or their data were erased."""
    row = tx.execute(
        select(customers.c.id, customers.c.email)
        .join_from(orders, customers)
        .where(orders.c.lookup == lookup, customers.c.erased.is_(False))
    ).first()
    return Owner(CustomerId(row.id), row.email) if row else None


def lock_subjects(tx: Connection, subjects: Sequence[str], now: datetime) -> None:
    """Let only one transaction at a time count the attempts at these subjects."""
    for subject in sorted(subjects):
        statement = upsert(tx, identity_subjects).values(subject=subject, last_at=now)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=[identity_subjects.c.subject], set_={"last_at": now}
            )
        )


def failures(tx: Connection, subject: str, since: datetime) -> list[datetime]:
    """Return when attempts at this subject failed, oldest first."""
    return list(
        tx.execute(
            select(identity_attempts.c.at)
            .where(identity_attempts.c.subject == subject, identity_attempts.c.at > since)
            .order_by(identity_attempts.c.at)
        ).scalars()
    )


def add_failures(tx: Connection, subjects: Sequence[str], now: datetime) -> None:
    """Remember that an attempt at each of these subjects failed."""
    tx.execute(insert(identity_attempts), [{"subject": subject, "at": now} for subject in subjects])


def forget_attempts(tx: Connection, before: datetime) -> None:
    """Delete what no longer counts; rows that another transaction holds are left to it."""
    old_attempts = select(identity_attempts.c.id).where(identity_attempts.c.at <= before)
    tx.execute(
        delete(identity_attempts).where(
            identity_attempts.c.id.in_(old_attempts.with_for_update(skip_locked=True))
        )
    )
    old_subjects = select(identity_subjects.c.subject).where(identity_subjects.c.last_at <= before)
    tx.execute(
        delete(identity_subjects).where(
            identity_subjects.c.subject.in_(old_subjects.with_for_update(skip_locked=True))
        )
    )
