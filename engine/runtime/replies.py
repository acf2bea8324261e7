"""Reads out of a conversation what one of its messages was about and what was answered to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

from engine.runtime.turn import Choice, Payload, Reply
from language import DEFAULT


def replies_to(events: Iterable[Event], message_id: str) -> tuple[Reply, ...] | None:
    """Return what was said after the message, or None if the message was never seen."""
    said: list[Reply] | None = None
    for event in events:
        if event.type_name == UserUttered.type_name and event.message_id:
            if said is not None and event.message_id != message_id:
                break
            if event.message_id == message_id:
                said = [] if said is None else said
        elif said is not None and event.type_name == BotUttered.type_name:
            said.append(_reply(event))
    return None if said is None else tuple(said)


def topic_of(events: Iterable[Event], message_id: str) -> str | None:
    """Return the intent of a message, or None if it answered what a form had asked."""
    asked = None
    for event in events:
        if isinstance(event, SlotSet) and event.key == REQUESTED_SLOT:
            asked = event.value
        elif isinstance(event, UserUttered) and event.message_id == message_id:
            return None if asked else event.intent_name
    return None


def payload_of(text: str) -> Payload:
    """Return what a button's payload means: `/intent` or `/intent{"entity": value}`."""
    intent, brace, rest = text.removeprefix("/").partition("{")
    return Payload(intent=intent, entities=json.loads(brace + rest) if brace else {})


def button_of(label: str, payload: Payload) -> dict[str, str]:
    """Return a choice in the form in which Rasa keeps it."""
    entities = json.dumps(dict(payload.entities), sort_keys=True) if payload.entities else ""
    return {"title": label, "payload": f"/{payload.intent}{entities}"}


def _reply(event: BotUttered) -> Reply:
    buttons: list[dict[str, Any]] = event.data.get("buttons") or []
    return Reply(
        text=event.text or "",
        language=event.metadata.get("language", DEFAULT),
        wording=event.metadata.get("utter_action", ""),
        choices=tuple(Choice(one["title"], payload_of(one["payload"])) for one in buttons),
    )
