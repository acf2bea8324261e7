"""Puts together what the encoder and the linear model say of a text, calibrated on held-out texts.

An emotion's log-odds are a weighted sum of what both say, with one pair of weights an emotion for
all languages and one constant for each language; sentiment and intensity follow from all of it by
one multinomial logistic and one linear regression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from amends.emotion.encoder.outputs import EMOTIONS, INTENSITY, SENTIMENTS
from amends.emotion.model import Emotion
from amends.emotion.odds import Floats, log_odds, sigmoid, softmax
from amends.emotion.settling import settle

_LARGEST_LOGIT = 12.0


@dataclass(frozen=True, slots=True)
class LanguageBlend:
    """What differs from language to language, in the order of `EmotionName`.

    Attributes:
        biases: What is added to each emotion's log-odds.
        thresholds: From which probability on each is present.
    """

    biases: tuple[float, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How both models' words become an `Emotion`.

    Attributes:
        encoder: A weight for each emotion's log-odds from the encoder.
        linear: A weight for each emotion's log-odds from the linear model.
        languages: What differs, by language code.
        fallback: The code that stands for all others.
        sentiment: For each sentiment, a weight for each of `sentiment_features`.
        sentiment_biases: What is added for each sentiment.
        intensity: A weight for each of `intensity_features`.
        intensity_bias: What is added to it.
    """

    encoder: tuple[float, ...]
    linear: tuple[float, ...]
    languages: Mapping[str, LanguageBlend]
    fallback: str
    sentiment: tuple[tuple[float, ...], ...]
    sentiment_biases: tuple[float, ...]
    intensity: tuple[float, ...]
    intensity_bias: float

    def emotion(self, said: Floats, chances: Floats, strength: float, language: str) -> Emotion:
        """Return how a text feels.

        Args:
            said: What the encoder says of it, `outputs.SHIPPED` numbers.
            chances: The linear model's probability of each of `linear.OUTPUTS`.
            strength: The intensity (0..1) by the linear model.
            language: Its code.
        """
        own = self.languages.get(language) or self.languages[self.fallback]
        odds = blend_odds(said, chances, (self.encoder, self.linear)) + np.array(own.biases)
        sentiment = np.array(self.sentiment) @ sentiment_features(said, chances)
        level = float(np.array(self.intensity) @ intensity_features(said, strength, odds))
        return settle(
            sigmoid(odds).tolist(),
            own.thresholds,
            softmax(sentiment + np.array(self.sentiment_biases)).tolist(),
            min(1.0, max(0.0, level + self.intensity_bias)),
        )


def blend_odds(
    said: Floats, chances: Floats, weights: tuple[tuple[float, ...], tuple[float, ...]]
) -> Floats:
    """Return each emotion's log-odds before the language's constant; texts may be rows.

    Args:
        said: What the encoder says.
        chances: The linear model's probabilities.
        weights: How much the encoder and the linear model count, for each emotion.
    """
    encoder, linear = (np.array(one) for one in weights)
    return np.asarray(encoder * said[..., EMOTIONS] + linear * log_odds(chances[..., EMOTIONS]))


def sentiment_features(said: Floats, chances: Floats) -> Floats:
    """Return what sentiment is settled from; texts may be rows."""
    return np.concatenate(
        [
            np.log(np.clip(softmax(said[..., SENTIMENTS]), 1e-4, 1.0)),
            np.clip(said[..., EMOTIONS], -_LARGEST_LOGIT, _LARGEST_LOGIT),
            log_odds(chances),
        ],
        axis=-1,
    )


def intensity_features(said: Floats, strength: float | Floats, odds: Floats) -> Floats:
    """Return what intensity is estimated from; texts may be rows."""
    return np.stack(
        [
            sigmoid(said[..., INTENSITY]),
            np.asarray(strength),
            np.max(sigmoid(odds), axis=-1),
        ],
        axis=-1,
    )
