"""Makes further texts for a student to ask its teacher about, from those at hand.

A teacher can be asked about any text, and the more it is asked, the better the student knows it
(data augmentation for distillation, as in TinyBERT, Jiao et al. 2020, arXiv 1909.10351). A spliced
text is the beginning of one text and the end of another of the same set: it has no labels, but it
is written like those that the model is made for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from amends.emotion.datasets import Example, Source
from amends.emotion.model import EmotionName

_WITHOUT_SPACES = frozenset({"ja", "zh"})
_EARLIEST, _LATEST = 0.3, 0.7
"""Between which shares of its words a text is cut."""


def splice(examples: Sequence[Example], count: int, *, seed: int) -> tuple[Example, ...]:
    """Return spliced texts.

    Args:
        examples: What they are made of.
        count: How many are made.
        seed: Of the choice.
    """
    sets: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        sets[example.language, example.subset].append(example)
    chooser = random.Random(seed)  # noqa: S311 - the choice of texts is no secret
    firsts = chooser.choices(examples, k=count) if examples else []
    return tuple(
        _splice(first, chooser.choice(sets[first.language, first.subset]), chooser)
        for first in firsts
    )


def _splice(first: Example, second: Example, chooser: random.Random) -> Example:
    start, end = (_words(example) for example in (first, second))
    kept = start[: _cut(start, chooser)] + end[_cut(end, chooser) :]
    return Example(
        text=("" if first.language in _WITHOUT_SPACES else " ").join(kept),
        language=first.language,
        source=Source.SPLICED,
        subset=first.subset,
        emotions=(None,) * len(EmotionName),
    )


def _words(example: Example) -> list[str]:
    """Return what a text can be cut into; single characters where words are not set apart."""
    return [*example.text] if example.language in _WITHOUT_SPACES else example.text.split()


def _cut(words: Sequence[str], chooser: random.Random) -> int:
    return round(len(words) * chooser.uniform(_EARLIEST, _LATEST))
