from __future__ import annotations

import numpy as np
import pytest

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.calibrating import HeldOut, expected_threshold, fit_calibration
from amends.emotion.encoder.outputs import EMOTIONS, INTENSITY, SENTIMENTS, SHIPPED
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.odds import sigmoid, softmax

ANGER, JOY = 0, 3


def held_out(*, texts: int = 600, scale: float = 1.0) -> HeldOut:
    """Return texts of which the encoder mostly knows the truth, and is so many times too sure."""
    random = np.random.default_rng(2)
    labels = random.random((texts, len(EmotionName))) < 0.3
    said = np.zeros((texts, SHIPPED))
    said[:, EMOTIONS] = scale * (np.where(labels, 2.0, -2.0) + random.normal(0, 1.0, labels.shape))
    feelings = [
        Sentiment.NEGATIVE if row[ANGER] else Sentiment.POSITIVE if row[JOY] else Sentiment.NEUTRAL
        for row in labels
    ]
    for place, feeling in enumerate(feelings):
        said[place, SENTIMENTS] = [2.0 * (feeling is name) for name in Sentiment]
    said[:, INTENSITY] = np.where(labels.any(1), 2.0, -2.0)
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
    )


def test_that_what_was_said_is_read() -> None:
    data = held_out()
    calibration = fit_calibration(data)

    right = 0
    for example, said in zip(data.examples, data.said, strict=True):
        emotion = calibration.emotion(said, example.language)
        right += emotion.sentiment is example.sentiment
        assert sum(emotion.sentiment_scores.values()) == pytest.approx(1.0)
        assert emotion.intensity == pytest.approx(float(example.intensity or 0.0), abs=0.25)
    assert right > 0.9 * len(data.examples)


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_that_probabilities_are_calibrated_however_sure_the_encoder_is(scale: float) -> None:
    data = held_out(texts=2000, scale=scale)
    calibration = fit_calibration(data)

    for place, name in enumerate(EmotionName):
        scores = np.array(
            [
                calibration.emotion(said, one.language).score(name)
                for one, said in zip(data.examples, data.said, strict=True)
            ]
        )
        truth = np.array([bool(one.emotions[place]) for one in data.examples])
        assert scores.mean() == pytest.approx(truth.mean(), abs=0.03)
        for likely in (scores < 0.5, scores >= 0.5):
            assert truth[likely].mean() == pytest.approx(scores[likely].mean(), abs=0.05)


def test_that_an_emotion_rarer_in_one_language_is_less_likely_there() -> None:
    data = held_out()
    kept = [
        place
        for place, one in enumerate(data.examples)
        if one.language != "es" or not one.emotions[ANGER]
    ]
    calibration = fit_calibration(HeldOut([data.examples[p] for p in kept], data.said[kept]))

    spanish, german = (
        calibration.emotion(np.zeros(SHIPPED), code).score(EmotionName.ANGER)
        for code in ("es", "de")
    )
    assert spanish < 0.5 * german


def test_that_an_unknown_language_is_read_as_the_fallback() -> None:
    data = held_out()
    calibration = fit_calibration(data)

    one = calibration.emotion(data.said[0], "tlh")

    assert one == calibration.emotion(data.said[0], calibration.fallback)


def test_that_the_threshold_is_half_the_best_f1_to_be_expected() -> None:
    certain = np.array([1.0, 1.0, 0.0, 0.0])
    unsure = np.full(10, 0.2)

    assert expected_threshold(certain) == pytest.approx(0.5)
    assert expected_threshold(unsure) == pytest.approx(1 / 6, abs=0.01)


def test_that_softmax_and_sigmoid_hold_for_any_number() -> None:
    assert softmax(np.array([1e9, 0.0])).tolist() == [1.0, 0.0]
    assert sigmoid(np.array([-1e9, 0.0, 1e9])) == pytest.approx([0.0, 0.5, 1.0])
