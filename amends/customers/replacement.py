"""The same again, free of charge, for goods that were lost, broken or wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from amends.customers.model import Customer, Order
from amends.customers.repeat import once_only
from amends.customers.store import orders as store
from amends.errors import NotFound
from amends.money import Money

STANDARD_TAKES = timedelta(days=5)
EXPRESS_TAKES = timedelta(days=2)


def order_replacement(
    tx: Connection,
    customer: Customer,
    order_number: str,
    *,
    line: int | None,
    express: bool,
    key: str,
    now: datetime,
) -> Order:
    """Order one line of an order again, or all of them.

    Raises:
        NotFound: The order has no such line.
    """
    original = store.order(tx, customer.id, order_number)

    def compute() -> str:
        new = _again(
            original,
            number=store.next_replacement_number(tx),
            line=line,
            express=express,
            now=now,
        )
        store.add_order(tx, new)
        return new.number

    return store.order(tx, customer.id, once_only(tx, key, "order_replacement", compute))


def _again(
    original: Order, *, number: str, line: int | None, express: bool, now: datetime
) -> Order:
    chosen = [found for found in original.lines if line is None or found.line == line]
    if not chosen:
        raise NotFound("The order has no such line", code="order_line_not_found")
    free = Money(0, original.total.currency)
    return Order(
        number=number,
        customer_id=original.customer_id,
        placed_at=now,
        promised_at=now + (EXPRESS_TAKES if express else STANDARD_TAKES),
        cancelled_at=None,
        express=express,
        address=original.address,
        replaces=original.number,
        total=free,
        lines=tuple(
            replace(found, line=position, unit_price=free)
            for position, found in enumerate(chosen, start=1)
        ),
        shipments=(),
    )
