"""Use cases of handing a conversation to a person and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from amends.clock import Clock
from amends.conversations import inbox, store
from amends.conversations.model import (
    MAX_TEXT_LENGTH,
    Author,
    Conversation,
    EntryKind,
    Mode,
)
from amends.conversations.service import ConversationService
from amends.errors import Conflict, Invalid, TooLarge
from amends.handoff import callbacks, waiting
from amends.handoff.agents import agent_name
from amends.handoff.log import ASSISTANT, HandoffLog
from amends.handoff.model import Callback, CallbackState, Waiting
from amends.ids import AgentId, ConversationId, CustomerId
from amends.storage.database import Database
from amends.storage.idempotency import once
from language import Catalogue

HANDED_BACK = "EXTERNAL_handed_back"

_CALLBACK_WITHIN = timedelta(hours=24)
_LONGEST_QUEUE = 500


class HandoffService:
    """Puts conversations into the queue, gives them to agents and takes them back.

    Args:
        catalogue: Words in which the customer is told who joins; without it nobody tells them.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        conversations: ConversationService,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._conversations = conversations
        self._log = HandoffLog(conversations=conversations, catalogue=catalogue)

    def request_person(self, conversation_id: ConversationId, *, reason: str, key: str) -> bool:
        """Put a conversation into the queue, once per key.

        Returns:
            False when it already waits for a person or an agent has it.
        """
        with self._database.transaction() as tx:

            def ask() -> bool:
                if store.get(tx, conversation_id, lock=True).mode in {Mode.WAITING, Mode.AGENT}:
                    return False
                waiting.begin(tx, conversation_id, reason=reason, now=self._clock.now())
                self._conversations.set_mode(
                    conversation_id, Mode.WAITING, actor=ASSISTANT, reason=reason
                )
                return True

            return bool(once(tx, key, ask))

    def queue(self) -> tuple[Waiting, ...]:
        """Return the conversations that wait for a person: most frustrated, then longest, first."""
        with self._database.reading() as tx:
            found = store.find(tx, modes=(Mode.WAITING,), limit=_LONGEST_QUEUE)
            queued = waiting.of(tx, found)
        return tuple(
            sorted(queued, key=lambda one: (-one.conversation.frustration_level, one.since))
        )

    def waiting(self, found: Sequence[Conversation]) -> dict[ConversationId, Waiting]:
        """Return since when and why those of the conversations wait that do."""
        with self._database.reading() as tx:
            return {one.conversation.id: one for one in waiting.of(tx, tuple(found))}

    def take_over(
        self,
        conversation_id: ConversationId,
        agent_id: AgentId,
        *,
        from_agent: AgentId | None = None,
    ) -> Conversation:
        """Give a conversation to an agent; the assistant falls silent.

        Args:
            conversation_id: Which conversation.
            agent_id: Who takes it.
            from_agent: The colleague from whom it is taken, on purpose.

        Raises:
            Conflict: Another agent than that one has it.
        """
        with self._database.transaction() as tx:
            before = store.get(tx, conversation_id, lock=True)
            holder = _holder(before)
            if holder == agent_id:
                return before
            if holder != from_agent:
                raise Conflict("Somebody else has this conversation", code="already_taken")
            waiting.end(tx, conversation_id)
            self._conversations.assign(conversation_id, agent_id)
            if holder is None:
                self._conversations.set_mode(
                    conversation_id, Mode.AGENT, actor=agent_id, reason="taken_over"
                )
            else:
                self._log.reassigned(before, agent_id)
            self._log.introduced(before, agent_name(tx, agent_id))
            return store.get(tx, conversation_id)

    def reply(
        self, conversation_id: ConversationId, agent_id: AgentId, *, message_id: str, text: str
    ) -> int:
        """Say something to the customer, once per message id; returns its number.

        Raises:
            Conflict: The agent does not have this conversation.
            Invalid: The text is empty or too long.
        """
        key = f"agent:{agent_id}:{message_id}"
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            known = store.seq_of_key(tx, conversation_id, key)
            if known is not None:
                return known
            _check_has(conversation, agent_id)
            return self._conversations.append(
                conversation_id,
                author=Author.AGENT,
                text=_checked(text),
                key=key,
                language=conversation.language,
                agent_id=agent_id,
            )

    def note(
        self, conversation_id: ConversationId, agent_id: AgentId, *, message_id: str, text: str
    ) -> int:
        """Leave a note that only agents see, once per message id; returns its number.

        Raises:
            Invalid: The text is empty or too long.
        """
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
        """Close a conversation; a new message of the customer opens it again.

        What the assistant still has to tell, such as a decision on an offer, is told.

        Raises:
            Conflict: Another agent has it.
        """
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            if _holder(conversation) not in {None, agent_id}:
                raise Conflict("Somebody else has this conversation", code="already_taken")
            waiting.end(tx, conversation_id)
            self._conversations.assign(conversation_id, None)
            inbox.requeue_held(tx, conversation_id)
            return self._conversations.set_mode(
                conversation_id, Mode.CLOSED, actor=agent_id, reason=reason
            )

    def check_has(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        """Check that an agent has a conversation.

        Raises:
            Conflict: They do not.
        """
        _check_has(self._conversations.get(conversation_id), agent_id)

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
                callback_id = callbacks.promise(
                    tx,
                    conversation_id=conversation_id,
                    customer_id=customer_id,
                    reason=reason,
                    due_at=self._clock.now() + _CALLBACK_WITHIN,
                )
                self._log.callback(conversation_id, callback_id, "callback_promised")
                return callback_id

            return str(once(tx, key, promise))

    def callbacks(self, state: CallbackState = CallbackState.OPEN) -> tuple[Callback, ...]:
        """Return the calls that are owed, the most urgent first, or the ones that were made."""
        with self._database.reading() as tx:
            return callbacks.find(tx, state)

    def count_callbacks(self) -> int:
        """Return how many calls are owed."""
        with self._database.reading() as tx:
            return callbacks.count_open(tx)

    def complete_callback(self, callback_id: str, agent_id: AgentId) -> Callback:
        """Record that the customer was called.

        Raises:
            NotFound: There is no such call.
            Conflict: It was recorded before.
        """
        with self._database.transaction() as tx:
            done = callbacks.complete(tx, callback_id, agent_id, self._clock.now())
            self._log.callback(done.conversation_id, callback_id, "callback_done", actor=agent_id)
            return done


def _holder(conversation: Conversation) -> AgentId | None:
    return conversation.assigned_to if conversation.mode is Mode.AGENT else None


def _check_has(conversation: Conversation, agent_id: AgentId) -> None:
    if _holder(conversation) != agent_id:
        raise Conflict("Take the conversation over first", code="not_taken_over")


def _checked(text: str) -> str:
    cleaned = text.replace("\x00", "").strip()
    if not cleaned:
        raise Invalid("The message is empty", code="empty")
    if len(cleaned) > MAX_TEXT_LENGTH:
        raise TooLarge(f"The message is longer than {MAX_TEXT_LENGTH} characters", code="too_long")
    return cleaned
