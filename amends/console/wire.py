"""What the console's pages are sent about agents, conversations and what was said in them."""

from __future__ import annotations

from collections.abc import Mapping

from amends.conversations.model import Conversation, Entry
from amends.handoff.model import Agent, Callback, Waiting
from amends.handoff.overview import LastMessage, Who
from amends.ids import AgentId
from amends.storage.types import JsonValue

Names = Mapping[AgentId, str]
"""The agents' names by id."""


def agent_wire(agent: Agent) -> dict[str, JsonValue]:
    """Describe who is signed in."""
    return {
        "id": agent.id,
        "name": agent.name,
        "email": agent.email,
        "role": agent.role.value,
        "may_approve": agent.may_approve,
    }


def conversation_wire(
    conversation: Conversation,
    *,
    names: Names,
    customer: Who | None,
    waiting: Waiting | None,
    last: LastMessage | None,
) -> dict[str, JsonValue]:
    """Describe a conversation as it stands in a list."""
    return {
        "id": conversation.id,
        "mode": conversation.mode.value,
        "channel": conversation.channel,
        "language": conversation.language,
        "customer": customer_summary(customer, verified=conversation.verified),
        "assigned_to": named(conversation.assigned_to, names),
        "frustration": frustration_wire(conversation),
        "wishes": [wish.to_wire() for wish in conversation.wishes],
        "waiting": None
        if waiting is None
        else {"since": waiting.since.isoformat(), "reason": waiting.reason},
        "last": None if last is None else _last_wire(last),
        "last_seq": conversation.last_seq,
        "created_at": conversation.created_at.isoformat(),
        "updated_at": conversation.updated_at.isoformat(),
    }


def customer_summary(customer: Who | None, *, verified: bool) -> dict[str, JsonValue] | None:
    """Describe who is written with; nothing for a guest."""
    if customer is None:
        return None
    return {
        "id": customer.id,
        "name": customer.name,
        "tier": customer.tier,
        "verified": verified,
    }


def frustration_wire(conversation: Conversation) -> dict[str, JsonValue]:
    """Describe how frustrated the customer is and where that is heading."""
    trend = (conversation.frustration or {}).get("trend", 0.0)
    return {
        "level": round(conversation.frustration_level, 3),
        "trend": round(float(trend), 3) if isinstance(trend, int | float) else 0.0,
    }


def entry_wire(entry: Entry, *, names: Names) -> dict[str, JsonValue]:
    """Describe an entry of the log; ``kind`` tells messages from notes and events."""
    return {
        "seq": entry.seq,
        "kind": entry.kind.value,
        "author": entry.author.value,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "language": entry.language,
        "agent": named(entry.agent_id, names),
        "details": _details(entry, names),
        "mood": None if entry.annotation is None else dict(entry.annotation),
        "choices": [
            {"id": choice.id, "label": choice.label, "open": choice.open}
            for choice in entry.choices
        ],
    }


def callback_wire(
    callback: Callback, *, names: Names, customer: Who | None
) -> dict[str, JsonValue]:
    """Describe a call that a customer was promised."""
    return {
        "id": callback.id,
        "conversation_id": callback.conversation_id,
        "customer": None
        if customer is None
        else {
            "id": customer.id,
            "name": customer.name,
            "phone": customer.phone,
            "language": customer.language,
        },
        "reason": callback.reason,
        "state": callback.state.value,
        "due_at": callback.due_at.isoformat(),
        "done_at": None if callback.done_at is None else callback.done_at.isoformat(),
        "done_by": named(callback.done_by, names),
    }


def named(agent_id: str | None, names: Names) -> dict[str, JsonValue] | None:
    """Return an agent's id and name, or nothing if it is not an agent's id."""
    name = None if agent_id is None else names.get(AgentId(agent_id))
    return None if name is None else {"id": agent_id, "name": name}


def _last_wire(last: LastMessage) -> dict[str, JsonValue]:
    return {
        "seq": last.seq,
        "author": last.author.value,
        "text": last.text,
        "at": last.at.isoformat(),
    }


def _details(entry: Entry, names: Names) -> dict[str, JsonValue]:
    """Return an entry's details; an actor who is an agent gets a name."""
    details = dict(entry.details)
    actor = details.get("actor")
    if isinstance(actor, str) and (who := named(actor, names)) is not None:
        details["agent"] = who
    return details
