"""Says which language a message is in, where nobody has said so already.

The gateway identifies the language of every message and sends it along. Under `rasa shell` and
`rasa test` there is no gateway; then this component does it.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.importer import LANGUAGE
from language import DEFAULT, SUPPORTED, Identifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Sets `language` on each message: as told in its metadata, or else as identified."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._default: str = config["default"]
        self._identifier: Identifier | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`default`: the language of a message whose language cannot be told."""
        return {"default": DEFAULT}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        """Create the component."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the language of every example that the importer could not place."""
        for example in training_data.training_examples:
            self._annotate(example, prior=None)
        return training_data

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Set the language of every message; a short one keeps the conversation's language."""
        for message in messages:
            self._annotate(message, prior=spoken_in(tracker))
        return messages

    def _annotate(self, message: Message, *, prior: str | None) -> None:
        text = message.get(TEXT)
        if not text or message.get(LANGUAGE):
            return
        told = (message.get(METADATA) or {}).get(LANGUAGE)
        code = told if told in SUPPORTED else self._identify(text, prior)
        message.set(LANGUAGE, code, add_to_output=True)

    def _identify(self, text: str, prior: str | None) -> str:
        if self._identifier is None:
            self._identifier = Identifier()
        found = self._identifier.identify(text, prior=prior)
        return found.language if found.language in SUPPORTED else (prior or self._default)


def spoken_in(tracker: DialogueStateTracker | None) -> str | None:
    """Return the language of a conversation so far, or None if nothing was said yet."""
    if tracker is None:
        return None
    slot = tracker.slots.get(LANGUAGE)
    if slot is not None and slot.value in SUPPORTED:
        return str(slot.value)
    latest = tracker.latest_message.parse_data if tracker.latest_message else {}
    code = latest.get(LANGUAGE)
    return code if code in SUPPORTED else None
