"""Makes turns for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from engine.runtime.turn import Kind, Payload, Said, Turn

_numbers = count(1)


def typed(
    text: str, *, conversation: str = "c1", message_id: str | None = None, **more: Any
) -> Turn:
    """Return the turn of a customer who typed something."""
    return _turn(conversation, message_id, Kind.TEXT, text, **more)


def chosen(
    intent: str, *, conversation: str = "c1", message_id: str | None = None, **entities: Any
) -> Turn:
    """Return the turn of a customer who took a choice."""
    return _turn(conversation, message_id, Kind.CHOICE, payload=Payload(intent, entities))


def happened(
    intent: str, *, conversation: str = "c1", transcript: tuple[Said, ...] = (), **entities: Any
) -> Turn:
    """Return the turn of something that happened elsewhere."""
    turn = _turn(conversation, None, Kind.EVENT, payload=Payload(intent, entities))
    return Turn(**{**vars(turn), "transcript": transcript})


def _turn(
    conversation: str,
    message_id: str | None,
    kind: Kind,
    text: str | None = None,
    payload: Payload | None = None,
    **metadata: Any,
) -> Turn:
    return Turn(
        conversation_id=conversation,
        message_id=message_id or f"m{next(_numbers)}",
        kind=kind,
        text=text,
        payload=payload,
        metadata={"language": "en", "tone": "neutral", "verified": False, **metadata},
    )
