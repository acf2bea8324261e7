from __future__ import annotations

import json
from dataclasses import replace

import pytest

from amends.emotion.model import EmotionName, Score, Sentiment
from tests.unit.emotion.feelings import ANGRY, CALM, feeling


def test_that_present_emotions_come_with_the_likeliest_first() -> None:
    mixed = feeling(EmotionName.SADNESS, EmotionName.ANGER)
    emotions = {**mixed.emotions, EmotionName.ANGER: Score(0.95, True)}

    assert replace(mixed, emotions=emotions).present() == (EmotionName.ANGER, EmotionName.SADNESS)


def test_that_nothing_is_present_in_a_calm_message() -> None:
    assert CALM.present() == ()


def test_that_the_wire_form_is_plain_json() -> None:
    wire = json.loads(json.dumps(ANGRY.to_wire()))

    assert wire["sentiment"] == "negative"
    assert wire["emotions"]["anger"] == {"score": 0.8, "present": True}
    assert list(wire["emotions"]) == ["anger", "disgust", "fear", "joy", "sadness", "surprise"]
    assert set(wire["sentiment_scores"]) == {"negative", "neutral", "positive"}
    assert wire["intensity"] == 0.6


def test_that_a_missing_emotion_is_refused() -> None:
    emotions = {EmotionName.ANGER: Score(0.1, False)}

    with pytest.raises(ValueError, match="six emotions"):
        replace(CALM, emotions=emotions)


def test_that_a_missing_sentiment_is_refused() -> None:
    with pytest.raises(ValueError, match="three sentiments"):
        replace(CALM, sentiment_scores={Sentiment.NEUTRAL: 1.0})


@pytest.mark.parametrize("intensity", [-0.01, 1.01, float("nan")])
def test_that_an_intensity_outside_0_to_1_is_refused(intensity: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        replace(CALM, intensity=intensity)
