"""Who orders what and when, before anything has a number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.customers.model import Tier
from amends.demo.draft import chance, weighted
from amends.demo.world import DemoProduct, Kind, Region, World
from amends.money import Money


class Fate(StrEnum):
    """What becomes of an order."""

    ON_TIME = "on_time"
    LATE = "late"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Person:
    """A customer to be."""

    id: str
    region: Region
    name: str
    address: str
    phone: str
    since: datetime
    tier: str
    method: str


@dataclass(frozen=True)
class Item:
    """One line of an order to be."""

    product: DemoProduct
    variant: str
    quantity: int
    price: Money


@dataclass(frozen=True)
class OrderPlan:
    """An order to be.

    Attributes:
        promised: How long after it was placed it is promised for.
        takes: How long after it was placed it arrives, if it does.
        number: Its number, where that is fixed.
        left_at: Where the carrier leaves it, where that is fixed.
    """

    person: Person
    placed_at: datetime
    items: tuple[Item, ...]
    promised: timedelta
    takes: timedelta
    fate: Fate
    express: bool = False
    number: str | None = None
    left_at: str | None = None

    @property
    def total(self) -> Money:
        """What all lines cost together."""
        minor = sum(item.price.amount_minor * item.quantity for item in self.items)
        return Money(minor, self.person.region.currency)


_FATES = {Fate.ON_TIME: 89.0, Fate.LATE: 7.0, Fate.CANCELLED: 3.2, Fate.LOST: 0.8}
_TIERS = {Tier.STANDARD: 70, Tier.PLUS: 22, Tier.PREMIUM: 8}
_LINES = {1: 58, 2: 26, 3: 11, 4: 5}
_QUANTITIES = {1: 80, 2: 15, 3: 5}
_CHEAP = 5000
_EXPRESS = 0.12
_MEAN_ORDERS = 4.7
_OLDEST_DAYS = 720.0


def plan_person(rng: random.Random, region: Region, *, customer_id: str, since: datetime) -> Person:
    """Make up a customer of this region."""
    return Person(
        id=customer_id,
        region=region,
        name=region.person(rng),
        address=region.address(rng),
        phone=region.phone_number(rng),
        since=since,
        tier=weighted(rng, _TIERS).value,
        method=rng.choice(region.methods),
    )


def plan_customer(
    rng: random.Random, world: World, *, customer_id: str, now: datetime
) -> tuple[Person, list[OrderPlan]]:
    """Make up a customer and their orders."""
    country = weighted(rng, {region.country: region.weight for region in world.regions})
    region = world.region(country)
    count = 1 + min(14, int(rng.expovariate(1 / _MEAN_ORDERS)))
    ages = [timedelta(days=rng.triangular(0.05, _OLDEST_DAYS, 0.05)) for _ in range(count)]
    since = now - max(ages) - timedelta(days=rng.uniform(0, 400))
    person = plan_person(rng, region, customer_id=customer_id, since=to_minute(since))
    return person, [plan_order(rng, world, person, placed_at=now - age) for age in ages]


def plan_order(
    rng: random.Random, world: World, person: Person, *, placed_at: datetime
) -> OrderPlan:
    """Make up an order."""
    buyable = world.of_kind(Kind.GOODS, Kind.DEVICE, Kind.CONSUMABLE)
    chosen = rng.sample(buyable, weighted(rng, _LINES))
    express = chance(rng, _EXPRESS)
    days = rng.randint(1, 2) if express else rng.randint(3, 6)
    fate = weighted(rng, _FATES)
    late = rng.randint(1, 9) if fate is Fate.LATE else -rng.uniform(0.1, 1.5)
    return OrderPlan(
        person=person,
        placed_at=to_minute(placed_at),
        items=tuple(plan_item(rng, person.region, product) for product in chosen),
        promised=timedelta(days=days),
        takes=timedelta(days=max(0.8, days + late)),
        fate=fate,
        express=express,
    )


def plan_item(rng: random.Random, region: Region, product: DemoProduct) -> Item:
    """Make up a line of an order with this product."""
    several = product.kind is Kind.CONSUMABLE or product.price_eur_minor < _CHEAP
    return Item(
        product=product,
        variant=rng.choice(tuple(product.variants)) if product.variants else "",
        quantity=weighted(rng, _QUANTITIES) if several else 1,
        price=region.price(product),
    )


def to_minute(moment: datetime) -> datetime:
    """Return the moment without its seconds."""
    return moment.replace(second=0, microsecond=0)
