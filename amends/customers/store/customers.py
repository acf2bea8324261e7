"""Customers in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from amends.customers.model import Customer, Tier
from amends.customers.tables import customers
from amends.errors import NotFound
from amends.ids import CustomerId


def customer(tx: Connection, customer_id: CustomerId) -> Customer:
    """Return a customer.

    Raises:
        NotFound: There is none with this id, or their data were erased.
    """
    return _one(tx, _known(customer_id))


def lock_customer(tx: Connection, customer_id: CustomerId) -> Customer:
    """Return a customer and keep other transactions from changing anything of theirs.

    Whatever changes a customer's records starts with this, so that two commands at once are
    done one after the other on every database.

    Raises:
        NotFound: There is none with this id, or their data were erased.
    """
    return _one(tx, _known(customer_id).with_for_update())


def set_address(tx: Connection, customer_id: CustomerId, address: str) -> None:
    """Change the address of the account."""
    tx.execute(update(customers).where(customers.c.id == customer_id).values(address=address))


def _known(customer_id: CustomerId) -> Select[Any]:
    return select(customers).where(customers.c.id == customer_id, customers.c.erased.is_(False))


def _one(tx: Connection, query: Select[Any]) -> Customer:
    row = tx.execute(query).first()
    if row is None:
        raise NotFound("There is no such customer", code="customer_not_found")
    return _customer(row)


def _customer(row: Row[Any]) -> Customer:
    return Customer(
        id=CustomerId(row.id),
        name=row.name,
        email=row.email,
        phone=row.phone,
        address=row.address,
        country=row.country,
        language=row.language,
        currency=row.currency,
        tier=Tier(row.tier),
        since=row.since,
    )
