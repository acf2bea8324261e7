"""What is read from a message, and the interface behind which every emotion model stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

MAX_CHARACTERS = 2000
"""Of a message, so many characters are read."""


class EmotionName(StrEnum):
    """Ekman's six basic emotions, the labels of BRIGHTER, XED and GoEmotions alike."""

    ANGER = "anger"
    DISGUST = "disgust"
    FEAR = "fear"
    JOY = "joy"
    SADNESS = "sadness"
    SURPRISE = "surprise"


NEGATIVE_EMOTIONS = frozenset(
    {EmotionName.ANGER, EmotionName.DISGUST, EmotionName.FEAR, EmotionName.SADNESS}
)
"""The emotions that make a message negative. Surprise can be either."""


class Sentiment(StrEnum):
    """The overall feeling of a message."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Score:
    """How likely one emotion is, and whether that is enough to say that it is there.

    Attributes:
        score: Calibrated probability, 0..1.
        present: True when the score reaches the threshold of this emotion and language; a weak
            negative emotion is not present in a message that is most likely neutral.
    """

    score: float
    present: bool


@dataclass(frozen=True, slots=True)
class Emotion:
    """How one message feels.

    Attributes:
        sentiment: The most likely of the three sentiments.
        sentiment_scores: Probability of each sentiment; they sum to 1.
        emotions: One score for each emotion; several can be present at once, or none.
        intensity: How strong the strongest emotion is, 0 (none) to 1 (overwhelming).
    """

    sentiment: Sentiment
    sentiment_scores: Mapping[Sentiment, float]
    emotions: Mapping[EmotionName, Score]
    intensity: float

    def __post_init__(self) -> None:
        if set(self.sentiment_scores) != set(Sentiment):
            raise ValueError("sentiment_scores needs exactly the three sentiments")
        if set(self.emotions) != set(EmotionName):
            raise ValueError("emotions needs exactly the six emotions")
        shares = (*self.sentiment_scores.values(), *(s.score for s in self.emotions.values()))
        if not all(0.0 <= share <= 1.0 for share in (*shares, self.intensity)):
            raise ValueError("scores and intensity lie between 0 and 1")
        object.__setattr__(self, "sentiment_scores", MappingProxyType(dict(self.sentiment_scores)))
        object.__setattr__(self, "emotions", MappingProxyType(dict(self.emotions)))

    def score(self, name: EmotionName) -> float:
        """Return the probability (0..1) of one emotion."""
        return self.emotions[name].score

    def present(self) -> tuple[EmotionName, ...]:
        """Return the emotions that are there, the likeliest first."""
        there = [name for name, score in self.emotions.items() if score.present]
        return tuple(sorted(there, key=lambda name: -self.emotions[name].score))

    def to_wire(self) -> dict[str, object]:
        """Return plain JSON types: what is stored with the message and sent to the engine."""
        return {
            "sentiment": self.sentiment.value,
            "sentiment_scores": {
                name.value: round(share, 4) for name, share in self.sentiment_scores.items()
            },
            "emotions": {
                name.value: {"score": round(score.score, 4), "present": score.present}
                for name, score in self.emotions.items()
            },
            "intensity": round(self.intensity, 4),
        }


class EmotionModel(Protocol):
    """Reads how messages feel. Implementations are safe to share between threads."""

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        """Read each text, written in the language at the same place.

        Args:
            texts: The messages, as the customers wrote them; an empty one is neutral.
            languages: Their ISO 639-1 codes; an unknown one is read with what all share.

        Returns:
            One `Emotion` for each text, in order.

        Raises:
            ValueError: If the two sequences differ in length.
        """
        ...
