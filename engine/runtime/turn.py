"""What the connector hands to the processor for one turn, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

CHANNEL = "amends"
"""The name of our input and output channel, as it stands in the tracker."""

EXTERNAL = "EXTERNAL_"
"""What the names of all intents begin with that only events may carry."""


class Kind(str, Enum):
    """What a turn begins with."""

    TEXT = "text"
    """The customer typed something."""
    CHOICE = "choice"
    """The customer took one of the choices that were put to them."""
    EVENT = "event"
    """Something happened elsewhere that concerns the conversation."""


class Author(str, Enum):
    """Who said something while the assistant was silent."""

    CUSTOMER = "customer"
    AGENT = "agent"


@dataclass(frozen=True)
class Payload:
    """An intent with its entities, as choices and events carry it."""

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """One message of the time when a person spoke with the customer."""

    author: Author
    text: str


@dataclass(frozen=True)
class Turn:
    """One message or event of a conversation: a text has a `text`, all else a `payload`."""

    conversation_id: str
    message_id: str
    kind: Kind
    text: str | None
    payload: Payload | None
    metadata: Mapping[str, Any]
    transcript: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Something that a customer can answer by a click."""

    label: str
    payload: Payload


@dataclass(frozen=True)
class Reply:
    """One complete message to the customer."""

    text: str
    language: str
    wording: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the assistant says to one turn.

    `repeated` if it had been said before; `topic` is the intent with which the customer came, None
    if they answered a question.

    `wishes` are what the customer wants as of then: the one at hand, and those that wait.
    """

    replies: tuple[Reply, ...]
    wishes: Sequence[Mapping[str, Any]] = ()
    repeated: bool = False
    topic: str | None = None
