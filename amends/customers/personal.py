"""What is kept about customers: how they get a copy of it, and how it is erased."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from amends.customers import tables
from amends.ids import CustomerId
from amends.personal_data import PersonalData, export_rows
from amends.storage.types import JsonValue

_OWN = (
    tables.orders,
    tables.subscriptions,
    tables.subscription_credits,
    tables.payments,
    tables.devices,
    tables.contacts,
    tables.recoveries,
    tables.vouchers,
    tables.returns,
    tables.consents,
    tables.privacy_requests,
)
_OF_ORDERS = (tables.order_lines, tables.shipments)


def _export(tx: Connection, customer_id: CustomerId) -> JsonValue:
    copy: dict[str, JsonValue] = {
        "customer": export_rows(tx, tables.customers, tables.customers.c.id == customer_id)
    }
    for table in _OWN:
        copy[table.name] = export_rows(tx, table, table.c.customer_id == customer_id)
    for table in _OF_ORDERS:
        copy[table.name] = export_rows(tx, table, _ordered_by(table, customer_id))
    return copy


def _erase(tx: Connection, customer_id: CustomerId) -> None:
    """Erase who a customer is; what tax law wants kept of orders and payments stays, nameless."""
    own = {table: table.c.customer_id == customer_id for table in _OWN}
    subjects = [f"order:{lookup}" for lookup in _lookups(tx, customer_id)]
    for guesses in (tables.identity_attempts, tables.identity_subjects):
        tx.execute(delete(guesses).where(guesses.c.subject.in_(subjects)))
    for table in (tables.contacts, tables.devices, tables.consents):
        tx.execute(delete(table).where(own[table]))
    for table, column in (
        (tables.orders, "address"),
        (tables.payments, "reason"),
        (tables.subscription_credits, "reason"),
        (tables.returns, "wish"),
        (tables.privacy_requests, "conversation_id"),
    ):
        tx.execute(update(table).where(own[table]).values({column: ""}))
    parcels = _ordered_by(tables.shipments, customer_id)
    tx.execute(update(tables.shipments).where(parcels).values(tracking="", left_at=None))
    tx.execute(
        update(tables.customers)
        .where(tables.customers.c.id == customer_id)
        .values(name="", email="", phone="", address="", erased=True)
    )


def _ordered_by(table: Table, customer_id: CustomerId) -> ColumnElement[bool]:
    numbers = select(tables.orders.c.number).where(tables.orders.c.customer_id == customer_id)
    return table.c.order_number.in_(numbers)


def _lookups(tx: Connection, customer_id: CustomerId) -> list[str]:
    orders = tables.orders.c
    return list(
        tx.execute(select(orders.lookup).where(orders.customer_id == customer_id)).scalars()
    )


PERSONAL_DATA = PersonalData(
    name="customers",
    tables=(
        tables.customers,
        *_OWN,
        *_OF_ORDERS,
        tables.identity_attempts,
        tables.identity_subjects,
    ),
    export=_export,
    erase=_erase,
)
