"""Measures how much a swap changes what is read from an otherwise equal message.

This is counterfactual token fairness (Garg et al. 2019, "Counterfactual Fairness in Text
Classification through Robustness"): the mean absolute difference between the scores of messages
that differ in nothing that should matter. The worst difference is the range of the perturbed
scores, the ScoreRange of Prabhakaran, Hutchinson and Mitchell 2019, "Perturbation Sensitivity
Analysis to Detect Unintended Model Biases". Neither needs labels: nothing has to be right, only
alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from statistics import fmean

from amends.emotion.fairness.counterfactuals import Counterfactual, Swap
from amends.emotion.frustration import Frustration, update
from amends.emotion.model import Emotion, EmotionModel, EmotionName, Sentiment
from amends.emotion.signal import signal_of
from amends.emotion.tone import tone_for
from language import Tone

SENTIMENT, INTENSITY, FRUSTRATION, TONE = "sentiment", "intensity", "frustration", "tone"
MEASURES = (*(name.value for name in EmotionName), SENTIMENT, INTENSITY, FRUSTRATION, TONE)
_BEGIN = Frustration.calm(datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Shift:
    """How much one measure differs between messages that should be read alike, 0..1.

    Attributes:
        mean: Over all pairs of one message's forms, then over the messages.
        worst: Of all pairs; of the tone, the largest share of one message's pairs.
    """

    mean: float
    worst: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is compared: scores by measure, the sentiment's three shares, and the tone."""

    scores: Mapping[str, float]
    sentiment: Mapping[Sentiment, float]
    tone: Tone


def measure_shifts(
    model: EmotionModel, counterfactuals: Iterable[Counterfactual]
) -> dict[tuple[str, Swap], dict[str, Shift]]:
    """Return the shift of each of `MEASURES`, by language and kind of swap.

    Of an emotion, the intensity and the frustration after a first message it is the absolute
    difference; of the sentiment the total variation distance between the two distributions; of the
    tone the share of pairs that are answered in different ones.
    """
    messages: dict[tuple[str, Swap], list[dict[str, Shift]]] = defaultdict(list)
    for one in counterfactuals:
        emotions = model.read(one.texts, [one.language] * len(one.texts))
        readings = [
            _reading(text, emotion) for text, emotion in zip(one.texts, emotions, strict=True)
        ]
        messages[one.language, one.swap].append(_shifts(readings))
    return {
        key: {
            measure: Shift(
                fmean(shifts[measure].mean for shifts in found),
                max(shifts[measure].worst for shifts in found),
            )
            for measure in MEASURES
        }
        for key, found in messages.items()
    }


def _shifts(readings: list[_Reading]) -> dict[str, Shift]:
    """Return the shifts between the forms of one message."""
    pairs = [_difference(one, other) for one, other in combinations(readings, 2)]
    means = {measure: fmean(pair[measure] for pair in pairs) for measure in MEASURES}
    return {
        measure: Shift(
            means[measure],
            means[measure] if measure == TONE else max(pair[measure] for pair in pairs),
        )
        for measure in MEASURES
    }


def _difference(one: _Reading, other: _Reading) -> dict[str, float]:
    apart = sum(abs(one.sentiment[name] - other.sentiment[name]) for name in Sentiment) / 2
    return {
        **{measure: abs(score - other.scores[measure]) for measure, score in one.scores.items()},
        SENTIMENT: apart,
        TONE: float(one.tone is not other.tone),
    }


def _reading(text: str, emotion: Emotion) -> _Reading:
    level = update(_BEGIN, signal_of(text, emotion), _BEGIN.updated_at).level
    return _Reading(
        scores={
            **{name.value: emotion.score(name) for name in EmotionName},
            INTENSITY: emotion.intensity,
            FRUSTRATION: level,
        },
        sentiment=emotion.sentiment_scores,
        tone=tone_for(emotion, level),
    )
