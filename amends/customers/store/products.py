"""The catalogue in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from amends.customers.model import CatalogueEntry, Variant
from amends.customers.store.rows import product
from amends.customers.tables import products
from amends.money import Money


def all_products(tx: Connection) -> tuple[CatalogueEntry, ...]:
    """Return everything that the shop sells."""
    rows = tx.execute(select(products).order_by(products.c.sku))
    return tuple(_entry(row) for row in rows)


def _entry(row: Row[Any]) -> CatalogueEntry:
    return CatalogueEntry(
        product=product(row),
        called={language: tuple(names) for language, names in row.called.items()},
        prices=tuple(Money(minor, currency) for currency, minor in row.prices.items()),
        period=row.period or None,
        warranty_months=row.warranty_months or None,
        variants=tuple(Variant(**one) for one in row.variants),
        facts=row.facts,
    )
