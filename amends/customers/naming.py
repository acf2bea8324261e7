"""Which products a text names, however customers call them; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from amends.customers.model import CatalogueEntry

_ALIKE = 0.8
_LONG_ENOUGH = 5
"""Shorter words have to be spelt right: one letter more makes another word of them."""


def named_in(text: str, entries: Sequence[CatalogueEntry]) -> tuple[CatalogueEntry, ...]:
    """Return the products that a text names best: by the longest name that stands in it.

    Several are returned only when they share that name; the words of a name stand together.
    """
    said = words_of(text)
    best, found = 0, list[CatalogueEntry]()
    for entry in entries:
        longest = max((len(name) for name in _names(entry) if _stands_in(name, said)), default=0)
        if longest > best:
            best, found = longest, []
        if longest and longest == best:
            found.append(entry)
    return tuple(found)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without accents, case and signs."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return tuple("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _names(entry: CatalogueEntry) -> Iterator[tuple[str, ...]]:
    product = entry.product
    for name in (product.name, *product.names.values()):
        yield words_of(name)
    for called in entry.called.values():
        yield from (words_of(name) for name in called)


def _stands_in(name: Sequence[str], said: Sequence[str]) -> bool:
    if not name:
        return False
    return any(
        all(_same(own, word) for own, word in zip(name, said[start:], strict=False))
        for start in range(len(said) - len(name) + 1)
    )


def _same(own: str, word: str) -> bool:
    if _singular(own) == _singular(word):
        return True
    if min(len(own), len(word)) < _LONG_ENOUGH or own[0] != word[0]:
        return False
    return SequenceMatcher(None, own, word).ratio() >= _ALIKE


def _singular(word: str) -> str:
    for ending in ("es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - "gas", "mes"
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e")
