"""Turns one message and its circumstances into the evidence from which frustration is followed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.repeats import Sketch, sketch

_LETTERS_TO_JUDGE = 8
_CAPITALS_USUAL = 0.3
_EXCLAMATIONS = frozenset("!\uff01\u203c\u2757")
_EXCLAMATIONS_SHOUTED = 3
THANKS = "thank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What one customer message says about frustration; shares are 0..1.

    Attributes:
        anger: The larger of the probabilities of anger and disgust.
        negative: Probability of negative sentiment.
        neutral: Probability of neutral sentiment.
        positive: Probability of positive sentiment.
        joy: Probability of joy.
        intensity: How strong the feeling is.
        shouting: How much is in capitals or exclamation marks.
        thanks: True if the customer thanks.
        sketch: Of the text, to recognise that it is said again.
        topic: What it is about (an intent), if that is known.
        unanswered: The customer's questions that nobody has answered so far, this one excluded.
        earlier_contacts: How often the customer contacted the shop before about the same issue.
    """

    anger: float = 0.0
    negative: float = 0.0
    neutral: float = 1.0
    positive: float = 0.0
    joy: float = 0.0
    intensity: float = 0.0
    shouting: float = 0.0
    thanks: bool = False
    sketch: Sketch = ()
    topic: str | None = None
    unanswered: int = 0
    earlier_contacts: int = 0


def signal_of(
    text: str,
    emotion: Emotion,
    *,
    intent: str | None = None,
    unanswered: int = 0,
    earlier_contacts: int = 0,
) -> Signal:
    """Return the evidence in a message.

    Args:
        text: What the customer wrote.
        emotion: How it feels.
        intent: What it is about, where the dialogue engine has said so. `thank` means thanks.
        unanswered: The customer's questions that nobody has answered so far.
        earlier_contacts: Earlier contacts about the same issue.
    """
    return Signal(
        anger=max(emotion.score(EmotionName.ANGER), emotion.score(EmotionName.DISGUST)),
        negative=emotion.sentiment_scores[Sentiment.NEGATIVE],
        neutral=emotion.sentiment_scores[Sentiment.NEUTRAL],
        positive=emotion.sentiment_scores[Sentiment.POSITIVE],
        joy=emotion.score(EmotionName.JOY),
        intensity=emotion.intensity,
        shouting=shouting(text),
        thanks=intent == THANKS,
        sketch=sketch(text),
        topic=None if intent == THANKS else intent,
        unanswered=unanswered,
        earlier_contacts=earlier_contacts,
    )


def shouting(text: str) -> float:
    """Return how much a text shouts, 0..1.

    The larger of two shares: capitals among the cased letters, above the 30 % that names and
    order numbers bring (only from eight letters on); and exclamation marks, three being a shout.
    Scripts without capitals can shout by exclamation marks alone.
    """
    upper = sum(unicodedata.category(char) == "Lu" for char in text)
    lower = sum(unicodedata.category(char) == "Ll" for char in text)
    capitals = 0.0
    if upper + lower >= _LETTERS_TO_JUDGE:
        share = upper / (upper + lower)
        capitals = max(0.0, share - _CAPITALS_USUAL) / (1.0 - _CAPITALS_USUAL)
    marks = sum(char in _EXCLAMATIONS for char in text) - 1
    return max(capitals, min(1.0, max(0, marks) / (_EXCLAMATIONS_SHOUTED - 1)))
