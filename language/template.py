"""One text of a wording, taken apart into plain stretches and typed placeholders.

`{name}` and `{name:kind}` are placeholders; `{{` and `}}` are literal braces. A text is taken
apart once, when it is read; what a value contains is never looked at again, so a customer's own
`{amount}` stays what they typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from language.errors import WordingError

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACEHOLDER = re.compile(r"([a-z][a-z0-9_]*)(?::([a-z]+))?")


class Kind(str, Enum):
    """What a placeholder's value is, and therefore how it is written."""

    TEXT = "text"
    """A string or a whole number, inserted as it is (a name, an order number)."""

    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"

    LIST = "list"
    """A list of strings."""

    ITEM = "item"
    """A wording key, or `{"key": ..., "values": {...}}`, rendered in place."""

    ITEMS = "items"
    """A list of such items."""


@dataclass(frozen=True)
class Placeholder:
    """A place in a text that a value goes into."""

    name: str
    kind: Kind

    def __str__(self) -> str:
        return (
            f"{{{self.name}}}" if self.kind is Kind.TEXT else f"{{{self.name}:{self.kind.value}}}"
        )


@dataclass(frozen=True)
class Template:
    """A text in the order in which it is written."""

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> frozenset[Placeholder]:
        """Every placeholder of the text."""
        return frozenset(part for part in self.parts if isinstance(part, Placeholder))

    @classmethod
    def parse(cls, text: str) -> Template:
        """Take a text apart; raises `WordingError` for a stray brace or an unknown kind."""
        return cls(parts=tuple(_parts(text)))


@dataclass(frozen=True)
class Plural:
    """Texts of which a count picks one, by the CLDR plural category of the language."""

    count: str
    """Name of the value that is counted."""

    forms: Mapping[str, Template]
    """A text for each plural category; `other` is always there."""


Wording = Template | Plural
"""What one key says in one language and tone."""


def needed_values(wording: Wording) -> frozenset[Placeholder]:
    """Return the values that a wording needs, a plural's count included."""
    if isinstance(wording, Template):
        return wording.placeholders
    used = frozenset[Placeholder]().union(*(form.placeholders for form in wording.forms.values()))
    if any(placeholder.name == wording.count for placeholder in used):
        return used
    return used | {Placeholder(wording.count, Kind.NUMBER)}


def _parts(text: str) -> Iterator[str | Placeholder]:
    position = 0
    plain = ""
    for token in _TOKEN.finditer(text):
        plain += text[position : token.start()]
        position = token.end()
        if token.group() in {"{{", "}}"}:
            plain += token.group()[0]
            continue
        if token.group(1) is None:
            raise WordingError(f"a single {token.group()}; write {token.group() * 2} for a brace")
        if plain:
            yield plain
        plain = ""
        yield _placeholder(token.group(1))
    if plain + text[position:]:
        yield plain + text[position:]


def _placeholder(inside: str) -> Placeholder:
    match = _PLACEHOLDER.fullmatch(inside)
    if match is None:
        raise WordingError(f"{{{inside}}} is not a placeholder; write {{name}} or {{name:kind}}")
    try:
        kind = Kind(match.group(2) or Kind.TEXT.value)
    except ValueError as error:
        known = ", ".join(kind.value for kind in Kind)
        raise WordingError(f"{{{inside}}} is of an unknown kind; kinds are {known}") from error
    return Placeholder(name=match.group(1), kind=kind)
