"""Says what the labels of somebody else's classifier mean, and reads a message's emotion from them.

What such a model does not say is derived by the rules in `docs/emotion-models.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from amends.emotion.model import NEGATIVE_EMOTIONS, Emotion, EmotionName, Score, Sentiment
from amends.emotion.settling import MAJORITY
from amends.errors import ConfigurationError

LABELS_FILE = "amends-labels.json"
THRESHOLD = 0.5
"""From which score on an emotion is present, where the labels file says nothing else."""

_UNNAMED = re.compile(r"label_\d+")


class Meaning(BaseModel):
    """What one label means: an emotion or a sentiment.

    Attributes:
        threshold: From which score on the emotion is present; only for an emotion.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    emotion: EmotionName | None = None
    sentiment: Sentiment | None = None
    threshold: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.emotion is None) == (self.sentiment is None):
            raise ValueError("a label means either an emotion or a sentiment")
        if self.sentiment is not None and self.threshold is not None:
            raise ValueError("a sentiment has no threshold: the likeliest is taken")
        return self


class _LabelsFile(RootModel[dict[str, Meaning]]):
    """The content of `amends-labels.json`."""


@dataclass(frozen=True, slots=True)
class Labels:
    """How a model's outputs are understood.

    Attributes:
        meanings: What each output means, in the model's order; None for one that is left out.
        several: True if a text can have several labels (each has a probability by itself), False
            if exactly one (the probabilities sum to 1).
    """

    meanings: tuple[Meaning | None, ...]
    several: bool

    def understand(self, chances: Sequence[float]) -> Emotion:
        """Return how a text feels.

        Args:
            chances: The probability (0..1) of each of the model's labels, in order.
        """
        emotions = {
            name: self._together([chance for chance, _ in self._of(name, chances)])
            for name in EmotionName
        }
        sentiments = self._sentiments(emotions, chances)
        calm = sentiments[Sentiment.NEUTRAL] >= MAJORITY
        ruled_out = NEGATIVE_EMOTIONS if calm else frozenset()
        strongest = max(emotions.values()) if self._knows_emotions else None
        return Emotion(
            sentiment=max(sentiments, key=lambda name: sentiments[name]),
            sentiment_scores=sentiments,
            emotions={
                name: Score(score, self._reached(name, chances) and name not in ruled_out)
                for name, score in emotions.items()
            },
            intensity=1.0 - sentiments[Sentiment.NEUTRAL] if strongest is None else strongest,
        )

    @property
    def _knows_emotions(self) -> bool:
        return any(meaning and meaning.emotion for meaning in self.meanings)

    def _of(
        self, what: EmotionName | Sentiment, chances: Sequence[float]
    ) -> list[tuple[float, Meaning]]:
        """Return the probabilities of the labels that mean one thing."""
        return [
            (chance, meaning)
            for chance, meaning in zip(chances, self.meanings, strict=True)
            if meaning and what in (meaning.emotion, meaning.sentiment)
        ]

    def _together(self, chances: Sequence[float]) -> float:
        """Return the probability that at least one of several labels holds."""
        if self.several:
            return max(chances, default=0.0)
        return min(1.0, sum(chances))

    def _reached(self, name: EmotionName, chances: Sequence[float]) -> bool:
        found = self._of(name, chances)
        plain = [chance for chance, meaning in found if meaning.threshold is None]
        return self._together(plain) >= THRESHOLD or any(
            chance >= meaning.threshold
            for chance, meaning in found
            if meaning.threshold is not None
        )

    def _sentiments(
        self, emotions: Mapping[EmotionName, float], chances: Sequence[float]
    ) -> dict[Sentiment, float]:
        said = {
            name: self._together([chance for chance, _ in found])
            for name in Sentiment
            if (found := self._of(name, chances))
        }
        against = self._together([emotions[name] for name in sorted(NEGATIVE_EMOTIONS)])
        negative = said.get(Sentiment.NEGATIVE, against)
        positive = said.get(Sentiment.POSITIVE, emotions[EmotionName.JOY])
        neutral = said.get(Sentiment.NEUTRAL, self._rest(negative, positive))
        total = negative + neutral + positive
        if total <= 0.0:
            return {Sentiment.NEGATIVE: 0.0, Sentiment.NEUTRAL: 1.0, Sentiment.POSITIVE: 0.0}
        return {
            Sentiment.NEGATIVE: negative / total,
            Sentiment.NEUTRAL: neutral / total,
            Sentiment.POSITIVE: positive / total,
        }

    def _rest(self, negative: float, positive: float) -> float:
        """Return what is neutral where the model has no label for it."""
        if self.several:
            return 1.0 - max(negative, positive)
        if self._knows_emotions:
            return max(0.0, 1.0 - negative - positive)
        return 1.0 - abs(negative - positive)


def read_labels(path: Path, names: Sequence[str], *, several: bool) -> Labels:
    """Read a labels file.

    Args:
        path: The file.
        names: The model's labels, in order; those that the file leaves out count for nothing.
        several: Whether a text can have several of them.

    Raises:
        ConfigurationError: If the file is missing or damaged, or names labels the model has not.
    """
    try:
        said = _LabelsFile.model_validate_json(path.read_bytes()).root
    except OSError as error:
        raise ConfigurationError(f"The labels file {path} cannot be read.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigurationError(f"{path} is wrong at {place}: {first['msg']}.") from error
    unknown = sorted(set(said) - set(names))
    if unknown or not said:
        raise ConfigurationError(
            f"{path} has to name labels of the model ({', '.join(names)})"
            f"{'; it has no ' + ', '.join(unknown) if unknown else ''}."
        )
    return Labels(tuple(said.get(name) for name in names), several)


def guess_labels(names: Sequence[str], *, several: bool) -> Labels:
    """Understand labels by their well-known names.

    Raises:
        ConfigurationError: If a name is not well known; the message says how to explain it.
    """
    meanings = [_WELL_KNOWN.get(name.strip().lower()) for name in names]
    unclear = [name for name, meaning in zip(names, meanings, strict=True) if meaning is None]
    if unclear:
        nameless = any(_UNNAMED.fullmatch(name.lower()) for name in unclear)
        raise ConfigurationError(
            f"{'The model does not name its labels' if nameless else 'It is not known'}: "
            f"what {', '.join(unclear)} mean has to be said in {LABELS_FILE}, as in "
            f'{{"{unclear[0]}": {{"emotion": "anger"}}}}; see docs/emotion-models.md.'
        )
    return Labels(tuple(meanings), several)


# The grouping of GoEmotions' 27 labels under Ekman's six is that of its authors: Demszky et al.,
# "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020.
_EMOTION_WORDS = {
    EmotionName.ANGER: "anger angry annoyance disapproval",
    EmotionName.DISGUST: "disgust disgusted",
    EmotionName.FEAR: "fear afraid nervousness",
    EmotionName.JOY: (
        "joy happy happiness amusement approval excitement gratitude love optimism relief pride "
        "admiration desire caring"
    ),
    EmotionName.SADNESS: "sadness sad disappointment embarrassment grief remorse",
    EmotionName.SURPRISE: "surprise surprised realization confusion curiosity",
}
_SENTIMENT_WORDS = {
    Sentiment.NEGATIVE: ("negative", "neg", "very negative", "1 star", "2 stars"),
    Sentiment.NEUTRAL: ("neutral", "neu", "3 stars"),
    Sentiment.POSITIVE: ("positive", "pos", "very positive", "4 stars", "5 stars"),
}
_WELL_KNOWN: Mapping[str, Meaning] = {
    **{w: Meaning(emotion=name) for name, words in _EMOTION_WORDS.items() for w in words.split()},
    **{w: Meaning(sentiment=name) for name, words in _SENTIMENT_WORDS.items() for w in words},
}
