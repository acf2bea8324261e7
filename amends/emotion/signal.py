"""Turns one message and its circumstances into the evidence from which frustration is followed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.repeats import NOTHING_HEARD, Heard, sketch, subject_of
from amends.emotion.told import told_before
from language import PROBLEMS

_LETTERS_TO_JUDGE = 8
_CAPITALS_USUAL = 0.3
_EXCLAMATIONS = frozenset("!\uff01\u203c\u2757")
_EXCLAMATIONS_SHOUTED = 3
THANKS = "thank"
REQUESTS = frozenset(
    {
        "account_access",
        "cancel_order",
        "order_status",
        "refund_request",
        "refund_status",
        "request_compensation",
        "request_human",
    }
)
"""Intents that nobody should have to voice twice."""


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
        irony: How glad the words are although they report a problem.
        heard: What is remembered of it, to recognise that it is said or asked for again.
        told_before: How often, by the customer's own words, this was so before.
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
    irony: float = 0.0
    heard: Heard = NOTHING_HEARD
    told_before: int = 0
    unanswered: int = 0
    earlier_contacts: int = 0


def signal_of(
    text: str,
    emotion: Emotion,
    *,
    language: str | None = None,
    intent: str | None = None,
    unanswered: int = 0,
    earlier_contacts: int = 0,
) -> Signal:
    """Return the evidence in a message.

    Args:
        text: What the customer wrote.
        emotion: How it feels.
        language: The code of its language.
        intent: What it is about, where the dialogue engine has said so.
        unanswered: The customer's questions that nobody has answered so far.
        earlier_contacts: Earlier contacts about the same issue.
    """
    signal = Signal(
        anger=max(emotion.score(EmotionName.ANGER), emotion.score(EmotionName.DISGUST)),
        negative=emotion.sentiment_scores[Sentiment.NEGATIVE],
        neutral=emotion.sentiment_scores[Sentiment.NEUTRAL],
        positive=emotion.sentiment_scores[Sentiment.POSITIVE],
        joy=emotion.score(EmotionName.JOY),
        intensity=emotion.intensity,
        shouting=shouting(text),
        heard=Heard(sketch(text), subject=subject_of(text)),
        told_before=told_before(text, language),
        unanswered=unanswered,
        earlier_contacts=earlier_contacts,
    )
    return about(signal, intent)


def about(signal: Signal, intent: str | None) -> Signal:
    """Return a signal once it is known what its message is about.

    `thank` means thanks. Glad words about a problem are taken for irony: nobody is glad of a broken
    vase. What can be asked for or reported again becomes the topic; a greeting or a yes does not.
    """
    return replace(
        signal,
        thanks=intent == THANKS,
        irony=signal.joy * signal.positive if intent in PROBLEMS else 0.0,
        heard=replace(signal.heard, topic=intent if intent in PROBLEMS | REQUESTS else None),
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
