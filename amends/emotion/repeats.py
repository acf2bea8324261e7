"""Recognises that a customer says the same thing again, without keeping what was said."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable

SKETCH_SIZE = 24
_GRAM = 3

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Return a bottom-k sketch of a text's character trigrams.

    Two sketches tell how alike two texts are (Broder 1997, "On the resemblance and containment of
    documents") in any language, with or without spaces. Letter case, punctuation and repeated
    letters ("whereee") do not matter. A text without letters or digits has an empty sketch.
    """
    letters: list[str] = []
    for char in unicodedata.normalize("NFKC", text).casefold():
        if char.isalnum() and not (letters and letters[-1] == char and char.isalpha()):
            letters.append(char)
    joined = "".join(letters)
    grams = {joined[i : i + _GRAM] for i in range(max(1, len(joined) - _GRAM + 1))} - {""}
    return tuple(sorted(zlib.crc32(gram.encode()) for gram in grams)[:SKETCH_SIZE])


def resemblance(one: Sketch, other: Sketch) -> float:
    """Return the estimated share (0..1) of trigrams that two texts have in common."""
    if not one or not other:
        return 0.0
    union = set(sorted({*one, *other})[:SKETCH_SIZE])
    return len(union & set(one) & set(other)) / len(union)


def count_repeats(now: Sketch, earlier: Iterable[Sketch], *, at_least: float) -> int:
    """Return how many earlier texts resemble this one by at least the given share."""
    return sum(resemblance(now, before) >= at_least for before in earlier)
