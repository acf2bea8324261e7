"""Use cases of handing a conversation to a person and back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from amends.clock import Clock
from amends.conversations import inbox, store
from amends.conversations.model import Author, Conversation, EntryKind, Mode
from amends.conversations.service import ConversationService
from amends.errors import Conflict, Invalid
from amends.handoff.model import Callback, Waiting
from amends.handoff.tables import callbacks, waiting_for_person
from amends.ids import AgentId, ConversationId, CustomerId, new_id
from amends.storage.database import Database
from amends.storage.idempotency import once

HANDED_BACK = "EXTERNAL_handed_back"
ENGINE_ACTOR = "assistant"

_CALLBACK_WITHIN = timedelta(hours=24)


class HandoffService:
    """Puts conversations into the queue, gives them to agents and takes them back."""

    def __init__(
        self, *, database: Database, clock: Clock, conversations: ConversationService
    ) -> None:
        self._database = database
        self._clock = clock
        self._conversations = conversations

    def request_person(self, conversation_id: ConversationId, *, reason: str, key: str) -> bool:
        """Put a conversation into the queue, once per key.

        Returns:
            False when it already waits for a person or an agent has it.
        """
        with self._database.transaction() as tx:

            def ask() -> bool:
                if store.get(tx, conversation_id, lock=True).mode in {Mode.WAITING, Mode.AGENT}:
                    return False
                self._conversations.set_mode(
                    conversation_id, Mode.WAITING, actor=ENGINE_ACTOR, reason=reason
                )
                tx.execute(
                    delete(waiting_for_person).where(
                        waiting_for_person.c.conversation_id == conversation_id
                    )
                )
                tx.execute(
                    insert(waiting_for_person).values(
                        conversation_id=conversation_id, reason=reason, since=self._clock.now()
                    )
                )
                return True

            return bool(once(tx, key, ask))

    def queue(self) -> tuple[Waiting, ...]:
        """Return the conversations that wait for a person, the most frustrated first."""
        with self._database.reading() as tx:
            waiting = {
                row.conversation_id: row for row in tx.execute(select(waiting_for_person)).all()
            }
            found = store.find(tx, modes=(Mode.WAITING,), limit=500)
        queued = [
            Waiting(
                conversation=conversation,
                reason=waiting[conversation.id].reason if conversation.id in waiting else "",
                since=(
                    waiting[conversation.id].since
                    if conversation.id in waiting
                    else conversation.updated_at
                ),
            )
            for conversation in found
        ]
        return tuple(
            sorted(queued, key=lambda one: (-one.conversation.frustration_level, one.since))
        )

    def take_over(self, conversation_id: ConversationId, agent_id: AgentId) -> Conversation:
        """Give a conversation to an agent; the assistant falls silent.

        Raises:
            Conflict: Another agent has it.
        """
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            if conversation.mode is Mode.AGENT and conversation.assigned_to != agent_id:
                raise Conflict("Another agent has this conversation", code="already_taken")
            self._conversations.assign(conversation_id, agent_id)
            tx.execute(
                delete(waiting_for_person).where(
                    waiting_for_person.c.conversation_id == conversation_id
                )
            )
            return self._conversations.set_mode(
                conversation_id, Mode.AGENT, actor=agent_id, reason="taken_over"
            )

    def reply(
        self, conversation_id: ConversationId, agent_id: AgentId, *, message_id: str, text: str
    ) -> int:
        """Say something to the customer, once per message id; returns its number.

        Raises:
            Conflict: The agent does not have this conversation.
            Invalid: The text is empty.
        """
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            _check_has(conversation, agent_id)
            return self._conversations.append(
                conversation_id,
                author=Author.AGENT,
                text=_checked(text),
                key=f"agent:{agent_id}:{message_id}",
                language=conversation.language,
                agent_id=agent_id,
            )

    def note(
        self, conversation_id: ConversationId, agent_id: AgentId, *, message_id: str, text: str
    ) -> int:
        """Leave a note that only agents see, once per message id; returns its number."""
        return self._conversations.append(
            conversation_id,
            author=Author.AGENT,
            text=_checked(text),
            key=f"note:{agent_id}:{message_id}",
            kind=EntryKind.NOTE,
            agent_id=agent_id,
        )

    def hand_back(self, conversation_id: ConversationId, agent_id: AgentId) -> Conversation:
        """Let the assistant go on; it is told what was said meanwhile.

        Raises:
            Conflict: The agent does not have this conversation.
        """
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            _check_has(conversation, agent_id)
            self._conversations.assign(conversation_id, None)
            handed = self._conversations.set_mode(
                conversation_id, Mode.ASSISTANT, actor=agent_id, reason="handed_back"
            )
            inbox.requeue_held(tx, conversation_id)
            self._conversations.enqueue_event(
                conversation_id,
                intent=HANDED_BACK,
                entities={},
                key=f"{conversation_id}:handed_back:{handed.last_seq}",
            )
            return handed

    def close(
        self, conversation_id: ConversationId, agent_id: AgentId, *, reason: str
    ) -> Conversation:
        """Close a conversation; a new message of the customer opens it again."""
        with self._database.transaction() as tx:
            self._conversations.assign(conversation_id, None)
            tx.execute(
                delete(waiting_for_person).where(
                    waiting_for_person.c.conversation_id == conversation_id
                )
            )
            return self._conversations.set_mode(
                conversation_id, Mode.CLOSED, actor=agent_id, reason=reason
            )

    def request_callback(
        self,
        conversation_id: ConversationId,
        customer_id: CustomerId | None,
        *,
        reason: str,
        key: str,
    ) -> str:
        """Promise a call within a day, once per key; returns its id."""
        with self._database.transaction() as tx:

            def promise() -> str:
                callback_id = new_id("cal")
                tx.execute(
                    insert(callbacks).values(
                        id=callback_id,
                        conversation_id=conversation_id,
                        customer_id=customer_id,
                        reason=reason,
                        state="open",
                        due_at=self._clock.now() + _CALLBACK_WITHIN,
                    )
                )
                return callback_id

            return str(once(tx, key, promise))

    def callbacks(self) -> tuple[Callback, ...]:
        """Return the calls that are owed, the most urgent first."""
        with self._database.reading() as tx:
            rows = tx.execute(
                select(callbacks).where(callbacks.c.state == "open").order_by(callbacks.c.due_at)
            )
            return tuple(
                Callback(
                    id=row.id,
                    conversation_id=row.conversation_id,
                    customer_id=row.customer_id,
                    reason=row.reason,
                    due_at=row.due_at,
                    done=False,
                )
                for row in rows
            )

    def complete_callback(self, callback_id: str, agent_id: AgentId) -> None:
        """Record that the customer was called.

        Raises:
            Conflict: It was recorded before, or there is no such call.
        """
        with self._database.transaction() as tx:
            done = tx.execute(
                update(callbacks)
                .where(callbacks.c.id == callback_id, callbacks.c.state == "open")
                .values(state="done", done_by=agent_id)
            )
            if done.rowcount != 1:
                raise Conflict("This call is not open", code="callback_gone")


def _check_has(conversation: Conversation, agent_id: AgentId) -> None:
    if conversation.mode is not Mode.AGENT or conversation.assigned_to != agent_id:
        raise Conflict("Take the conversation over first", code="not_taken_over")


def _checked(text: str) -> str:
    cleaned = text.replace("\x00", "").strip()
    if not cleaned:
        raise Invalid("The message is empty", code="empty")
    return cleaned
