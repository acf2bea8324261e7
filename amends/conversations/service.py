"""Use cases of the conversation log: open, receive, append, change who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import inbox, outbox, store
from amends.conversations.model import (
    MAX_TEXT_LENGTH,
    Author,
    Choice,
    ChoiceOffer,
    Conversation,
    Entry,
    EntryKind,
    InboundMessage,
    InboxKind,
    Mode,
    Payload,
    Received,
    Reply,
)
from amends.errors import Conflict, Invalid, NotFound, TooLarge
from amends.ids import AgentId, ConversationId, CustomerId
from amends.storage.database import Database
from amends.storage.types import JsonValue
from amends.storage.wakeups import Hint, Wakeups

EVENT_CHANNEL = "event"
"""The channel under which events stand in the inbox."""

Closed = Callable[[Conversation, str], None]
"""What is done when a conversation is closed, and for what reason it was."""

_MOST_ENTRIES = 500


class ConversationService:
    """The conversation log and the queue of what waits for an answer.

    Args:
        pushed_channels: Channels to which messages have to be sent; the others (the web) read
            the log themselves.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        wakeups: Wakeups,
        pushed_channels: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._clock = clock
        self._wakeups = wakeups
        self._pushed_channels = pushed_channels
        self._when_closed: list[Closed] = []

    def when_closed(self, callback: Closed) -> None:
        """Call this in the transaction of every closing; what it does is undone with it."""
        self._when_closed.append(callback)

    def open(
        self,
        *,
        channel: str,
        account: str,
        address: str,
        language: str,
        customer_id: CustomerId | None = None,
        verified: bool = False,
    ) -> Conversation:
        """Open a new conversation with the contact at this address."""
        with self._database.transaction() as tx:
            now = self._clock.now()
            contact_id = store.find_or_add_contact(
                tx, channel=channel, account=account, address=address, now=now
            )
            return store.add_conversation(
                tx,
                contact_id=contact_id,
                channel=channel,
                language=language,
                customer_id=customer_id,
                verified=verified,
                now=now,
            )

    def get(self, conversation_id: ConversationId) -> Conversation:
        """Return a conversation.

        Raises:
            NotFound: There is none with this id.
        """
        with self._database.reading() as tx:
            return store.get(tx, conversation_id)

    def find(self, *, modes: Sequence[Mode] = (), limit: int = 200) -> tuple[Conversation, ...]:
        """Return conversations in these modes (all if none is named), latest change first."""
        with self._database.reading() as tx:
            return store.find(tx, modes=modes, limit=limit)

    def receive(self, message: InboundMessage) -> Received:
        """Store a customer's message in the log and queue it, exactly once.

        Raises:
            Invalid: There is neither text nor a choice.
            TooLarge: The text is longer than ``MAX_TEXT_LENGTH`` characters.
            NotFound: The conversation does not exist, or the choice was never offered in it.
            Conflict: The choice was already made, or a newer question took its place.
        """
        text = _storable(message.text).strip()
        with self._database.transaction() as tx:
            conversation = store.get(tx, message.conversation_id, lock=True)
            known = inbox.find_seq(
                tx, channel=message.channel, account=message.account, source_id=message.source_id
            )
            if known is not None:
                return Received(known, repeated=True)
            choice = self._take_choice(tx, message) if message.choice_id is not None else None
            if choice is None:
                _check_text(text)
            said = store.NewEntry(
                author=Author.CUSTOMER,
                text=text if choice is None else choice.label,
                key=f"{message.channel}:{message.account}:{message.source_id}",
                details={} if choice is None else {"choice": choice.id},
            )
            seq = self._append(tx, conversation.id, [said], hint=Hint.INBOX)
            inbox.put(
                tx,
                conversation_id=conversation.id,
                channel=message.channel,
                account=message.account,
                source_id=message.source_id,
                kind=InboxKind.TEXT if choice is None else InboxKind.CHOICE,
                seq=seq,
                payload=None if choice is None else choice.payload,
                now=self._clock.now(),
            )
            if conversation.mode is Mode.CLOSED:
                self.set_mode(conversation.id, Mode.ASSISTANT, actor="customer", reason="wrote")
            return Received(seq, repeated=False)

    def enqueue_event(
        self,
        conversation_id: ConversationId,
        *,
        intent: str,
        entities: Mapping[str, JsonValue],
        key: str,
    ) -> None:
        """Queue something that happened elsewhere, once per key."""
        with self._database.transaction() as tx:
            store.get(tx, conversation_id, lock=True)
            if inbox.is_known(tx, channel=EVENT_CHANNEL, account="", source_id=key):
                return
            inbox.put(
                tx,
                conversation_id=conversation_id,
                channel=EVENT_CHANNEL,
                account="",
                source_id=key,
                kind=InboxKind.EVENT,
                seq=None,
                payload=Payload(intent, entities),
                now=self._clock.now(),
            )
            self._wakeups.announce(tx, conversation_id, Hint.INBOX)

    def append(
        self,
        conversation_id: ConversationId,
        *,
        author: Author,
        text: str,
        key: str,
        kind: EntryKind = EntryKind.MESSAGE,
        language: str | None = None,
        choices: Sequence[ChoiceOffer] = (),
        agent_id: AgentId | None = None,
        details: Mapping[str, JsonValue] | None = None,
    ) -> int:
        """Append an entry once per key and return its number; messages also go to the outbox.

        Raises:
            NotFound: There is no such conversation.
        """
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            known = store.seq_of_key(tx, conversation_id, key)
            if known is not None:
                return known
            entry = store.NewEntry(
                author=author,
                text=text,
                key=key,
                kind=kind,
                language=language,
                agent_id=agent_id,
                details=details or {},
            )
            seq = self._append(tx, conversation_id, [entry])
            if choices:
                store.offer_choices(tx, conversation_id, seq, choices)
            if kind is EntryKind.MESSAGE:
                self._push(tx, conversation, [seq])
            return seq

    def answer(
        self,
        conversation: Conversation,
        replies: Sequence[Reply],
        *,
        message_id: str,
        language: str,
    ) -> None:
        """Append what the assistant answers, in the transaction that closes the inbox item.

        Args:
            conversation: The conversation, locked in that transaction.
            replies: What is said, in order.
            message_id: The message that is answered; closed once, it is answered once.
            language: The language of replies that do not name their own.
        """
        if not replies:
            return
        with self._database.transaction() as tx:
            first = self._append(
                tx,
                conversation.id,
                [
                    store.NewEntry(
                        author=Author.ASSISTANT,
                        text=reply.text,
                        key=f"{message_id}:reply:{position}",
                        language=reply.language or language,
                        details={} if reply.wording is None else {"wording": reply.wording},
                    )
                    for position, reply in enumerate(replies)
                ],
            )
            for seq, reply in enumerate(replies, first):
                if reply.choices:
                    store.offer_choices(tx, conversation.id, seq, reply.choices)
            self._push(tx, conversation, range(first, first + len(replies)))

    def entries(
        self,
        conversation_id: ConversationId,
        *,
        after: int = 0,
        kinds: Sequence[EntryKind] = (),
        limit: int = _MOST_ENTRIES,
    ) -> tuple[Entry, ...]:
        """Return the log's entries after a number, in order."""
        with self._database.reading() as tx:
            return store.read(tx, conversation_id, after=after, kinds=kinds, limit=limit)

    def messages(
        self, conversation_id: ConversationId, *, after: int, limit: int
    ) -> tuple[Conversation, tuple[Entry, ...]]:
        """Return a conversation and its messages after a number, as of the same moment.

        Raises:
            NotFound: There is no such conversation.
        """
        with self._database.reading() as tx:
            conversation = store.get(tx, conversation_id)
            if conversation.last_seq <= after:
                return conversation, ()
            kinds = (EntryKind.MESSAGE,)
            return conversation, store.read(
                tx, conversation_id, after=after, kinds=kinds, limit=limit
            )

    def set_mode(
        self, conversation_id: ConversationId, mode: Mode, *, actor: str, reason: str
    ) -> Conversation:
        """Change who answers, and record in the log who changed it and why."""
        with self._database.transaction() as tx:
            conversation = store.get(tx, conversation_id, lock=True)
            if conversation.mode is mode:
                return conversation
            store.change(tx, conversation_id, mode=mode)
            entry = store.NewEntry(
                author=Author.SYSTEM,
                text="",
                kind=EntryKind.MODE,
                key=f"mode:{conversation.last_seq + 1}",
                details={
                    "from": conversation.mode,
                    "to": mode,
                    "actor": actor,
                    "reason": reason,
                },
            )
            self._append(tx, conversation_id, [entry])
            changed = store.get(tx, conversation_id)
            if mode is Mode.CLOSED:
                for callback in self._when_closed:
                    callback(changed, reason)
            return changed

    def assign(self, conversation_id: ConversationId, agent_id: AgentId | None) -> None:
        """Say which agent has the conversation."""
        with self._database.transaction() as tx:
            store.change(tx, conversation_id, assigned_to=agent_id, updated_at=self._clock.now())
            self._wakeups.announce(tx, conversation_id)

    def bind_customer(
        self, conversation_id: ConversationId, customer_id: CustomerId, *, verified: bool
    ) -> None:
        """Say which customer the contact is, and whether that is proven."""
        with self._database.transaction() as tx:
            store.change(
                tx,
                conversation_id,
                customer_id=customer_id,
                verified=verified,
                updated_at=self._clock.now(),
            )
            self._wakeups.announce(tx, conversation_id)

    def set_language(self, conversation_id: ConversationId, language: str) -> None:
        """Set the language that the conversation goes on in."""
        with self._database.transaction() as tx:
            store.change(tx, conversation_id, language=language)

    def _append(
        self,
        tx: Connection,
        conversation_id: ConversationId,
        added: Sequence[store.NewEntry],
        *,
        hint: Hint = Hint.LOG,
    ) -> int:
        storable = [replace(entry, text=_storable(entry.text)) for entry in added]
        first = store.append(tx, conversation_id, storable, self._clock.now())
        self._wakeups.announce(tx, conversation_id, hint)
        return first

    def _push(self, tx: Connection, conversation: Conversation, seqs: Iterable[int]) -> None:
        if conversation.channel in self._pushed_channels:
            for seq in seqs:
                outbox.put(tx, conversation.id, seq, conversation.channel, self._clock.now())

    def _take_choice(self, tx: Connection, message: InboundMessage) -> Choice:
        choice = store.find_choice(tx, message.conversation_id, message.choice_id or "")
        if choice is None:
            raise NotFound("This choice was not offered", code="choice_unknown")
        if not choice.open:
            raise Conflict("This choice is no longer open", code="choice_gone")
        store.withdraw_choices(tx, message.conversation_id)
        return choice


def _storable(text: str) -> str:
    """Drop NUL characters and lone surrogates, which no database and no wire can carry."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _check_text(text: str) -> None:
    if not text:
        raise Invalid("The message is empty", code="empty")
    if len(text) > MAX_TEXT_LENGTH:
        raise TooLarge(f"The message is longer than {MAX_TEXT_LENGTH} characters", code="too_long")
