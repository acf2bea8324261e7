"""Chooses the tone of an answer from how the customer feels now and has felt so far."""

from __future__ import annotations

from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.weights import DEFAULT_THRESHOLDS, FrustrationThresholds
from language import Tone

_HOSTILE = frozenset({EmotionName.ANGER, EmotionName.DISGUST})
_MAJORITY = 0.5
_SURE = 0.88
"""From which probability on of positive sentiment an answer may be cheerful."""


def tone_for(
    emotion: Emotion,
    frustration_level: float,
    *,
    strain: float = 0.0,
    thresholds: FrustrationThresholds = DEFAULT_THRESHOLDS,
) -> Tone:
    """Return the tone in which to answer a message.

    Anger and disgust, or a conversation that has become frustrating, want somebody who owns what
    went wrong; sadness and fear want care; joy is answered warmly, but only where nothing speaks
    against it, since a cheerful answer to an angry customer is the worst mistake here. A thank-you
    in a conversation that was frustrating is still answered accountably until the frustration has
    gone down. Friendly words of somebody who has to ask again, or whom nobody has answered, are
    often irony or politeness, so they are answered with care.

    Args:
        emotion: How the message feels.
        frustration_level: The conversation's frustration after this message, 0..1.
        strain: How much the circumstances speak against friendly words, 0..1.
        thresholds: From which frustration on the tone changes.
    """
    present = emotion.present()
    positive = emotion.sentiment is Sentiment.POSITIVE
    hostile = [name for name in present if name in _HOSTILE]
    if frustration_level >= thresholds.accountable:
        return Tone.ACCOUNTABLE
    if hostile and (not positive or present[0] in _HOSTILE):
        return Tone.ACCOUNTABLE
    if frustration_level >= thresholds.caring or (positive and strain >= _MAJORITY):
        return Tone.CARING
    if positive:
        sure = emotion.sentiment_scores[Sentiment.POSITIVE] >= _SURE
        glad = EmotionName.JOY in present and sure and not hostile
        return Tone.WARM if glad else Tone.NEUTRAL
    worried = EmotionName.SADNESS in present or EmotionName.FEAR in present
    return Tone.CARING if worried else Tone.NEUTRAL
