"""Fits what makes an emotion of what the encoder says, on texts that it was not trained on.

Each emotion gets a logistic curve (Platt 1999, "Probabilistic outputs for SVMs") with an offset for
each language, drawn towards the common one. Thresholds are those that give the highest F1 one can
expect from the calibrated probabilities themselves, texts of one language taken together: with a
few hundred texts a language that is steadier than counting hits (Lipton, Elkan, Naryanaswamy 2014,
"Optimal Thresholding of Classifiers to Maximize F1 Measure", arXiv 1402.1892).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.calibration import (
    Calibration,
    LanguageCalibration,
    intensity_features,
    sentiment_features,
)
from amends.emotion.encoder.outputs import EMOTIONS
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.odds import Floats, sigmoid

_FALLBACK = "en"
_SUPPORT_COUNT = 3.0
_TIGHTNESS = 2.0
_SENTIMENT_TIGHTNESS = 0.1
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the encoder says of texts that it was not trained on.

    Attributes:
        examples: The texts.
        said: Its `outputs.SHIPPED` numbers, a row for each text.
    """

    examples: Sequence[Example]
    said: Floats


def fit_calibration(held_out: HeldOut) -> Calibration:
    """Return what fits the held-out texts; English must be among them."""
    languages = sorted({example.language for example in held_out.examples})
    fits = [_fit_emotion(held_out, place, languages) for place in range(len(EmotionName))]
    scales = tuple(scale for scale, _ in fits)
    offsets = np.array([own for _, own in fits]).T
    rows = np.array([languages.index(example.language) for example in held_out.examples])
    odds = np.array(scales) * held_out.said[:, EMOTIONS] + offsets[rows]
    main = np.array([one.source is not Source.SUPPORT for one in held_out.examples])
    sentiment, sentiment_offsets = _fit_sentiment(held_out)
    intensity, intensity_offset = _fit_intensity(held_out, odds)
    return Calibration(
        scales=scales,
        languages={
            language: LanguageCalibration(
                offsets=tuple(offsets[row].tolist()),
                thresholds=_thresholds(odds, own=(rows == row) & main, every=main),
            )
            for row, language in enumerate(languages)
        },
        fallback=_FALLBACK,
        sentiment=sentiment,
        sentiment_offsets=sentiment_offsets,
        intensity=intensity,
        intensity_offset=intensity_offset,
    )


def expected_threshold(chances: Floats) -> float:
    """Return the probability from which on "present" gives the highest F1 to be expected.

    Args:
        chances: The calibrated probability for each text of a set; at least one.
    """
    ordered = np.sort(chances)[::-1]
    hits = np.cumsum(ordered)
    f1 = 2.0 * hits / (np.arange(1, len(ordered) + 1) + hits[-1])
    return float(f1.max() / 2.0)


def _fit_emotion(
    held_out: HeldOut, place: int, languages: Sequence[str]
) -> tuple[float, list[float]]:
    """Return the scale of one emotion and its offset in each language."""
    labels = [example.emotions[place] for example in held_out.examples]
    known = np.array([label is not None for label in labels])
    own = np.array(
        [[example.language == one for one in languages] for example in held_out.examples], float
    )
    features = np.column_stack([held_out.said[:, EMOTIONS][:, place], own])
    fitted = LogisticRegression(C=_TIGHTNESS, max_iter=2000).fit(
        features[known],
        [bool(label) for label in labels if label is not None],
        _counts(held_out)[known],
    )
    scale, *offsets = fitted.coef_[0].tolist()
    return scale, [offset + float(fitted.intercept_[0]) for offset in offsets]


def _thresholds(
    odds: Floats, *, own: NDArray[np.bool_], every: NDArray[np.bool_]
) -> tuple[float, ...]:
    """Return each emotion's threshold from a language's own texts; from all, if it has few."""
    chosen = own if int(own.sum()) >= _FEWEST else every
    return tuple(expected_threshold(sigmoid(column)) for column in odds[chosen].T)


def _fit_sentiment(
    held_out: HeldOut,
) -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    felt = np.array([example.sentiment is not None for example in held_out.examples])
    names = [*Sentiment]
    fitted = LogisticRegression(C=_SENTIMENT_TIGHTNESS, class_weight="balanced", max_iter=2000).fit(
        sentiment_features(held_out.said)[felt],
        [names.index(one.sentiment) for one in held_out.examples if one.sentiment is not None],
        _counts(held_out)[felt],
    )
    return tuple(map(tuple, fitted.coef_.tolist())), tuple(fitted.intercept_.tolist())


def _fit_intensity(held_out: HeldOut, odds: Floats) -> tuple[tuple[float, ...], float]:
    strong = np.array([example.intensity is not None for example in held_out.examples])
    fitted = Ridge(alpha=1.0).fit(
        intensity_features(held_out.said, odds)[strong],
        [one.intensity for one in held_out.examples if one.intensity is not None],
    )
    return tuple(fitted.coef_.tolist()), float(fitted.intercept_)


def _counts(held_out: HeldOut) -> Floats:
    """Return how much each text counts: support messages more, as they are what is read."""
    return np.array(
        [_SUPPORT_COUNT if one.source is Source.SUPPORT else 1.0 for one in held_out.examples]
    )
