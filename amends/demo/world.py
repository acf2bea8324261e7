"""What the demo shop sells and where its customers live, read from `data/`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from amends.customers.model import Aspect
from amends.money import Money


class Kind(StrEnum):
    """What sort of thing a product is."""

    GOODS = "goods"
    DEVICE = "device"
    CONSUMABLE = "consumable"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoProduct(_Read):
    """A product of the demo shop; ``names`` has one for each of the ten languages.

    Attributes:
        variants: The colours it comes in, with their names in other languages than English.
    """

    sku: str
    kind: Kind
    price_eur_minor: int
    variants: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]

    def variant_names(self, variant: str) -> dict[str, str]:
        """Return what a variant is called in other languages than English."""
        return dict(self.variants.get(variant, {}))


class Facts(_Read):
    """What is known about a product of the demo shop; made up."""

    warranty_months: int
    stock: Mapping[str, int]
    called: Mapping[str, tuple[str, ...]]
    facts: Mapping[Aspect, Mapping[str, str]]


class Region(_Read):
    """A country with everything that makes a customer of it plausible.

    Attributes:
        units_per_euro: Rough rate, to price things in local money.
        price_step: Prices are multiples of this.
        phone: ``#`` stands for a digit; a range reserved for fiction, or empty.
        envelope: How street, number, postcode and city make an address.
        weight: How many of the customers live there, relative to the others.
    """

    country: str
    language: str
    currency: str
    units_per_euro: Decimal
    price_step: Decimal
    phone: str
    weight: int
    name: str
    envelope: str
    carriers: tuple[str, ...]
    methods: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]

    def price(self, product: DemoProduct) -> Money:
        """Return what the product costs here."""
        local = Decimal(product.price_eur_minor) / 100 * self.units_per_euro
        steps = (local / self.price_step).to_integral_value()
        return Money.parse(steps * self.price_step, self.currency)

    def person(self, rng: random.Random) -> str:
        """Return a name as people have it here."""
        return self.name.format(
            first=rng.choice(self.first_names), last=rng.choice(self.last_names)
        )

    def address(self, rng: random.Random) -> str:
        """Return an address as it is written here."""
        city, postcode = rng.choice(self.cities)
        return self.envelope.format(
            street=rng.choice(self.streets),
            number=rng.randint(1, 98),
            city=city,
            postcode=postcode,
        )

    def phone_number(self, rng: random.Random) -> str:
        """Return a number that nobody has, or none."""
        return "".join(str(rng.randint(0, 9)) if sign == "#" else sign for sign in self.phone)


class World(_Read):
    """All products and all regions."""

    products: tuple[DemoProduct, ...]
    facts: Mapping[str, Facts]
    regions: tuple[Region, ...]

    def product(self, sku: str) -> DemoProduct:
        """Return a product that is known to exist."""
        return next(product for product in self.products if product.sku == sku)

    def region(self, country: str) -> Region:
        """Return a region that is known to exist."""
        return next(region for region in self.regions if region.country == country)

    def of_kind(self, *kinds: Kind) -> tuple[DemoProduct, ...]:
        """Return the products of these kinds."""
        return tuple(product for product in self.products if product.kind in kinds)


def load_world() -> World:
    """Read the demo shop's data, which ship with the package."""
    return World(
        products=TypeAdapter(tuple[DemoProduct, ...]).validate_json(_text("catalogue.json")),
        facts=TypeAdapter(dict[str, Facts]).validate_python(yaml.safe_load(_text("facts.yml"))),
        regions=TypeAdapter(tuple[Region, ...]).validate_json(_text("regions.json")),
    )


def _text(name: str) -> str:
    return resources.files("amends.demo").joinpath("data", name).read_text(encoding="utf-8")
