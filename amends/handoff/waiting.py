"""Keeps which conversations wait for a person; every function works in its caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from amends.conversations.model import Conversation
from amends.handoff.model import Waiting
from amends.handoff.tables import waiting_for_person
from amends.ids import ConversationId


def begin(tx: Connection, conversation_id: ConversationId, *, reason: str, now: datetime) -> None:
    """Record that a conversation waits from now on, and why."""
    end(tx, conversation_id)
    tx.execute(
        insert(waiting_for_person).values(conversation_id=conversation_id, reason=reason, since=now)
    )


def end(tx: Connection, conversation_id: ConversationId) -> None:
    """Forget that a conversation waits."""
    tx.execute(
        delete(waiting_for_person).where(waiting_for_person.c.conversation_id == conversation_id)
    )


def of(tx: Connection, found: tuple[Conversation, ...]) -> tuple[Waiting, ...]:
    """Return for those of the conversations that wait since when and why they do."""
    known = {conversation.id: conversation for conversation in found}
    rows = tx.execute(
        select(waiting_for_person).where(waiting_for_person.c.conversation_id.in_(known))
    )
    return tuple(
        Waiting(known[ConversationId(row.conversation_id)], row.reason, row.since) for row in rows
    )
