"""Finds out how often customers say that they have asked before, or that it has happened before.

Politeness and irony change the words of a feeling, but seldom the count: "for the fourth time" is
said by nobody who is content, unless it is purchases that are counted. Nor is "broken again". The
patterns of each language are in `told.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from amends.emotion.model import MAX_CHARACTERS

_ORDINAL_DIGITS = r"\d{1,2}(?:st|nd|rd|th|e|ème|\.|[ªº°])?"
_DIGITS = r"\d{1,2}"
_MOST = 10
_NEAR = 32
"""Within how many characters of a count a purchase is what is counted."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How one language tells.

    Attributes:
        expressions: What is looked for; the groups `o` and `n` hold the count.
        bought: What tells of a purchase.
        again: What tells that the same thing went wrong again.
        counts: What the words for numbers count.
    """

    expressions: tuple[re.Pattern[str], ...]
    bought: re.Pattern[str]
    again: re.Pattern[str]
    counts: Mapping[str, int]


def told_before(text: str, language: str | None) -> int:
    """Return how often, by their own words, this was so before; at most 10.

    Args:
        text: What the customer wrote.
        language: The code of its language; 0 is returned for one without patterns.
    """
    patterns = _patterns().get(language or "")
    if patterns is None:
        return 0
    lowered = unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).lower()
    found = [
        _count(match, patterns.counts)
        for expression in patterns.expressions
        for match in expression.finditer(lowered)
        if not patterns.bought.search(lowered, max(0, match.start() - _NEAR), match.end() + _NEAR)
    ]
    if patterns.again.search(lowered):
        found.append(1)
    return min(_MOST, max(found, default=0))


def _count(match: re.Match[str], counts: Mapping[str, int]) -> int:
    ordinal, number = (match.groupdict().get(name) for name in ("o", "n"))
    said = ordinal or number
    if said is None:
        return 1
    value = counts.get(said) or int(re.sub(r"\D", "", said) or 1)
    return value - 1 if ordinal else value


@cache
def _patterns() -> Mapping[str, _Patterns]:
    file = resources.files("amends.emotion") / "told.yml"
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {language: _compiled(**content) for language, content in described.items()}


def _compiled(
    ordinals: Mapping[str, int],
    numbers: Mapping[str, int],
    bought: str,
    again: str,
    patterns: list[str],
) -> _Patterns:
    ordinal = f"(?P<o>{'|'.join(map(re.escape, ordinals))}|{_ORDINAL_DIGITS})"
    number = f"(?P<n>{'|'.join(map(re.escape, numbers))}|{_DIGITS})"
    return _Patterns(
        tuple(re.compile(one.replace("{o}", ordinal).replace("{n}", number)) for one in patterns),
        re.compile(bought),
        re.compile(again),
        {**numbers, **ordinals},
    )
