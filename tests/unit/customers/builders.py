"""Orders and parcels for tests, with what a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from amends.customers.model import (
    CatalogueEntry,
    Order,
    OrderLine,
    Product,
    Return,
    ReturnKind,
    ReturnState,
    Shipment,
    ShipmentState,
)
from amends.demo.world import World
from amends.ids import CustomerId
from amends.money import Money

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def parcel(
    state: ShipmentState = ShipmentState.IN_TRANSIT,
    *,
    delivered_at: datetime | None = None,
    tracking: str = "T1",
) -> Shipment:
    return Shipment(
        id=f"shp_{tracking}",
        carrier="DHL",
        tracking=tracking,
        state=state,
        shipped_at=NOW - timedelta(days=5),
        last_event_at=NOW - timedelta(days=1),
        delivered_at=delivered_at,
        left_at=None,
    )


def delivered(at: datetime, *, tracking: str = "T1") -> Shipment:
    return parcel(ShipmentState.DELIVERED, delivered_at=at, tracking=tracking)


def line(
    number: int = 1, *, returnable: bool = True, price: int = 1000, quantity: int = 1
) -> OrderLine:
    return OrderLine(
        line=number,
        product=Product("SKU", "Kettle", {"es": "Hervidor"}),
        variant="",
        quantity=quantity,
        unit_price=Money(price, "EUR"),
        returnable=returnable,
    )


def order(
    *,
    shipments: tuple[Shipment, ...] = (),
    lines: tuple[OrderLine, ...] | None = None,
    promised_at: datetime = NOW,
    cancelled_at: datetime | None = None,
) -> Order:
    return Order(
        number="A-1",
        customer_id=CustomerId("C1"),
        placed_at=NOW - timedelta(days=6),
        promised_at=promised_at,
        cancelled_at=cancelled_at,
        express=False,
        address="Somewhere 1",
        replaces=None,
        total=Money(1000, "EUR"),
        lines=lines or (line(),),
        shipments=shipments,
    )


def sent_back(*lines: int) -> Return:
    return Return(
        reference="RT-1",
        customer_id=CustomerId("C1"),
        order_number="A-1",
        kind=ReturnKind.RETURN,
        state=ReturnState.REQUESTED,
        lines=lines,
        wish="",
        requested_at=NOW,
        send_by=NOW,
        value=Money(1000, "EUR"),
    )


def shelf(world: World) -> tuple[CatalogueEntry, ...]:
    """Return the demo shop's catalogue."""
    return tuple(
        CatalogueEntry(
            product=Product(product.sku, product.names["en"], product.names),
            called=world.facts[product.sku].called,
            prices=(Money(product.price_eur_minor, "EUR"),),
            facts=world.facts[product.sku].facts,
        )
        for product in world.products
    )
