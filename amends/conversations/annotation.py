"""What is found out about a customer's message, once, before anybody answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.emotion.frustration import Frustration, update
from amends.emotion.model import Emotion, EmotionModel
from amends.emotion.signal import signal_of
from amends.emotion.tone import tone_for
from amends.emotion.weights import FrustrationThresholds, FrustrationWeights
from amends.storage.types import JsonValue
from language import Tone
from language.identification import Identifier


@dataclass(frozen=True)
class Annotation:
    """Language and mood of one message.

    Attributes:
        language: The language in which to go on.
        outside: ISO 639-1 code when the message is in a language Amends does not speak.
    """

    language: str
    outside: str | None
    emotion: Emotion
    frustration: Frustration
    tone: Tone

    def to_wire(self) -> dict[str, JsonValue]:
        """Return plain JSON types: what is stored with the message."""
        emotion = self.emotion.to_wire()
        return {
            **{name: _json(value) for name, value in emotion.items()},
            "language": self.language,
            "outside": self.outside,
            "frustration": round(self.frustration.level, 4),
            "tone": self.tone.value,
        }


class Annotator:
    """Identifies the language of a message and reads how the customer feels."""

    def __init__(
        self,
        *,
        identifier: Identifier,
        model: EmotionModel,
        weights: FrustrationWeights,
        thresholds: FrustrationThresholds,
    ) -> None:
        self._identifier = identifier
        self._model = model
        self._weights = weights
        self._thresholds = thresholds

    def annotate(
        self,
        text: str,
        *,
        prior: str,
        frustration: Mapping[str, JsonValue] | None,
        now: datetime,
        unanswered: int = 0,
        earlier_contacts: int = 0,
    ) -> Annotation:
        """Annotate a message.

        Args:
            text: What the customer wrote.
            prior: The conversation's language so far.
            frustration: The conversation's frustration so far, as stored.
            now: When the message came.
            unanswered: The customer's questions that nobody has answered.
            earlier_contacts: How often the customer contacted the shop before.
        """
        identified = self._identifier.identify(text, prior=prior)
        emotion = self._model.read([text], [identified.language])[0]
        before = (
            Frustration.calm(now) if frustration is None else Frustration.from_json(frustration)
        )
        after = update(
            before,
            signal_of(text, emotion, unanswered=unanswered, earlier_contacts=earlier_contacts),
            now,
            self._weights,
        )
        return Annotation(
            language=identified.language,
            outside=identified.outside,
            emotion=emotion,
            frustration=after,
            tone=tone_for(emotion, after.level, thresholds=self._thresholds),
        )


def _json(value: object) -> JsonValue:
    if isinstance(value, Mapping):
        return {str(name): _json(inner) for name, inner in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"not a JSON value: {type(value).__name__}")
