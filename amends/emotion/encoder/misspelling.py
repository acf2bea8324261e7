"""Writes a message a little differently, as people type: letters dropped, doubled, swapped, bare.

A network that learns the same from a message however it is spelled is less misled by dialects and
haste (noise in training texts, as in Belinkov and Bisk 2018, "Synthetic and Natural Noise Both
Break Neural Machine Translation", arXiv 1711.02173).
"""

from __future__ import annotations

import random
import unicodedata

_LETTERS_FOR_EACH = 25
"""One change for so many letters, and at least one."""


def misspell(text: str, chooser: random.Random) -> str:
    """Return a text with some letters changed; one without small letters stays as it is."""
    letters = list(text)
    for _ in range(1 + len(text) // _LETTERS_FOR_EACH):
        places = [place for place, letter in enumerate(letters) if letter.islower()]
        if not places:
            break
        place = chooser.choice(places)
        letters[place : place + 2] = chooser.choice(_CHANGES)(letters[place : place + 2])
    return "".join(letters)


def _drop(pair: list[str]) -> list[str]:
    return pair[1:]


def _double(pair: list[str]) -> list[str]:
    return [pair[0], *pair]


def _swap(pair: list[str]) -> list[str]:
    return pair[::-1]


def _bare(pair: list[str]) -> list[str]:
    return [unicodedata.normalize("NFD", pair[0])[0], *pair[1:]]


_CHANGES = (_drop, _double, _swap, _bare)
