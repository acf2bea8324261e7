"""Puts the entities that follow patterns onto a message, in the form that services take."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from engine.components.patterns import find


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternExtractor(GraphComponent):
    """Extracts `order_number` (`A-10001`), `email` and `amount` (`{amount, currency}`)."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._currency: str = config["currency"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`currency`: what a bare number is in when an amount was asked for (ISO 4217)."""
        return {"currency": "EUR"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternExtractor:
        """Create the component."""
        return cls(config)

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Add what was found; the slot that a form asks for says what a bare number means."""
        expected = tracker.get_slot(REQUESTED_SLOT) if tracker and tracker.active_loop else None
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = [
                    {
                        ENTITY_ATTRIBUTE_TYPE: one.entity,
                        ENTITY_ATTRIBUTE_START: one.start,
                        ENTITY_ATTRIBUTE_END: one.end,
                        ENTITY_ATTRIBUTE_VALUE: one.value,
                        ENTITY_ATTRIBUTE_CONFIDENCE: 1.0,
                        EXTRACTOR: type(self).__name__,
                    }
                    for one in find(text, expected=expected, currency=self._currency)
                ]
                known = message.get(ENTITIES, [])
                message.set(ENTITIES, [*known, *found], add_to_output=True)
        return messages
