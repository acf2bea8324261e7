"""The JSON between gateway and engine: what the connector takes and what it answers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Extra, Field, ValidationError, root_validator

from engine.errors import Malformed
from engine.runtime.turn import EXTERNAL, Answer, Author, Kind, Payload, Said, Turn

_LONGEST_ID = 128
_LONGEST_TEXT = 20_000


class _Strict(BaseModel):
    class Config:
        """Unknown keys are mistakes."""

        extra = Extra.forbid


class _PayloadBody(_Strict):
    intent: str = Field(regex=r"^\w+$", max_length=_LONGEST_ID)
    entities: dict[str, Any] = {}


class _SaidBody(_Strict):
    author: Author
    text: str = Field(max_length=_LONGEST_TEXT)


class _TurnBody(_Strict):
    conversation_id: str = Field(min_length=1, max_length=_LONGEST_ID)
    message_id: str = Field(min_length=1, max_length=_LONGEST_ID)
    kind: Kind
    text: str | None = Field(None, max_length=_LONGEST_TEXT)
    payload: _PayloadBody | None = None
    metadata: dict[str, Any] = {}
    transcript: list[_SaidBody] = []

    @root_validator(skip_on_failure=True)
    def _fits_its_kind(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805 - pydantic 1
        kind, text, payload = values["kind"], values["text"], values["payload"]
        if kind is Kind.TEXT:
            if payload is not None or not (text or "").strip():
                raise ValueError("a text needs a text, and nothing else")
        elif payload is None:
            raise ValueError("a choice or an event needs a payload")
        elif payload.intent.startswith(EXTERNAL) != (kind is Kind.EVENT):
            raise ValueError("only events carry external intents, and nothing else")
        return values


def turn_of(body: bytes) -> Turn:
    """Return the turn that a request's body describes. Raises `Malformed`."""
    try:
        read = _TurnBody.parse_raw(body)
    except (ValidationError, ValueError) as error:
        raise Malformed(type(error).__name__) from error
    payload = None
    if read.payload is not None:
        payload = Payload(intent=read.payload.intent, entities=read.payload.entities)
    return Turn(
        conversation_id=read.conversation_id,
        message_id=read.message_id,
        kind=read.kind,
        text=read.text if read.kind is Kind.TEXT else None,
        payload=payload,
        metadata=read.metadata,
        transcript=tuple(Said(author=one.author, text=one.text) for one in read.transcript),
    )


def body_of(turn: Turn, answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON types."""
    return {
        "message_id": turn.message_id,
        "replies": [
            {
                "text": reply.text,
                "language": reply.language,
                "wording": reply.wording,
                "choices": [
                    {
                        "label": choice.label,
                        "payload": {
                            "intent": choice.payload.intent,
                            "entities": dict(choice.payload.entities),
                        },
                    }
                    for choice in reply.choices
                ],
            }
            for reply in answer.replies
        ],
        "wishes": [dict(wish) for wish in answer.wishes],
        "repeated": answer.repeated,
        "topic": answer.topic,
    }
