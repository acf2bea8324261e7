"""Orders, their parcels, and where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from amends.customers.model.product import Product
from amends.ids import CustomerId
from amends.money import Money


class OrderState(StrEnum):
    """How far an order is."""

    PREPARING = "preparing"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELLED = "cancelled"


class ShipmentState(StrEnum):
    """What the carrier last said of a parcel."""

    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    LOST = "lost"


class LeftAt(StrEnum):
    """Where the carrier says it left a parcel."""

    IN_PERSON = "in_person"
    FRONT_DOOR = "front_door"
    NEIGHBOUR = "neighbour"
    MAILBOX = "mailbox"
    LOCKER = "locker"


@dataclass(frozen=True)
class OrderLine:
    """One product of an order; ``line`` counts from 1.

    Attributes:
        name: The product's English name.
        variant: Colour, size or model, if there is a choice; else empty.
        variant_names: The same in other languages, by language code.
    """

    line: int
    product: Product
    variant: str
    quantity: int
    unit_price: Money
    returnable: bool
    variant_names: Mapping[str, str] = field(default_factory=dict)

    def variant_in(self, language: str) -> str:
        """Return the variant in this language, in English if there is none."""
        return self.variant_names.get(language, self.variant)


@dataclass(frozen=True)
class Shipment:
    """A parcel on its way or there."""

    id: str
    carrier: str
    tracking: str
    state: ShipmentState
    shipped_at: datetime
    last_event_at: datetime
    delivered_at: datetime | None
    left_at: LeftAt | None


@dataclass(frozen=True)
class Order:
    """What was bought together, with its parcels.

    Attributes:
        promised_at: When it was to be there at the latest.
        replaces: Number of the order that this one replaces free of charge.
    """

    number: str
    customer_id: CustomerId
    placed_at: datetime
    promised_at: datetime
    cancelled_at: datetime | None
    express: bool
    address: str
    replaces: str | None
    total: Money
    lines: tuple[OrderLine, ...]
    shipments: tuple[Shipment, ...]

    def line(self, number: int) -> OrderLine | None:
        """Return the line with this number, if the order has it."""
        return next((line for line in self.lines if line.line == number), None)


@dataclass(frozen=True)
class OrderStatus:
    """Where an order is and whether a promise was broken.

    Attributes:
        expected: The day by which it was promised.
        delivered: When the last parcel was delivered.
        days_late: Whole days past the promised day, until delivery or today; 0 if in time.
        carrier: Who carries the parcel that comes last; nothing while it is prepared.
    """

    order_number: str
    state: OrderState
    placed: datetime
    expected: date
    delivered: datetime | None
    days_late: int
    carrier: str | None = None
    tracking: str | None = None
    last_event: datetime | None = None
    left_at: LeftAt | None = None

    @property
    def is_late(self) -> bool:
        """Whether it is still expected although the promised day is past."""
        return self.days_late > 0 and self.state not in {
            OrderState.DELIVERED,
            OrderState.CANCELLED,
        }
