"""Recognises that a customer says the same thing again, without keeping what was said."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

SKETCH_SIZE = 24
_GRAM = 3
_SHORTEST = 10
_NUMBER = re.compile(r"\d{3,}")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
"""Characters of scripts without spaces, which say twice as much as a letter."""

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Return a bottom-k sketch of a text's character trigrams.

    Two sketches tell how alike two texts are (Broder 1997, "On the resemblance and containment of
    documents") in any language, with or without spaces. Letter case, punctuation and repeated
    letters ("whereee") do not matter. What is shorter than ten letters (five in Chinese and
    Japanese) has an empty sketch: "yes" twice, or an order number, is an answer and no repeat.
    """
    letters: list[str] = []
    for char in unicodedata.normalize("NFKC", text).casefold():
        if char.isalnum() and not (letters and letters[-1] == char and char.isalpha()):
            letters.append(char)
    joined = "".join(letters)
    if len(joined) + len(_WIDE.findall(joined)) < _SHORTEST:
        return ()
    grams = {joined[i : i + _GRAM] for i in range(max(1, len(joined) - _GRAM + 1))} - {""}
    return tuple(sorted(zlib.crc32(gram.encode()) for gram in grams)[:SKETCH_SIZE])


def resemblance(one: Sketch, other: Sketch) -> float:
    """Return the estimated share (0..1) of trigrams that two texts have in common."""
    if not one or not other:
        return 0.0
    union = set(sorted({*one, *other})[:SKETCH_SIZE])
    return len(union & set(one) & set(other)) / len(union)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is remembered of a message.

    Attributes:
        sketch: Of its text.
        topic: What was asked for or reported (an intent), if that is known.
        subject: A hash of the numbers in it, such as an order's; 0 if there are none.
    """

    sketch: Sketch = ()
    topic: str | None = None
    subject: int = 0

    def is_repeat_of(self, earlier: Heard, *, at_least: float) -> bool:
        """Whether this says or asks the same as an earlier message, about the same thing.

        Args:
            earlier: The other message.
            at_least: Share of common trigrams from which two texts are the same.
        """
        if self.subject and earlier.subject and self.subject != earlier.subject:
            return False
        same_topic = self.topic is not None and self.topic == earlier.topic
        return same_topic or resemblance(self.sketch, earlier.sketch) >= at_least


NOTHING_HEARD = Heard()


def subject_of(text: str) -> int:
    """Return a hash of the numbers of three digits or more in a text; 0 if there are none."""
    numbers = sorted({*_NUMBER.findall(unicodedata.normalize("NFKC", text))})
    return zlib.crc32(" ".join(numbers).encode()) if numbers else 0
