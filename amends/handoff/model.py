"""Agents, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.conversations.model import Conversation
from amends.ids import AgentId, ConversationId, CustomerId


class Role(StrEnum):
    """What somebody may do in the console; an approver may do what an agent may."""

    AGENT = "agent"
    APPROVER = "approver"


@dataclass(frozen=True)
class Agent:
    """Somebody who works in the console."""

    id: AgentId
    email: str
    name: str
    role: Role

    @property
    def may_approve(self) -> bool:
        """Whether this agent may decide on offers."""
        return self.role is Role.APPROVER


@dataclass(frozen=True)
class AgentSession:
    """A signed-in agent and the token that whatever changes something has to carry."""

    agent: Agent
    csrf_token: str


@dataclass(frozen=True)
class Waiting:
    """A conversation that waits for a person, since when and why."""

    conversation: Conversation
    reason: str
    since: datetime


class CallbackState(StrEnum):
    """Whether a promised call was made."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True)
class Callback:
    """A call that a customer was promised.

    Attributes:
        reason: Code of what it is about.
        due_at: Until when it was promised.
        done_by: Who made it; nobody yet while it is open.
    """

    id: str
    conversation_id: ConversationId
    customer_id: CustomerId | None
    reason: str
    state: CallbackState
    due_at: datetime
    done_by: AgentId | None
    done_at: datetime | None
