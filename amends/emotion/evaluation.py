"""Measures a model on labelled texts that it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

from amends.emotion.datasets import Example
from amends.emotion.model import EmotionModel, EmotionName, Sentiment

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one set is read; F1 between 0 and 100.

    Attributes:
        texts: How many texts were read.
        emotions: F1 of each emotion that the set is labelled with.
        sentiment: Macro-F1 of the sentiments that occur, over the texts that have one.
        intensity: Pearson's correlation, -1..1; None where it is not annotated.
    """

    texts: int
    emotions: Mapping[EmotionName, float]
    sentiment: float | None
    intensity: float | None

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the emotions."""
        return float(np.mean(list(self.emotions.values())))


def evaluate(model: EmotionModel, examples: Sequence[Example]) -> Figures:
    """Read the texts and compare with their labels."""
    read = model.read(
        [example.text for example in examples], [example.language for example in examples]
    )
    pairs = list(zip(read, examples, strict=True))
    emotions = {}
    for index, name in enumerate(EmotionName):
        labelled = [
            (example.emotions[index], emotion.emotions[name].present)
            for emotion, example in pairs
            if example.emotions[index] is not None
        ]
        if labelled:
            truth, said = zip(*labelled, strict=True)
            emotions[name] = 100.0 * float(f1_score(truth, said, zero_division=0.0))
    sentiments = [
        (example.sentiment, emotion.sentiment)
        for emotion, example in pairs
        if example.sentiment is not None
    ]
    strengths = [
        (example.intensity, emotion.intensity)
        for emotion, example in pairs
        if example.intensity is not None
    ]
    return Figures(
        texts=len(examples),
        emotions=emotions,
        sentiment=_sentiment_f1(sentiments),
        intensity=_correlation(strengths),
    )


def _sentiment_f1(pairs: list[tuple[Sentiment, Sentiment]]) -> float | None:
    if not pairs:
        return None
    truth, said = zip(*pairs, strict=True)
    return 100.0 * float(
        f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0.0)
    )


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < _FEWEST:
        return None
    truth, said = np.array(pairs).T
    return float(np.corrcoef(truth, said)[0, 1])
