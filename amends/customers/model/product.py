"""What the shop sells: what it is called in several languages, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from amends.money import Money


class Aspect(StrEnum):
    """What a question about a product can be about."""

    FEATURES = "features"
    SIZE = "size"
    COMPATIBILITY = "compatibility"
    POWER = "power"
    WATER = "water"
    MATERIAL = "material"
    CARE = "care"
    CONTENTS = "contents"
    SETUP = "setup"
    TERMS = "terms"
    PRICE = "price"
    STOCK = "stock"
    WARRANTY = "warranty"


@dataclass(frozen=True)
class Product:
    """Something that the shop sells.

    Attributes:
        sku: The shop's own number for it.
        name: Its English name.
        names: Its names in other languages, by language code.
    """

    sku: str
    name: str
    names: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Return its name in this language, in English if there is none."""
        return self.names.get(language, self.name)


@dataclass(frozen=True)
class Variant:
    """A colour, size or model that a product comes in.

    Attributes:
        pieces: How many are in stock.
    """

    name: str
    names: Mapping[str, str]
    pieces: int

    def name_in(self, language: str) -> str:
        """Return its name in this language, in English if there is none."""
        return self.names.get(language, self.name)


@dataclass(frozen=True)
class CatalogueEntry:
    """A product with everything that is known about it.

    Attributes:
        called: What customers call it besides its names, by language code.
        prices: What it costs, by currency.
        period: ``month`` or ``year`` for what is paid again and again; else nothing.
        warranty_months: How long the shop stands in for faults; nothing if it does not.
        variants: What it comes in; one without a name if there is no choice, none if it is not
            kept in stock.
        facts: What is known of it, by aspect and language code.
    """

    product: Product
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prices: tuple[Money, ...] = ()
    period: str | None = None
    warranty_months: int | None = None
    variants: tuple[Variant, ...] = ()
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def fact(self, aspect: Aspect, language: str) -> str | None:
        """Return what is known of an aspect in this language; nothing if it is not known."""
        return self.facts.get(aspect, {}).get(language)

    def price_in(self, currency: str | None) -> Money | None:
        """Return what it costs in this currency, or in the shop's first one."""
        own = next((price for price in self.prices if price.currency == currency), None)
        return own or next(iter(self.prices), None)
