"""Reads how messages feel with one linear model a language, on NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.emotion.features import FeatureOptions, Hashes, hash_ngrams
from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.odds import sigmoid
from amends.emotion.overall import OverallWeights
from amends.emotion.settling import NOTHING_SAID, settle

OUTPUTS = (*EmotionName, *Sentiment)
"""What a language's weights score, in the order of their columns."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-grams that a language's model knows.

    Attributes:
        hashes: Their hashes, ascending.
        rarity: Inverse document frequency of each.
    """

    hashes: Hashes
    rarity: NDArray[np.float32]

    def find(self, hashes: Hashes) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return a text's known n-grams: their places, ascending, and their values.

        The values are the rarities, scaled to a Euclidean norm of 1; how often an n-gram occurs
        in the text does not count.
        """
        unique = np.unique(hashes)
        places = np.searchsorted(self.hashes, unique)
        places[places == len(self.hashes)] = 0
        known = places[self.hashes[places] == unique] if len(self.hashes) else places[:0]
        values = self.rarity[known]
        norm = float(np.sqrt(values @ values))
        return known, values / np.float32(norm) if norm else values


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """What one language's messages are read with.

    Attributes:
        vocabulary: The n-grams it knows.
        weights: One row for each n-gram and one column for each of `OUTPUTS`, as small integers.
        scales: What a column's integers are multiplied with.
        biases: What is added to each column.
        thresholds: From which probability on each emotion is present.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def probabilities(self, hashes: Hashes) -> NDArray[np.float64]:
        """Return the probability of each of `OUTPUTS`, each by itself."""
        places, values = self.vocabulary.find(hashes)
        scores = (values @ self.weights[places].astype(np.float32)) * self.scales + self.biases
        return sigmoid(scores.astype(np.float64))


@dataclass(frozen=True, slots=True)
class LinearEmotionModel:
    """An `EmotionModel` of hashed n-grams and calibrated linear weights.

    Attributes:
        options: Which n-grams are taken.
        languages: One model for each language code.
        overall: How sentiment and intensity follow from the probabilities.
        fallback: The code whose model reads what is in none of the languages.
    """

    options: FeatureOptions
    languages: Mapping[str, LanguageModel]
    overall: OverallWeights
    fallback: str

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        """Read each text; see `EmotionModel.read`."""
        return [self._read(text, language) for text, language in zip(texts, languages, strict=True)]

    def chances(self, text: str, language: str) -> NDArray[np.float64] | None:
        """Return the probability of each of `OUTPUTS`, each by itself; None for an empty text."""
        hashes = hash_ngrams(text, self.options)
        if not len(hashes):
            return None
        return self.language_model(language).probabilities(hashes)

    def language_model(self, language: str) -> LanguageModel:
        """Return what messages in a language are read with."""
        return self.languages.get(language) or self.languages[self.fallback]

    def _read(self, text: str, language: str) -> Emotion:
        chances = self.chances(text, language)
        if chances is None:
            return NOTHING_SAID
        return settle(
            chances[: len(EmotionName)].tolist(),
            self.language_model(language).thresholds.tolist(),
            self.overall.sentiments(chances).tolist(),
            self.overall.strength(chances, text),
        )
