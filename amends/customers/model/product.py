"""What the shop sells, as it is called in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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
