"""Words the assistant's responses from the catalogues that the gateway uses as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine.components.language import spoken_in
from engine.runtime.replies import button_of, payload_of
from engine.runtime.turn import Payload
from language import DEFAULT, PROBLEMS, SUPPORTED, Catalogue, Tone

_OF_RASA = frozenset({"utter_default", "utter_restart", "utter_ask_rephrase"})
"""What Rasa's own actions say if there is something to say."""


class CatalogueGenerator(TemplatedNaturalLanguageGenerator):
    """Renders a response's wording in the language and tone of the turn.

    They are those of the project folder that is the working directory, or the one that `root` names
    in `endpoints.yml`. They are read at the first response.
    """

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        super().__init__(domain.responses if domain else {})
        settings: Mapping[str, Any] = endpoint_config.kwargs if endpoint_config else {}
        self._root = Path(settings.get("root", "."))
        self._catalogue: Catalogue | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The wordings. Raises `language.WordingError` if a file is broken."""
        if self._catalogue is None:
            self._catalogue = Catalogue.load(self._root)
        return self._catalogue

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return text, language and buttons of a response; None if Rasa's own has no wording.

        `values` fill the wording's placeholders, before the slots do; `choices` are put after those
        that the domain declares for the response; `language` is spoken rather than the turn's.
        Raises `language.WordingError`.
        """
        if utter_action in _OF_RASA and utter_action not in self.catalogue:
            return None
        language, tone = _language(tracker, kwargs.get("language")), _tone(tracker)
        values = tracker.current_slot_values() | (kwargs.get("values") or {})
        buttons = [
            button_of(self._render(label, language, tone, own), payload)
            for label, payload, own in [
                *self._declared(utter_action, values),
                *_given(kwargs.get("choices") or [], values),
            ]
        ]
        message: dict[str, Any] = {
            "text": self._render(utter_action, language, tone, values),
            "language": language,
        }
        return message | {"buttons": buttons} if buttons else message

    def _render(self, key: str, language: str, tone: Tone, values: Mapping[str, Any]) -> str:
        return self.catalogue.render(key, language=language, tone=tone, values=values)

    def _declared(
        self, utter_action: str, values: Mapping[str, Any]
    ) -> list[tuple[str, Payload, Mapping[str, Any]]]:
        variations = self.responses.get(utter_action) or [{}]
        buttons: Sequence[Mapping[str, str]] = variations[0].get("buttons") or []
        return [(one["title"], payload_of(one["payload"]), values) for one in buttons]


def _given(
    choices: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
) -> list[tuple[str, Payload, Mapping[str, Any]]]:
    return [
        (
            one["label"],
            Payload(intent=one["intent"], entities=one.get("entities") or {}),
            {**values, **(one.get("values") or {})},
        )
        for one in choices
    ]


def _metadata(tracker: DialogueStateTracker) -> Mapping[str, Any]:
    return tracker.latest_message.metadata if tracker.latest_message else {}


def _language(tracker: DialogueStateTracker, wanted: str | None) -> str:
    told = wanted or _metadata(tracker).get("language")
    return told if told in SUPPORTED else (spoken_in(tracker) or DEFAULT)


def _tone(tracker: DialogueStateTracker) -> Tone:
    """Return the turn's tone; who reports a problem in glad words is answered with care."""
    try:
        tone = Tone(_metadata(tracker).get("tone") or Tone.NEUTRAL)
    except ValueError:
        return Tone.NEUTRAL
    reported = bool(tracker.latest_message) and tracker.latest_message.intent_name in PROBLEMS
    return Tone.CARING if tone is Tone.WARM and reported else tone
