"""The one door to what the shop sells and what is known about it."""

from __future__ import annotations

from amends.customers.aspects import Aspects
from amends.customers.model import Aspect, CatalogueEntry
from amends.customers.naming import named_in
from amends.customers.store import products as store
from amends.errors import NotFound
from amends.storage.database import Database


class ProductService:
    """Finds products as customers name them, and tells what they ask about.

    Args:
        aspects: The words by which questions are told apart.
    """

    def __init__(self, *, database: Database, aspects: Aspects) -> None:
        self._database = database
        self._aspects = aspects

    def aspects_of(self, question: str, language: str) -> tuple[Aspect, ...]:
        """Return what a question is about, in the order of its words; nothing if unclear."""
        return self._aspects.of(question, language)

    def named(self, text: str) -> tuple[CatalogueEntry, ...]:
        """Return the products that a text names; several if it leaves open which."""
        with self._database.reading() as tx:
            return named_in(text, store.all_products(tx))

    def get(self, sku: str) -> CatalogueEntry:
        """Return a product.

        Raises:
            NotFound: The shop does not sell it.
        """
        with self._database.reading() as tx:
            found = next((e for e in store.all_products(tx) if e.product.sku == sku), None)
        if found is None:
            raise NotFound("There is no such product", code="product_unknown")
        return found
