"""Puts support messages between words that do not change how they feel: names, places, relatives.

Every other one is misspelled as well, where its letters can be (see `misspelling`). A network that
learns the same from a message whoever signs it and however it is spelled reads it more alike
afterwards (counterfactual data augmentation, Lu et al. 2018, "Gender Bias in Neural Natural
Language Processing", arXiv 1807.11714).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

from amends.emotion.datasets import Example
from amends.emotion.encoder.misspelling import misspell

_MISSPELLED = 0.5


@dataclass(frozen=True, slots=True)
class Frames:
    """What can stand around a message of one language.

    Attributes:
        frames: Sentences with `{text}` and one of the slots.
        slots: What can be put in each slot, by its name.
    """

    frames: Sequence[str]
    slots: Mapping[str, Sequence[str]]

    def around(self, text: str, chooser: random.Random) -> str:
        """Return a text in a frame chosen at random, perhaps misspelled."""
        if chooser.random() < _MISSPELLED:
            text = misspell(text, chooser)
        filled = {name: chooser.choice(fillers) for name, fillers in self.slots.items()}
        return chooser.choice(self.frames).format(text=text, **filled)


def read_frames() -> Mapping[str, Frames]:
    """Return what there is, by language code."""
    file = resources.files("amends.emotion") / "support" / "frames.yml"
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {language: Frames(own.pop("frames"), slots=own) for language, own in described.items()}


def frame(examples: Sequence[Example], times: int, *, seed: int) -> list[list[str]]:
    """Return so many framed texts of each example.

    Args:
        examples: Messages, in languages that have frames.
        times: How many texts are made of each.
        seed: Of the choice.
    """
    frames = read_frames()
    chooser = random.Random(seed)  # noqa: S311 - the choice of names is no secret
    return [
        [frames[example.language].around(example.text, chooser) for _ in range(times)]
        for example in examples
    ]
