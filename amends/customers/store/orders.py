"""Orders with their lines and parcels in the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from amends.customers.lookup import order_lookup
from amends.customers.model import LeftAt, Order, OrderLine, Shipment, ShipmentState
from amends.customers.store.rows import money, product, upsert
from amends.customers.tables import counters, order_lines, orders, shipments
from amends.errors import NotFound
from amends.ids import CustomerId

FIRST_REPLACEMENT = 10_001


def order(tx: Connection, customer_id: CustomerId, number: str) -> Order:
    """Return one of a customer's orders by its number, however it is typed.

    Raises:
        NotFound: There is no such order, or it is somebody else's; one cannot tell which.
    """
    found = _orders(
        tx,
        select(orders).where(
            orders.c.lookup == order_lookup(number), orders.c.customer_id == customer_id
        ),
    )
    if not found:
        raise NotFound("There is no such order", code="order_not_found")
    return found[0]


def recent_orders(tx: Connection, customer_id: CustomerId, limit: int) -> tuple[Order, ...]:
    """Return a customer's latest orders, newest first."""
    return _orders(
        tx,
        select(orders)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.placed_at.desc(), orders.c.number.desc())
        .limit(limit),
    )


def all_orders(tx: Connection, customer_id: CustomerId) -> tuple[Order, ...]:
    """Return all of a customer's orders, newest first."""
    return _orders(
        tx,
        select(orders)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.placed_at.desc(), orders.c.number.desc()),
    )


def cancel(tx: Connection, number: str, at: datetime) -> None:
    """Mark an order as cancelled."""
    tx.execute(update(orders).where(orders.c.number == number).values(cancelled_at=at))


def set_address(tx: Connection, number: str, address: str) -> None:
    """Change where an order goes to."""
    tx.execute(update(orders).where(orders.c.number == number).values(address=address))


def next_replacement_number(tx: Connection) -> str:
    """Return a number for a replacement, never given before: ``R-10001`` and on."""
    statement = upsert(tx, counters).values(name="replacement", value=FIRST_REPLACEMENT)
    value: int = tx.execute(
        statement.on_conflict_do_update(
            index_elements=[counters.c.name], set_={"value": counters.c.value + 1}
        ).returning(counters.c.value)
    ).scalar_one()
    return f"R-{value}"


def add_order(tx: Connection, new: Order) -> None:
    """Store an order that is not shipped yet."""
    tx.execute(
        insert(orders).values(
            number=new.number,
            lookup=order_lookup(new.number),
            customer_id=new.customer_id,
            placed_at=new.placed_at,
            promised_at=new.promised_at,
            express=new.express,
            address=new.address,
            replaces=new.replaces,
            amount_minor=new.total.amount_minor,
            currency=new.total.currency,
        )
    )
    tx.execute(
        insert(order_lines),
        [
            {
                "order_number": new.number,
                "line": line.line,
                "sku": line.product.sku,
                "name": line.product.name,
                "names": dict(line.product.names),
                "variant": line.variant,
                "variant_names": dict(line.variant_names),
                "quantity": line.quantity,
                "returnable": line.returnable,
                "unit_amount_minor": line.unit_price.amount_minor,
                "unit_currency": line.unit_price.currency,
            }
            for line in new.lines
        ],
    )


def _orders(tx: Connection, query: Select[Any]) -> tuple[Order, ...]:
    """Read orders with all that belongs to them, in three queries however many they are."""
    found = tx.execute(query).all()
    numbers = [row.number for row in found]
    if not numbers:
        return ()
    lines = defaultdict(list)
    for row in tx.execute(
        select(order_lines)
        .where(order_lines.c.order_number.in_(numbers))
        .order_by(order_lines.c.line)
    ):
        lines[row.order_number].append(_line(row))
    parcels = defaultdict(list)
    for row in tx.execute(
        select(shipments)
        .where(shipments.c.order_number.in_(numbers))
        .order_by(shipments.c.shipped_at, shipments.c.id)
    ):
        parcels[row.order_number].append(_shipment(row))
    return tuple(_order(row, tuple(lines[row.number]), tuple(parcels[row.number])) for row in found)


def _order(row: Row[Any], lines: tuple[OrderLine, ...], parcels: tuple[Shipment, ...]) -> Order:
    return Order(
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        placed_at=row.placed_at,
        promised_at=row.promised_at,
        cancelled_at=row.cancelled_at,
        express=row.express,
        address=row.address,
        replaces=row.replaces,
        total=money(row),
        lines=lines,
        shipments=parcels,
    )


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(
        line=row.line,
        product=product(row),
        variant=row.variant,
        variant_names=row.variant_names,
        quantity=row.quantity,
        unit_price=money(row, "unit_"),
        returnable=row.returnable,
    )


def _shipment(row: Row[Any]) -> Shipment:
    return Shipment(
        id=row.id,
        carrier=row.carrier,
        tracking=row.tracking,
        state=ShipmentState(row.state),
        shipped_at=row.shipped_at,
        last_event_at=row.last_event_at,
        delivered_at=row.delivered_at,
        left_at=LeftAt(row.left_at) if row.left_at else None,
    )
