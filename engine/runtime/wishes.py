"""Keeps what customers want in the conversation: what is being dealt with, and what still waits."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from engine.components.intents import WISHES
from engine.components.matters import MATTERS, one_matter

AT_HAND = "at_hand"
"""The slot of the wish that is being dealt with: `{"intent", "text"}`."""

WAITING = "other_wishes"
"""The slot of the wishes that wait: a list of `{"intent", "text", "entities"}`."""

_MOST_WAITING = 3
_FEW_WORDS = 3
"""So many words beside a value say nothing of their own: "it's A-10001"."""


def events_of_wishes(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that remember the wishes of the latest message.

    Its first wish is at hand from now on, and so waits no longer; further ones wait.
    """
    if tracker.latest_message is None or WAITING not in tracker.slots:
        return []
    parsed = tracker.latest_message.parse_data
    intent, text = (parsed.get("intent") or {}).get("name"), tracker.latest_message.text or ""
    waiting = before = list(tracker.slots[WAITING].value or [])
    events: list[Event] = []
    if intent in MATTERS and not _is_only_a_value(text, parsed):
        waiting = [one for one in waiting if not one_matter(one["intent"], intent)]
        events.append(SlotSet(AT_HAND, {"intent": intent, "text": text}))
    found = [_kept(wish, parsed) for wish in parsed.get(WISHES) or [] if wish["of_its_own"]]
    known = {one["intent"] for one in waiting}
    waiting = [*waiting, *(wish for wish in found if wish["intent"] not in known)]
    if waiting != before:
        events.append(SlotSet(WAITING, waiting[:_MOST_WAITING]))
    return events


def wishes_of(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return the wish at hand and those that wait, as the gateway is told of them."""
    if WAITING not in tracker.slots:
        return []
    at_hand, waiting = tracker.slots[AT_HAND].value, tracker.slots[WAITING].value or []
    told = [] if at_hand is None else [{**at_hand, "waits": False}]
    told.extend({"intent": one["intent"], "text": one["text"], "waits": True} for one in waiting)
    return told


def _is_only_a_value(text: str, parsed: dict[str, Any]) -> bool:
    """Tell whether a message only gives what was asked for: an order number, an address."""
    rest = list(text)
    for one in parsed.get("entities") or []:
        if "start" in one:
            rest[one["start"] : one["end"]] = " " * (one["end"] - one["start"])
    words = "".join(rest).split()
    return bool(text) and len(words) < len(text.split()) and len(words) <= _FEW_WORDS


def _kept(wish: dict[str, Any], parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be known of a wish to take it up later."""
    entities = [
        {"entity": one["entity"], "value": one["value"]}
        for one in parsed.get("entities") or []
        if wish["start"] <= (one.get("start") or 0) < wish["end"] and "start" in one
    ]
    return {"intent": wish["intent"], "text": wish["text"], "entities": entities}
