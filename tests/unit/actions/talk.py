"""Runs an action on a conversation that a test describes, and shows what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import AmendsAction
from tests.unit.actions.fakes import CONVERSATION, CUSTOMER, Shop

KNOWN = {"customer_id": CUSTOMER, "verified": True}
"""The slots of a customer whose identity is proven."""


@dataclass
class Outcome:
    """What an action said and which events it returned."""

    said: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def wordings(self) -> list[str]:
        return [message["response"] for message in self.said]

    @property
    def slots(self) -> dict[str, Any]:
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def next_action(self) -> str | None:
        found = [event["name"] for event in self.events if event["event"] == "followup"]
        return found[-1] if found else None

    @property
    def rejected(self) -> bool:
        return any(event["event"] == "action_execution_rejected" for event in self.events)

    @property
    def left_form(self) -> bool:
        return {"event": "active_loop", "timestamp": None, "name": None} in self.events

    def values(self, wording: str) -> dict[str, Any]:
        found: dict[str, Any] = self._message(wording)["values"]
        return found

    def choices(self, wording: str) -> list[tuple[str, dict[str, Any]]]:
        return [(one["intent"], one["entities"]) for one in self._message(wording)["choices"]]

    def _message(self, wording: str) -> dict[str, Any]:
        return next(message for message in self.said if message["response"] == wording)


@dataclass
class Talk:
    """A conversation at the moment when an action is called."""

    text: str = ""
    intent: str = ""
    entities: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    confidence: float = 0.95
    form: str | None = None
    before: list[dict[str, Any]] = field(default_factory=list)
    latest_action: str = "action_listen"
    aside_by: str | None = None
    ranking: list[str] = field(default_factory=list)
    wishes: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] | None = None
    """The entities with their places, where these matter; else they are made from `entities`."""

    def tracker(self) -> Tracker:
        events = list(self.before)
        if self.form is not None:
            events += [{"event": "active_loop", "name": self.form}]
        events += [
            {"event": "action", "name": "action_listen"},
            {
                "event": "user",
                "text": self.text,
                "parse_data": {"intent": {"name": self.intent}},
            },
        ]
        if self.aside_by is not None:
            events += [{"event": "action", "name": self.aside_by}]
        if self.form is not None:
            events += [{"event": "action", "name": self.form}]
        return Tracker.from_dict(
            {
                "sender_id": CONVERSATION,
                "slots": dict(self.slots),
                "latest_message": {
                    "text": self.text,
                    "message_id": "m1",
                    "intent": {"name": self.intent, "confidence": self.confidence},
                    "intent_ranking": [{"name": name} for name in self.ranking or [self.intent]],
                    "entities": self.found or [self._entity(*one) for one in self.entities.items()],
                    "wishes": [{"of_its_own": True, **wish} for wish in self.wishes],
                    "metadata": {"language": "en", **self.metadata},
                },
                "events": events,
                "paused": False,
                "active_loop": {"name": self.form} if self.form else {},
                "latest_action_name": self.latest_action,
            }
        )

    def _entity(self, name: str, value: Any) -> dict[str, Any]:
        start = self.text.find(str(value))
        if start < 0:
            return {"entity": name, "value": value}
        return {"entity": name, "value": value, "start": start, "end": start + len(str(value))}


async def run(action: type[AmendsAction], shop: Shop, talk: Talk) -> Outcome:
    """Run an action as the action server does."""
    dispatcher = CollectingDispatcher()
    events = await action(shop).run(dispatcher, talk.tracker(), {})  # type: ignore[arg-type]  # fakes
    return Outcome(said=dispatcher.messages, events=events)


def bot(wording: str) -> dict[str, Any]:
    """Return the event of something that the assistant said."""
    return {"event": "bot", "metadata": {"utter_action": wording}}


def ran(action: str) -> dict[str, Any]:
    """Return the event of an action that ran."""
    return {"event": "action", "name": action}
