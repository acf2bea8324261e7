from __future__ import annotations

import numpy as np
import pytest

from amends.emotion.linear import OUTPUTS
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.odds import log_odds
from amends.emotion.overall import OverallWeights, describe

NEGATIVE, NEUTRAL, POSITIVE = (OUTPUTS.index(name) for name in Sentiment)
ANGER = OUTPUTS.index(EmotionName.ANGER)


def weights(*, anger: float = 0.0) -> OverallWeights:
    """Return weights that take each sentiment as it is, and anger for negative."""
    sentiment = np.zeros((3, len(OUTPUTS)))
    sentiment[:, NEGATIVE:] = np.eye(3)
    sentiment[0, ANGER] = anger
    return OverallWeights(
        sentiment=tuple(tuple(row) for row in sentiment.tolist()),
        sentiment_biases=(0.0, 0.0, 0.0),
        intensity=(*(0.0,) * len(OUTPUTS), 1.0, 0.0, 0.5),
        intensity_bias=-0.1,
    )


def chances(**known: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([known.get(output.value, 0.1) for output in OUTPUTS])


def test_that_sentiments_sum_to_1_and_the_likeliest_label_wins() -> None:
    shares = weights().sentiments(chances(positive=0.7, negative=0.4))

    assert shares.sum() == pytest.approx(1.0)
    assert shares.argmax() == [*Sentiment].index(Sentiment.POSITIVE)


def test_that_an_emotion_can_settle_what_the_sentiments_leave_open() -> None:
    read = chances(positive=0.45, negative=0.4, anger=0.8)

    assert weights().sentiments(read).argmax() == [*Sentiment].index(Sentiment.POSITIVE)
    assert weights(anger=1.0).sentiments(read).argmax() == [*Sentiment].index(Sentiment.NEGATIVE)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_that_certainty_stays_finite(chance: float) -> None:
    assert np.isfinite(log_odds(np.array([chance]))).all()


def test_that_intensity_grows_with_the_strongest_emotion_and_with_shouting() -> None:
    calm = weights().strength(chances(), "well")
    strong = weights().strength(chances(anger=0.6), "well")
    shouted = weights().strength(chances(anger=0.6), "well!!!")

    assert 0.0 <= calm < strong < shouted <= 1.0


def test_that_intensity_never_leaves_0_to_1() -> None:
    assert weights().strength(np.zeros(len(OUTPUTS)), "well") == 0.0
    assert weights().strength(np.ones(len(OUTPUTS)), "WELL, WELL, WELL!!!") == 1.0


def test_that_a_text_is_described_by_all_labels_and_three_more_numbers() -> None:
    assert len(describe(chances(), "well")) == len(OUTPUTS) + 3
