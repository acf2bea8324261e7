"""Takes note of what customer and agent said while the assistant was silent."""

from __future__ import annotations

from typing import Any, Protocol

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import AgentUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.runtime.turn import CHANNEL, Author, Said


class Understanding(Protocol):
    """What reads a customer's text."""

    domain: Domain

    def understand(self, text: str, tracker: DialogueStateTracker) -> dict[str, Any]:
        """Return intent and entities of a text."""


def events_of_transcript(
    said: Said, understanding: Understanding, tracker: DialogueStateTracker
) -> list[Event]:
    """Return the events that record one message.

    An agent's words are kept as they are. A customer's are understood, so that an order number
    given to the agent is not asked for again; they trigger no action.
    """
    if said.author is Author.AGENT:
        return [AgentUttered(said.text)]
    parsed = understanding.understand(said.text, tracker)
    heard = UserUttered(
        said.text,
        parsed["intent"],
        parsed["entities"],
        parsed,
        input_channel=CHANNEL,
        metadata={"transcript": True},
    )
    return [heard, *_slots_filled(parsed["entities"], understanding.domain)]


def _slots_filled(entities: list[dict[str, Any]], domain: Domain) -> list[Event]:
    """Return the slots that are named like one of these entities, with the last value of each."""
    values = {one["entity"]: one["value"] for one in entities}
    return [SlotSet(slot.name, values[slot.name]) for slot in domain.slots if slot.name in values]
