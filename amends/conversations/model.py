"""What a conversation is made of; pure, without storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from amends.ids import AgentId, ConversationId, CustomerId
from amends.storage.types import JsonValue

MAX_TEXT_LENGTH = 4_000
"""Longest text of one message, in characters."""


class Mode(StrEnum):
    """Who answers in a conversation."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote an entry."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


class EntryKind(StrEnum):
    """What an entry of the log is; only messages are shown to the customer."""

    MESSAGE = "message"
    NOTE = "note"
    MODE = "mode"
    OFFER = "offer"
    EVENT = "event"


class InboxKind(StrEnum):
    """What waits to be dealt with."""

    TEXT = "text"
    CHOICE = "choice"
    EVENT = "event"


@dataclass(frozen=True)
class Payload:
    """What a choice or an event means to the engine.

    Attributes:
        intent: Name of an intent; events use names that start with ``EXTERNAL_``.
        entities: Entity values by name.
    """

    intent: str
    entities: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class ChoiceOffer:
    """A quick reply as it is offered: what it says and what it means."""

    label: str
    payload: Payload


@dataclass(frozen=True)
class Choice:
    """A quick reply that was offered; its id is all that leaves the gateway."""

    id: str
    label: str
    payload: Payload
    seq: int
    open: bool


@dataclass(frozen=True)
class Entry:
    """One entry of the conversation log.

    Attributes:
        seq: Position in the conversation, from 1, without gaps.
        details: What belongs to this kind of entry, such as the old and new mode.
        annotation: Language, sentiment and emotions of a customer's message, once known.
    """

    conversation_id: ConversationId
    seq: int
    kind: EntryKind
    author: Author
    text: str
    at: datetime
    language: str | None = None
    agent_id: AgentId | None = None
    details: Mapping[str, JsonValue] = field(default_factory=dict)
    annotation: Mapping[str, JsonValue] | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Wish:
    """Something that a customer wants.

    Attributes:
        intent: What they want.
        text: Their own words for it.
        waits: Whether something else is dealt with first.
    """

    intent: str
    text: str
    waits: bool

    def to_wire(self) -> dict[str, JsonValue]:
        """Return plain JSON types."""
        return {"intent": self.intent, "text": self.text, "waits": self.waits}


@dataclass(frozen=True)
class Conversation:
    """A conversation with one contact on one channel.

    Attributes:
        verified: Whether it is proven that the contact is the customer.
        frustration: Level and trend as JSON, see ``amends.emotion.frustration``.
        wishes: What the assistant deals with or dealt with last, and what waits to be taken up.
    """

    id: ConversationId
    contact_id: str
    channel: str
    customer_id: CustomerId | None
    verified: bool
    language: str
    mode: Mode
    assigned_to: AgentId | None
    frustration: Mapping[str, JsonValue] | None
    last_seq: int
    created_at: datetime
    updated_at: datetime
    wishes: tuple[Wish, ...] = ()

    @property
    def frustration_level(self) -> float:
        """How frustrated the customer is, 0..1."""
        level = (self.frustration or {}).get("level", 0.0)
        return float(level) if isinstance(level, int | float) else 0.0


@dataclass(frozen=True)
class InboundMessage:
    """A customer's message as a channel parsed it.

    Attributes:
        account: Which of the shop's accounts on the channel it came to.
        source_id: The channel's id of this message; the same id again is the same message.
        text: What was typed; empty when a choice was made.
        choice_id: Id of the choice that was made, if one was.
    """

    channel: str
    account: str
    source_id: str
    conversation_id: ConversationId
    text: str = ""
    choice_id: str | None = None


@dataclass(frozen=True)
class Received:
    """Where an inbound message stands in the log, and whether it had been received before."""

    seq: int
    repeated: bool


@dataclass(frozen=True)
class InboxItem:
    """One message or event that waits for its turn.

    Attributes:
        message_id: The key of everything that is done because of it.
    """

    id: int
    conversation_id: ConversationId
    message_id: str
    kind: InboxKind
    seq: int | None
    text: str
    payload: Payload | None
    attempts: int
    received_at: datetime


@dataclass(frozen=True)
class Waiting:
    """An item whose turn it is, and its conversation as it was when the item got its turn."""

    item: InboxItem
    conversation: Conversation


@dataclass(frozen=True)
class Reply:
    """Something to say to the customer."""

    text: str
    language: str | None = None
    choices: tuple[ChoiceOffer, ...] = ()
    wording: str | None = None
