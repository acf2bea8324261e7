"""Talks to the dialogue engine over the wire of its connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from amends.conversations.model import ChoiceOffer, InboxKind, Payload, Reply, Wish
from amends.errors import AmendsError, Unavailable
from amends.ids import ConversationId
from amends.peer import OK, Peer
from amends.storage.types import JsonValue

_BUSY = frozenset({408, 425, 429, 502, 503, 504})


class EngineFailed(AmendsError):
    """The engine answered, but not with something that can be used."""

    default_code = "engine_failed"


@dataclass(frozen=True)
class Turn:
    """What the engine is asked to answer."""

    conversation_id: ConversationId
    message_id: str
    kind: InboxKind
    text: str
    payload: Payload | None
    metadata: Mapping[str, JsonValue]
    transcript: Sequence[Mapping[str, JsonValue]] = ()


@dataclass(frozen=True)
class Answer:
    """What the engine makes of a turn.

    Attributes:
        replies: What it says.
        topic: The intent with which the customer came; nothing if they answered a question.
        wishes: What the customer wants as of then.
    """

    replies: tuple[Reply, ...]
    topic: str | None = None
    wishes: tuple[Wish, ...] = ()


class _Payload(BaseModel):
    intent: str
    entities: dict[str, JsonValue] = {}


class _Choice(BaseModel):
    label: str
    payload: _Payload


class _Reply(BaseModel):
    text: str
    language: str | None = None
    wording: str | None = None
    choices: list[_Choice] = []


class _Wish(BaseModel):
    intent: str
    text: str
    waits: bool


class _Answer(BaseModel):
    replies: list[_Reply]
    topic: str | None = None
    wishes: list[_Wish] = []


class EngineClient:
    """Sends turns to the engine and reads its replies.

    Args:
        url: Where the engine listens, without a path.
        token: The secret shared by the processes.
    """

    def __init__(self, *, url: str, token: str) -> None:
        self._peer = Peer(name="engine", url=url, token=token)

    async def answer(self, turn: Turn) -> Answer:
        """Return what the engine makes of a turn.

        Raises:
            Unavailable: The engine is down, still loading or too slow; try again later.
            EngineFailed: The engine failed at this very turn.
        """
        body = await self._request("POST", "/webhooks/amends/webhook", _wire(turn))
        try:
            answer = _Answer.model_validate_json(body)
        except ValidationError as error:
            raise EngineFailed("The engine's answer cannot be read") from error
        return Answer(
            replies=tuple(_reply(reply) for reply in answer.replies),
            topic=answer.topic,
            wishes=tuple(Wish(one.intent, one.text, one.waits) for one in answer.wishes),
        )

    async def erase(self, conversation_id: ConversationId) -> None:
        """Have the engine forget a conversation; forgetting it twice is no mistake.

        Raises:
            Unavailable: The engine is down, still loading or too slow; try again later.
            EngineFailed: The engine failed at it.
        """
        await self._request("DELETE", f"/webhooks/amends/conversations/{conversation_id}")

    async def check(self) -> None:
        """Ask the engine whether it is ready.

        Raises:
            Unavailable: It is not.
        """
        await self._peer.check()

    async def close(self) -> None:
        """Close the connections."""
        await self._peer.close()

    async def _request(
        self, method: str, path: str, content: dict[str, JsonValue] | None = None
    ) -> bytes:
        answer = await self._peer.request(method, path, content)
        if answer.status in _BUSY:
            raise Unavailable("The engine is busy", code="engine")
        if answer.status != OK:
            raise EngineFailed(f"The engine answered with status {answer.status}")
        return answer.body


def _wire(turn: Turn) -> dict[str, JsonValue]:
    content: dict[str, JsonValue] = {
        "conversation_id": turn.conversation_id,
        "message_id": turn.message_id,
        "kind": turn.kind,
        "metadata": dict(turn.metadata),
    }
    if turn.payload is None:
        content["text"] = turn.text
    else:
        content["payload"] = {
            "intent": turn.payload.intent,
            "entities": dict(turn.payload.entities),
        }
    if turn.transcript:
        content["transcript"] = [dict(line) for line in turn.transcript]
    return content


def _reply(reply: _Reply) -> Reply:
    return Reply(
        text=reply.text,
        language=reply.language,
        wording=reply.wording,
        choices=tuple(
            ChoiceOffer(choice.label, Payload(choice.payload.intent, choice.payload.entities))
            for choice in reply.choices
        ),
    )
