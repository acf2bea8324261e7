"""Replaces two of Rasa's methods that repeat work at every call; what they return stays the same.

Both are reached from many places inside Rasa (forms, slot extraction), where a subclass would not
be used.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

from engine.errors import ActionFailed
from engine.tracker.codec import event_classes


def install() -> None:
    """Put the replacements in place.

    `RemoteAction._validate_action_result` checks the schema of action servers' answers against the
    schema of schemas, and then the answer, which takes ten times as long as the rest of a turn.
    `Event.resolve_by_type` walks all subclasses of all events.
    """
    RemoteAction._validate_action_result = _is_action_result
    Event.resolve_by_type = staticmethod(_class_of)


def _is_action_result(_action: RemoteAction, result: Any) -> bool:
    """Return True if an action server's answer can be used. Raises `ActionFailed`."""
    if not isinstance(result, dict):
        raise ActionFailed("the answer is not an object")
    events, responses = result.get("events", []), result.get("responses", [])
    if not all(isinstance(one, dict) and one.get("event") in event_classes() for one in events):
        raise ActionFailed("there is an event that is none")
    if not all(isinstance(one, dict) for one in responses):
        raise ActionFailed("there is a response that is none")
    return True


def _class_of(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found = event_classes().get(type_name, default)
    if found is None:
        raise ValueError(f"Unknown event name '{type_name}'.")
    return found
