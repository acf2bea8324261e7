"""Makes an emotion of what the encoder says of a text, calibrated on held-out texts.

An emotion's log-odds are the encoder's, scaled by the same for all languages and shifted for each
language; sentiment and intensity follow from all of it by one multinomial logistic and one linear
regression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from amends.emotion.encoder.outputs import EMOTIONS, INTENSITY, SENTIMENTS
from amends.emotion.model import Emotion
from amends.emotion.odds import Floats, sigmoid, softmax
from amends.emotion.settling import settle

_LARGEST_LOGIT = 12.0
_RAREST = 1e-4


@dataclass(frozen=True, slots=True)
class LanguageCalibration:
    """What differs from language to language, in the order of `EmotionName`.

    Attributes:
        offsets: What is added to each emotion's log-odds.
        thresholds: From which probability on each is present.
    """

    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How the encoder's words become an `Emotion`.

    Attributes:
        scales: What each emotion's log-odds are multiplied with.
        languages: What differs, by language code.
        fallback: The code that stands for all others.
        sentiment: For each sentiment, a weight for each of `sentiment_features`.
        sentiment_offsets: What is added for each sentiment.
        intensity: A weight for each of `intensity_features`.
        intensity_offset: What is added to it.
    """

    scales: tuple[float, ...]
    languages: Mapping[str, LanguageCalibration]
    fallback: str
    sentiment: tuple[tuple[float, ...], ...]
    sentiment_offsets: tuple[float, ...]
    intensity: tuple[float, ...]
    intensity_offset: float

    def emotion(self, said: Floats, language: str) -> Emotion:
        """Return how a text feels.

        Args:
            said: What the encoder says of it, `outputs.SHIPPED` numbers.
            language: Its code.
        """
        own = self.languages.get(language) or self.languages[self.fallback]
        odds = np.array(self.scales) * said[EMOTIONS] + np.array(own.offsets)
        sentiment = np.array(self.sentiment) @ sentiment_features(said)
        strength = float(np.array(self.intensity) @ intensity_features(said, odds))
        return settle(
            sigmoid(odds).tolist(),
            own.thresholds,
            softmax(sentiment + np.array(self.sentiment_offsets)).tolist(),
            min(1.0, max(0.0, strength + self.intensity_offset)),
        )


def sentiment_features(said: Floats) -> Floats:
    """Return what sentiment is settled from; texts may be rows."""
    return np.concatenate(
        [
            np.log(np.clip(softmax(said[..., SENTIMENTS]), _RAREST, 1.0)),
            np.clip(said[..., EMOTIONS], -_LARGEST_LOGIT, _LARGEST_LOGIT),
        ],
        axis=-1,
    )


def intensity_features(said: Floats, odds: Floats) -> Floats:
    """Return what intensity is estimated from; texts may be rows.

    Args:
        said: What the encoder says.
        odds: Each emotion's calibrated log-odds.
    """
    chances = sigmoid(odds)
    return np.stack([sigmoid(said[..., INTENSITY]), chances.max(-1), chances.sum(-1)], axis=-1)
