from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.blending import HeldOut, expected_threshold, fit_blend
from amends.emotion.encoder.outputs import SENTIMENTS, SHIPPED
from amends.emotion.linear import OUTPUTS
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.odds import sigmoid, softmax

Floats = NDArray[np.float64]
ANGER, JOY = 0, 3


def held_out(*, texts: int = 600, believed: str = "encoder") -> HeldOut:
    """Return texts of which one model knows the truth and the other guesses."""
    random = np.random.default_rng(2)
    labels = random.random((texts, len(EmotionName))) < 0.3
    sure = np.where(labels, 2.0, -2.0) + random.normal(0, 1.0, labels.shape)
    guess = random.normal(0, 2.0, labels.shape)
    said = np.zeros((texts, SHIPPED))
    said[:, : len(EmotionName)] = sure if believed == "encoder" else guess
    chances = np.full((texts, len(OUTPUTS)), 0.3)
    chances[:, : len(EmotionName)] = sigmoid(guess if believed == "encoder" else sure)
    feelings = [
        Sentiment.NEGATIVE if row[ANGER] else Sentiment.POSITIVE if row[JOY] else Sentiment.NEUTRAL
        for row in labels
    ]
    for place, feeling in enumerate(feelings):
        said[place, SENTIMENTS] = [2.0 * (feeling is name) for name in Sentiment]
    return HeldOut(
        examples=[
            Example(
                text=f"text {place}",
                language=("en", "es", "de")[place % 3],
                source=Source.BRIGHTER,
                subset="x",
                emotions=tuple(bool(there) for there in row),
                sentiment=feelings[place],
                intensity=float(row.any()),
            )
            for place, row in enumerate(labels)
        ],
        said=said,
        chances=chances,
        strengths=np.zeros(texts),
    )


@pytest.mark.parametrize("believed", ["encoder", "linear"])
def test_that_the_model_that_knows_better_counts_more(believed: str) -> None:
    blend = fit_blend(held_out(believed=believed))

    better, worse = (
        (blend.encoder, blend.linear) if believed == "encoder" else (blend.linear, blend.encoder)
    )
    assert min(better) > 3 * max(abs(weight) for weight in worse)


def test_that_what_was_said_is_read_from_a_blend() -> None:
    data = held_out()
    blend = fit_blend(data)

    right = 0
    for example, said, chances in zip(data.examples, data.said, data.chances, strict=True):
        emotion = blend.emotion(said, chances, 0.0, example.language)
        right += emotion.sentiment is example.sentiment
        assert sum(emotion.sentiment_scores.values()) == pytest.approx(1.0)
    assert right > 0.9 * len(data.examples)


def test_that_probabilities_of_a_blend_are_calibrated() -> None:
    data = held_out(texts=2000)
    blend = fit_blend(data)

    for place, name in enumerate(EmotionName):
        scores = [
            blend.emotion(said, chances, 0.0, one.language).score(name)
            for one, said, chances in zip(data.examples, data.said, data.chances, strict=True)
        ]
        share = np.mean([one.emotions[place] for one in data.examples])
        assert np.mean(scores) == pytest.approx(share, abs=0.03)


def test_that_an_unknown_language_is_read_as_the_fallback() -> None:
    data = held_out()
    blend = fit_blend(data)

    one = blend.emotion(data.said[0], data.chances[0], 0.0, "tlh")

    assert one == blend.emotion(data.said[0], data.chances[0], 0.0, blend.fallback)


def test_that_the_threshold_is_half_the_best_f1_to_be_expected() -> None:
    certain = np.array([1.0, 1.0, 0.0, 0.0])
    unsure = np.full(10, 0.2)

    assert expected_threshold(certain) == pytest.approx(0.5)
    assert expected_threshold(unsure) == pytest.approx(1 / 6, abs=0.01)


def test_that_softmax_and_sigmoid_hold_for_any_number() -> None:
    assert softmax(np.array([1e9, 0.0])).tolist() == [1.0, 0.0]
    assert sigmoid(np.array([-1e9, 0.0, 1e9])) == pytest.approx([0.0, 0.5, 1.0])
