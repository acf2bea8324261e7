"""Turns between rows and values that several stores need."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from amends.customers.model import Product
from amends.money import Money


def money(row: Row[Any], prefix: str = "") -> Money:
    """Read the two columns of an amount."""
    values = row._mapping
    return Money(values[f"{prefix}amount_minor"], values[f"{prefix}currency"])


def product(row: Row[Any]) -> Product:
    """Read the columns of a product."""
    return Product(row.sku, row.name, row.names)


def upsert(tx: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say ON CONFLICT, in the words of this database."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
