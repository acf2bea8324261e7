"""What is found out about a customer's message, once, before anybody answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from amends.emotion.frustration import Frustration, update
from amends.emotion.model import Emotion, EmotionModel
from amends.emotion.signal import Signal, about, signal_of
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
        signal: What the message says about frustration.
        before: The conversation's frustration before it.
        frustration: And after it.
        at: When the message came.
    """

    language: str
    outside: str | None
    emotion: Emotion
    signal: Signal
    before: Frustration
    frustration: Frustration
    tone: Tone
    at: datetime

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
            unanswered: The customer's messages that nobody has answered.
            earlier_contacts: How often the customer came about the same issue before.
        """
        identified = self._identifier.identify(text, prior=prior)
        emotion = self._model.read([text], [identified.language])[0]
        before = (
            Frustration.calm(now) if frustration is None else Frustration.from_json(frustration)
        )
        signal = signal_of(
            text,
            emotion,
            language=identified.language,
            unanswered=unanswered,
            earlier_contacts=earlier_contacts,
        )
        after = update(before, signal, now, self._weights)
        return Annotation(
            language=identified.language,
            outside=identified.outside,
            emotion=emotion,
            signal=signal,
            before=before,
            frustration=after,
            tone=self._tone(emotion, after),
            at=now,
        )

    def complete(self, annotation: Annotation, topic: str | None) -> Annotation:
        """Return an annotation once the engine has said what the message is about.

        Args:
            annotation: What was found out before.
            topic: The intent with which the customer came; nothing if they answered a question.
        """
        signal = about(annotation.signal, topic)
        after = update(annotation.before, signal, annotation.at, self._weights)
        tone = self._tone(annotation.emotion, after)
        return replace(annotation, signal=signal, frustration=after, tone=tone)

    def calls_person(self, annotation: Annotation) -> bool:
        """Whether a message raised the frustration so high that a person has to come."""
        after = annotation.frustration.level
        return after >= self._thresholds.call_person and after > annotation.before.level

    def _tone(self, emotion: Emotion, after: Frustration) -> Tone:
        return tone_for(emotion, after.level, strain=after.strain, thresholds=self._thresholds)


def _json(value: object) -> JsonValue:
    if isinstance(value, Mapping):
        return {str(name): _json(inner) for name, inner in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"not a JSON value: {type(value).__name__}")
