"""The demo shop's catalogue: every product with its prices, its stock and the facts about it."""

from __future__ import annotations

from collections.abc import Iterator

from amends.customers import tables
from amends.demo.rows import Rows
from amends.demo.world import DemoProduct, Kind, World

_PERIODS = {Kind.MONTHLY: "month", Kind.YEARLY: "year"}


def add_products(rows: Rows, world: World) -> None:
    """Add the whole catalogue."""
    for product in world.products:
        _add(rows, world, product)


def _add(rows: Rows, world: World, product: DemoProduct) -> None:
    known = world.facts[product.sku]
    rows.add(
        tables.products,
        sku=product.sku,
        name=product.names["en"],
        names=dict(product.names),
        called={language: list(names) for language, names in known.called.items()},
        prices=dict(_prices(world, product)),
        period=_PERIODS.get(product.kind, ""),
        warranty_months=known.warranty_months,
        variants=[
            {"name": name, "names": product.variant_names(name), "pieces": pieces}
            for name, pieces in known.stock.items()
        ],
        facts={aspect.value: dict(texts) for aspect, texts in known.facts.items()},
    )


def _prices(world: World, product: DemoProduct) -> Iterator[tuple[str, int]]:
    """Yield what it costs in each currency, euros first."""
    yield "EUR", product.price_eur_minor
    for region in world.regions:
        price = region.price(product)
        if price.currency != "EUR":
            yield price.currency, price.amount_minor
