"""Cuts cleaned texts into tokens and lays them side by side, the same for training and reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.model import MAX_CHARACTERS

Integers = NDArray[np.int64]
Tokens = Sequence[int]

START, PADDING, END, UNKNOWN = range(4)
"""The numbers of the tokens that stand for no text."""

_EMPTY = 2
"""A text of this many tokens has only its start and its end."""


def clean(text: str) -> str:
    """Return the part of a text that is read, without what no tokenizer takes.

    That is its first 2,000 characters, with what is not Unicode replaced and without NUL.
    """
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode().replace("\0", " ").strip()


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the tokens of each text; none for a text in which nothing is said."""
    encoded = tokenizer.encode_batch([clean(text) for text in texts])
    return [tuple(one.ids) if len(one.ids) > _EMPTY else () for one in encoded]


def pad(tokens: Sequence[Tokens]) -> tuple[Integers, Integers]:
    """Return the tokens and what of them is text (1, else 0), one row for each text."""
    longest = max(len(one) for one in tokens)
    ids = np.full((len(tokens), longest), PADDING, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(tokens):
        ids[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return ids, mask


def batches(tokens: Sequence[Tokens], size: int) -> Iterator[list[int]]:
    """Yield the places of texts that are about equally long, without the empty ones."""
    order = sorted(
        (place for place, one in enumerate(tokens) if one), key=lambda place: len(tokens[place])
    )
    for start in range(0, len(order), size):
        yield order[start : start + size]
