"""Chooses the tone of an answer from how the customer feels now and has felt so far."""

from __future__ import annotations

from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.weights import DEFAULT_THRESHOLDS, FrustrationThresholds
from language import Tone


def tone_for(
    emotion: Emotion,
    frustration_level: float,
    *,
    thresholds: FrustrationThresholds = DEFAULT_THRESHOLDS,
) -> Tone:
    """Return the tone in which to answer a message.

    Anger and disgust, or a conversation that has become frustrating, want somebody who owns what
    went wrong; sadness and fear want care; joy is answered warmly. A thank-you in a conversation
    that was frustrating is still answered accountably until the frustration has gone down.

    Args:
        emotion: How the message feels.
        frustration_level: The conversation's frustration after this message, 0..1.
        thresholds: From which frustration on the tone changes.
    """
    present = emotion.present()
    if frustration_level >= thresholds.accountable:
        return Tone.ACCOUNTABLE
    if emotion.sentiment is Sentiment.POSITIVE:
        return Tone.WARM if EmotionName.JOY in present else Tone.NEUTRAL
    if EmotionName.ANGER in present or EmotionName.DISGUST in present:
        return Tone.ACCOUNTABLE
    if EmotionName.SADNESS in present or EmotionName.FEAR in present:
        return Tone.CARING
    if frustration_level >= thresholds.caring:
        return Tone.CARING
    return Tone.NEUTRAL
