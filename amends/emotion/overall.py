"""Settles sentiment and intensity from how likely each single feeling is and how a text is written.

The machines of one language decide on each label by itself; together they can contradict each other
(anger, yet positive). What settles it is the same for every language: multinomial logistic
regression for sentiment, linear regression for intensity, for few languages have texts whose
intensity was annotated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from amends.emotion.model import EmotionName
from amends.emotion.odds import Floats, log_odds, softmax
from amends.emotion.signal import shouting

_EMOTIONS = len(EmotionName)


def describe(chances: Floats, text: str) -> Floats:
    """Return what intensity is estimated from, given the probabilities of one text."""
    emotions = np.sort(chances[:_EMOTIONS])[::-1]
    return np.array([*chances, emotions[0], 1.0 - np.prod(1.0 - emotions), shouting(text)])


@dataclass(frozen=True, slots=True)
class OverallWeights:
    """What sentiment and intensity are settled with.

    Attributes:
        sentiment: For each sentiment, a weight for each of `log_odds`.
        sentiment_biases: What is added for each sentiment.
        intensity: A weight for each of `describe`.
        intensity_bias: What is added to it.
    """

    sentiment: tuple[tuple[float, ...], ...]
    sentiment_biases: tuple[float, ...]
    intensity: tuple[float, ...]
    intensity_bias: float

    def sentiments(self, chances: Floats) -> Floats:
        """Return the probability of each sentiment; they sum to 1."""
        scores = np.array(self.sentiment) @ log_odds(chances) + np.array(self.sentiment_biases)
        return softmax(scores)

    def strength(self, chances: Floats, text: str) -> float:
        """Return the intensity, 0..1."""
        raw = float(describe(chances, text) @ np.array(self.intensity)) + self.intensity_bias
        return min(1.0, max(0.0, raw))
