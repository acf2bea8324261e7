"""Turns labelled texts into what the encoder learns from, and puts them in order and in batches."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.emotion.datasets import Example, Source

Floats = NDArray[np.float32]

_CHUNK = 32
_HELD_OUT_BYTE = 26


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text to learn from.

    Attributes:
        example: The text and its labels.
        tokens: Its tokens.
        taught: What a teacher says of it, if there is one: `outputs.SHIPPED` numbers, then the
            vector from which they follow.
    """

    example: Example
    tokens: tuple[int, ...]
    taught: Floats | None = None

    @property
    def is_main(self) -> bool:
        """Whether it is of the kind that the model is made for."""
        return self.example.source in {Source.BRIGHTER, Source.SUPPORT}

    @property
    def is_labelled(self) -> bool:
        """Whether it has labels of its own to learn."""
        return self.example.source is not Source.SPLICED


def is_held_out(example: Example) -> bool:
    """Return whether a main text is kept for calibration: one in ten, by its own hash."""
    text = example.text.encode("utf-8", "replace")
    return hashlib.sha1(text, usedforsecurity=False).digest()[0] < _HELD_OUT_BYTE


def plan_batches(
    main: Sequence[Lesson],
    auxiliary: Sequence[Lesson],
    *,
    main_rounds: float,
    auxiliary_rounds: float,
    size: int,
    seed: int,
) -> list[list[Lesson]]:
    """Return all batches of a training, in order.

    The auxiliary texts come mostly early and the main ones evenly, so that training ends on what
    the model is made for. Texts in a batch are about equally long, so that little is padded.

    Args:
        main: Of the kind that the model is made for.
        auxiliary: Further texts.
        main_rounds: How often each main text is seen.
        auxiliary_rounds: How often each auxiliary text is seen.
        size: Texts in a batch.
        seed: Of the order.
    """
    chooser = random.Random(seed)  # noqa: S311 - the order of lessons is no secret
    often = _repeat(main, main_rounds, chooser)
    seldom = _repeat(auxiliary, auxiliary_rounds, chooser)
    places = [(place / max(1, len(often)), 0, lesson) for place, lesson in enumerate(often)]
    places += [
        (1.0 - math.sqrt(1.0 - place / len(seldom)), 1, lesson)
        for place, lesson in enumerate(seldom)
    ]
    places.sort(key=lambda entry: entry[:2])
    ordered = [lesson for _, _, lesson in places]
    return list(_batches(ordered, size, chooser))


def _repeat(lessons: Sequence[Lesson], rounds: float, chooser: random.Random) -> list[Lesson]:
    found: list[Lesson] = []
    for number in range(math.ceil(rounds)):
        share = min(1.0, rounds - number)
        found += chooser.sample(list(lessons), round(len(lessons) * share))
    return found


def _batches(lessons: list[Lesson], size: int, chooser: random.Random) -> Iterator[list[Lesson]]:
    chunk = size * _CHUNK
    for start in range(0, len(lessons), chunk):
        alike = sorted(
            lessons[start : start + chunk],
            key=lambda lesson: len(lesson.tokens) + chooser.random(),
        )
        batches = [alike[first : first + size] for first in range(0, len(alike), size)]
        chooser.shuffle(batches)
        yield from batches
