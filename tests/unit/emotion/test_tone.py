from __future__ import annotations

from dataclasses import replace

import pytest

from amends.emotion.model import Emotion, EmotionName, Score, Sentiment
from amends.emotion.tone import tone_for
from amends.emotion.weights import FrustrationThresholds
from language import Tone
from tests.unit.emotion.feelings import AFRAID, ANGRY, CALM, GLAD, SAD, feeling

ANGER_TOO = {EmotionName.ANGER: Score(0.85, True)}
HARDLY_POSITIVE = {Sentiment.POSITIVE: 0.4, Sentiment.NEUTRAL: 0.3, Sentiment.NEGATIVE: 0.3}


@pytest.mark.parametrize(
    ("emotion", "level", "tone"),
    [
        (CALM, 0.0, Tone.NEUTRAL),
        (GLAD, 0.0, Tone.WARM),
        (SAD, 0.0, Tone.CARING),
        (AFRAID, 0.0, Tone.CARING),
        (ANGRY, 0.0, Tone.ACCOUNTABLE),
        (feeling(EmotionName.DISGUST, sentiment=Sentiment.NEGATIVE), 0.0, Tone.ACCOUNTABLE),
        (feeling(EmotionName.SURPRISE), 0.0, Tone.NEUTRAL),
        (feeling(sentiment=Sentiment.POSITIVE), 0.0, Tone.NEUTRAL),
        (replace(GLAD, emotions={**GLAD.emotions, **ANGER_TOO}), 0.0, Tone.ACCOUNTABLE),
        (replace(GLAD, sentiment_scores=HARDLY_POSITIVE), 0.0, Tone.NEUTRAL),
        (CALM, 0.3, Tone.CARING),
        (GLAD, 0.3, Tone.CARING),
        (CALM, 0.5, Tone.ACCOUNTABLE),
        (GLAD, 0.7, Tone.ACCOUNTABLE),
    ],
)
def test_that_the_tone_follows_the_feeling(emotion: Emotion, level: float, tone: Tone) -> None:
    assert tone_for(emotion, level) is tone


def test_that_friendly_words_under_strain_are_answered_with_care() -> None:
    assert tone_for(GLAD, 0.0, strain=0.5) is Tone.CARING
    assert tone_for(GLAD, 0.0, strain=0.4) is Tone.WARM
    assert tone_for(CALM, 0.0, strain=0.9) is Tone.NEUTRAL


def test_that_an_operator_can_move_the_thresholds() -> None:
    patient = FrustrationThresholds(caring=0.6, accountable=0.7, offer_person=0.8, call_person=0.9)

    assert tone_for(CALM, 0.5, thresholds=patient) is Tone.NEUTRAL
