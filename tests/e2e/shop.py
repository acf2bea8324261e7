"""Finds customers of the demo shop that fit a test, so that no two tests share one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, select

from amends.customers.tables import customers, order_lines, orders, payments, shipments
from amends.recovery.tables import issues
from amends.storage.database import Database

_FIXED = ("C1001", "C1002", "C1003")


@dataclass(frozen=True)
class Buyer:
    """A customer and one thing of theirs that came a few days ago."""

    customer_id: str
    email: str
    order_number: str


def buyer(
    database: Database, *, paid_cents: range, position: int = 0, has_others: bool = False
) -> Buyer:
    """Return somebody who got an order of one thing, in euros, and has not complained about it.

    Args:
        paid_cents: What the order cost.
        position: The how-manieth of those who fit.
        has_others: Whether they need to have another order that came.
    """
    lines = (
        select(order_lines.c.order_number)
        .group_by(order_lines.c.order_number)
        .having(func.count() == 1)
    )
    wanted = (
        select(customers.c.id, customers.c.email, orders.c.number)
        .join(orders, orders.c.customer_id == customers.c.id)
        .join(shipments, shipments.c.order_number == orders.c.number)
        .join(payments, payments.c.order_number == orders.c.number)
        .where(
            customers.c.id.not_in(_FIXED),
            orders.c.number.in_(lines),
            orders.c.replaces.is_(None),
            shipments.c.delivered_at > datetime.now(UTC) - timedelta(days=60),
            payments.c.kind == "charge",
            payments.c.currency == "EUR",
            payments.c.amount_minor >= paid_cents.start,
            payments.c.amount_minor < paid_cents.stop,
            orders.c.number.not_in(
                select(payments.c.order_number).where(
                    payments.c.kind != "charge", payments.c.order_number.is_not(None)
                )
            ),
            orders.c.number.not_in(
                select(issues.c.order_number).where(issues.c.order_number.is_not(None))
            ),
            orders.c.number.not_in(select(orders.c.replaces).where(orders.c.replaces.is_not(None))),
        )
        .order_by(orders.c.number)
        .offset(position)
        .limit(1)
    )
    if has_others:
        other = orders.alias()
        came = shipments.alias()
        wanted = wanted.where(
            exists()
            .where(other.c.customer_id == customers.c.id, other.c.number != orders.c.number)
            .where(came.c.order_number == other.c.number, came.c.delivered_at.is_not(None))
        )
    with database.reading() as tx:
        row = tx.execute(wanted).one()
    return Buyer(row.id, row.email, row.number)
