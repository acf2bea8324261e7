"""Finds the places where one clause of a message may end and another begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGN = re.compile(
    r"[.!?;:\n\u2026\u3002\uff01\uff1f\u061f]+(?=\s|$)|,(?=\s)|(?<=\S)\s+(?=[\u00bf\u00a1])|\s[-\u2013\u2014]+\s"
)
"""Signs after which a clause begins; a point inside a number or an address is none."""

_WORDS = (
    "and", "also", "plus", "but", "besides", "additionally", "btw", "by the way", "as well as",
    "oh", "y", "e", "adem\u00e1s", "ademas", "tambi\u00e9n", "tambien", "tampoco", "pero", "encima",
    "por otro lado", "por otra parte", "por cierto", "de paso",
)  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
"""Words that may begin a clause: they join two things, or two of one."""

_TOKEN = re.compile(r"\w+")
_OPENING = re.compile(rf"^(?:[\s,;.:\u2013\u2014-]|\b(?:{'|'.join(_WORDS)})\b)+", re.IGNORECASE)


def places(text: str, *, fewest: int, most: int) -> list[int]:
    """Return where a text may be cut so that both sides have at least `fewest` words.

    None at all if there are more than `most` such places: a text like that is a letter or a list.
    """
    found = sorted({*_ends(text), *(match.start() for match in _WORD.finditer(text))})
    cuts = [
        place
        for place in found
        if words_in(text[:place]) >= fewest and words_in(text[place:]) >= fewest
    ]
    return cuts if len(cuts) <= most else []


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return sum(1 for _ in _TOKEN.finditer(text))


def without_opening(text: str) -> str:
    """Return a clause without the words and signs that tie it to the one before."""
    return _OPENING.sub("", text).rstrip(" ,;:.\n").strip() or text.strip()


def _ends(text: str) -> Iterator[int]:
    for match in _SIGN.finditer(text):
        yield match.end()
