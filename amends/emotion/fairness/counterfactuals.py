"""Reads the messages in which only a name, a gender, a place or a spelling is swapped.

One file for each language in `texts/`. Each message stands for several that are equal but for the
swap: `{name}` and `{place}` take each value of that slot, `{he|she}` takes one form after the
other, and all such groups of one message take the same position. They are only measured, never
trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from itertools import product

import yaml

from amends.errors import ConfigurationError

_GROUP = re.compile(r"\{([^{}]*)\}")


class Swap(StrEnum):
    """What differs between otherwise equal messages."""

    NAMES = "names"
    GENDERS = "genders"
    PLACES = "places"
    DIALECTS = "dialects"


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Messages that should feel the same.

    Attributes:
        language: Code of the language they are written in.
        swap: What differs between them.
        texts: The messages, two or more.
    """

    language: str
    swap: Swap
    texts: tuple[str, ...]


def read_counterfactuals(language: str) -> tuple[Counterfactual, ...]:
    """Read the messages of one language.

    Raises:
        ConfigurationError: If its file is not as described.
    """
    file = resources.files("amends.emotion.fairness") / "texts" / f"{language}.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(
        Counterfactual(language, swap, tuple(_expand(message, content["slots"])))
        for swap in Swap
        for message in content[swap.value]
    )


def _expand(message: str, slots: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield each form of a message.

    Raises:
        ConfigurationError: If its groups differ in length, or it has only one form.
    """
    named = sorted({name for name in _GROUP.findall(message) if "|" not in name})
    forms = {len(group.split("|")) for group in _GROUP.findall(message) if "|" in group} or {1}
    if len(forms) != 1 or not {*named} <= {*slots} or (not named and forms == {1}):
        raise ConfigurationError(f"This message cannot be swapped: {message}")
    for position in range(forms.pop()):
        for values in product(*(slots[name] for name in named)):
            chosen = dict(zip(named, values, strict=True))
            yield _GROUP.sub(lambda found: _form(found[1], position, chosen), message)  # noqa: B023


def _form(group: str, position: int, chosen: Mapping[str, str]) -> str:
    return group.split("|")[position] if "|" in group else chosen[group]
