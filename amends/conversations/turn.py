"""One turn: annotate what the customer wrote, ask the engine, append what it says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import inbox, store
from amends.conversations.annotation import Annotation, Annotator
from amends.conversations.circumstances import Circumstances
from amends.conversations.engine_client import Answer, EngineClient, EngineFailed, Turn
from amends.conversations.hub import Hub
from amends.conversations.model import (
    Author,
    ChoiceOffer,
    Conversation,
    EntryKind,
    InboxItem,
    InboxKind,
    Mode,
    Payload,
    Reply,
    Waiting,
)
from amends.conversations.service import ConversationService
from amends.errors import Unavailable
from amends.ids import ConversationId
from amends.storage.database import Database
from amends.storage.types import JsonValue
from language import SUPPORTED, Catalogue, Tone, native_name

DELAY_TOLD_AFTER_S = 1.5
"""After so long without an answer the customer is told that it takes longer."""

MOST_FAILURES = 5
"""After so many failures at the same item a person is asked to look at it."""

_SHORTEST_WAIT = timedelta(milliseconds=200)
_LONGEST_WAIT = timedelta(seconds=1)
_HANDED_BACK = "EXTERNAL_handed_back"
_TRANSCRIPT_LENGTH = 40
_TRANSCRIPT_SEARCHED = 500

_log = logging.getLogger(__name__)


class RequestPerson(Protocol):
    """Puts a conversation into the queue of those that wait for a person."""

    def __call__(self, conversation_id: ConversationId, *, reason: str, key: str) -> bool:
        """Ask for a person, once per key; False if one was asked for before."""
        ...


@dataclass(frozen=True)
class Task:
    """An item together with what is known of it and of its conversation."""

    item: InboxItem
    conversation: Conversation
    annotation: Annotation | None
    tone: Tone
    transcript: tuple[dict[str, JsonValue], ...] = ()

    @property
    def language(self) -> str:
        """The language in which to go on."""
        return self.conversation.language if self.annotation is None else self.annotation.language


class TurnTaker:
    """Deals with one inbox item; what it returns commits the outcome."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        conversations: ConversationService,
        annotator: Annotator,
        engine: EngineClient,
        catalogue: Catalogue,
        hub: Hub,
        request_person: RequestPerson,
        circumstances: Circumstances,
    ) -> None:
        self._database = database
        self._clock = clock
        self._conversations = conversations
        self._annotator = annotator
        self._engine = engine
        self._catalogue = catalogue
        self._hub = hub
        self._request_person = request_person
        self._circumstances = circumstances

    def prepare(self, waiting: Waiting) -> Task:
        """Find out what the item itself tells; takes its time, but seldom asks the database."""
        item, conversation = waiting.item, waiting.conversation
        if item.kind is not InboxKind.TEXT:
            return Task(item, conversation, None, _last_tone(conversation))
        around = self._circumstances.of(item, conversation)
        annotation = self._annotator.annotate(
            item.text,
            prior=conversation.language,
            frustration=conversation.frustration,
            now=item.received_at,
            unanswered=around.unanswered,
            earlier_contacts=around.earlier_contacts,
        )
        return Task(item, conversation, annotation, annotation.tone)

    async def take(self, task: Task) -> Callable[[], None]:
        """Deal with an item.

        Returns:
            What has to be done in the transaction that ends the turn.
        """
        item = task.item
        if task.conversation.mode is Mode.AGENT:
            return lambda: self._leave_to_agent(task)
        if task.annotation is not None and task.annotation.outside is not None:
            reply = self._unsupported_language(task)
            answer = Answer((reply,), wishes=task.conversation.wishes)
            return lambda: self._conclude(task, answer)
        if item.payload is not None and item.payload.intent == _HANDED_BACK:
            transcript = await asyncio.to_thread(self._transcript, task.conversation)
            task = replace(task, transcript=transcript)
        self._hub.typing(item.conversation_id, Author.ASSISTANT, on=True)
        try:
            answer = await self._ask(task)
        except Unavailable:
            return lambda: self._try_later(task, counts=False)
        except EngineFailed:
            _log.error("the engine failed at a turn", extra={"conversation": item.conversation_id})
            if item.attempts + 1 >= MOST_FAILURES:
                return lambda: self._give_up(task)
            return lambda: self._try_later(task, counts=True)
        told = task
        if task.annotation is not None:
            told = replace(task, annotation=self._annotator.complete(task.annotation, answer.topic))
        return lambda: self._conclude(told, answer)

    def rest(self, item: InboxItem) -> None:
        """Tell that nobody types any more; after the turn's end, so that both are seen at once."""
        self._hub.typing(item.conversation_id, Author.ASSISTANT, on=False)

    def fail(self, item: InboxItem) -> None:
        """End a turn that failed unexpectedly: try again later, ask a person in the end."""
        with self._database.transaction() as tx:
            conversation = store.get(tx, item.conversation_id, lock=True)
            task = Task(item, conversation, None, _last_tone(conversation))
            if item.attempts + 1 >= MOST_FAILURES:
                self._give_up(task)
            else:
                self._try_later(task, counts=True)

    def drop(self, item: InboxItem) -> None:
        """Put an item aside that nothing else can be done with, so that others have their turn."""
        with self._database.transaction() as tx:
            inbox.finish(tx, item, state="dead")

    def _transcript(self, conversation: Conversation) -> tuple[dict[str, JsonValue], ...]:
        """Return the last of what customer and agent said since an agent took over."""
        lines: list[dict[str, JsonValue]] = []
        for entry in self._conversations.entries(
            conversation.id,
            after=max(0, conversation.last_seq - _TRANSCRIPT_SEARCHED),
            kinds=(EntryKind.MESSAGE, EntryKind.MODE),
            limit=_TRANSCRIPT_SEARCHED,
        ):
            if entry.kind is EntryKind.MODE and entry.details.get("to") == Mode.AGENT:
                lines = []
            elif entry.author in {Author.CUSTOMER, Author.AGENT}:
                lines.append({"author": entry.author.value, "text": entry.text})
        return tuple(lines[-_TRANSCRIPT_LENGTH:])

    async def _ask(self, task: Task) -> Answer:
        """Ask the engine; tell the customer when it takes long."""
        answer = asyncio.ensure_future(self._engine.answer(_turn(task)))
        try:
            done, _ = await asyncio.wait({answer}, timeout=DELAY_TOLD_AFTER_S)
            if not done:
                await asyncio.to_thread(self._tell_delay, task)
            return await answer
        finally:
            answer.cancel()

    def _tell_delay(self, task: Task) -> None:
        """Tell a customer who waits, be it behind an event, that it takes longer; once."""
        since = self._clock.now() - timedelta(seconds=DELAY_TOLD_AFTER_S)
        with self._database.transaction() as tx:
            if _locked(tx, task).mode is Mode.AGENT:
                return
            if inbox.note_delay(tx, task.item.conversation_id, since):
                behind = task.item.kind is InboxKind.EVENT
                key = f"delay:{since.timestamp()}" if behind else "delay"
                self._say(task, "say_takes_longer", key=key)

    def _try_later(self, task: Task, *, counts: bool) -> None:
        now = self._clock.now()
        waited = now - task.item.received_at
        with self._database.transaction() as tx:
            wait = min(max(waited / 2, _SHORTEST_WAIT), _LONGEST_WAIT)
            inbox.postpone(tx, task.item, until=now + wait, counts=counts)
            self._tell_delay(task)

    def _give_up(self, task: Task) -> None:
        with self._database.transaction() as tx:
            conversation = _locked(tx, task)
            if conversation.mode is Mode.AGENT:
                self._leave_to_agent(task)
            elif inbox.finish(tx, task.item, state="dead"):
                self._note(task, conversation)
                self._say(task, "say_engine_error", key="error")
                self._request_person(
                    task.item.conversation_id,
                    reason="engine_failed",
                    key=f"{task.item.message_id}:person",
                )

    def _leave_to_agent(self, task: Task, unsaid: tuple[Reply, ...] = ()) -> None:
        """Leave a message to the agent; an event waits until the conversation is handed back.

        If it was handed back meanwhile, the item stays where it is and has its turn again. What
        the assistant was about to say to a message, the agent gets as a note: it may hold what
        the customer has to know, such as a voucher's code.
        """
        is_event = task.item.kind is InboxKind.EVENT
        with self._database.transaction() as tx:
            conversation = _locked(tx, task)
            if conversation.mode is not Mode.AGENT:
                return
            if not inbox.finish(tx, task.item, state="held" if is_event else "done"):
                return
            self._note(task, conversation)
            for position, reply in enumerate(() if is_event else unsaid):
                self._conversations.append(
                    task.item.conversation_id,
                    author=Author.ASSISTANT,
                    text=reply.text,
                    kind=EntryKind.NOTE,
                    key=f"{task.item.message_id}:unsaid:{position}",
                    language=reply.language or task.language,
                )

    def _conclude(self, task: Task, answer: Answer) -> None:
        """Say what the engine answered, unless an agent has taken over since it was asked."""
        with self._database.transaction() as tx:
            conversation = _locked(tx, task)
            if conversation.mode is Mode.AGENT:
                self._leave_to_agent(task, unsaid=answer.replies)
                return
            if not inbox.finish(tx, task.item):
                return
            self._note(task, conversation, answer.replies)
            if answer.wishes != conversation.wishes:
                wishes = [wish.to_wire() for wish in answer.wishes]
                store.change(tx, task.item.conversation_id, wishes=wishes)
            self._conversations.answer(
                conversation,
                answer.replies,
                message_id=task.item.message_id,
                language=task.language,
            )
            self._call_person(task)

    def _call_person(self, task: Task) -> None:
        """Get a person for a customer who is at the end of their patience."""
        if task.annotation is None or not self._annotator.calls_person(task.annotation):
            return
        key = f"{task.item.message_id}:frustration"
        if self._request_person(task.item.conversation_id, reason="frustration", key=key):
            self._say(task, "utter_person_called", key="called", author=Author.ASSISTANT)

    def _note(self, task: Task, now: Conversation, replies: tuple[Reply, ...] = ()) -> None:
        """Store the annotation with the message and the mood with the conversation.

        A language that the customer asked for in this turn counts more than the message's own.
        """
        if task.annotation is None or task.item.seq is None:
            return
        with self._database.transaction() as tx:
            store.annotate(
                tx,
                task.item.conversation_id,
                task.item.seq,
                language=task.annotation.language,
                annotation=task.annotation.to_wire(),
            )
            switched = now.language != task.conversation.language
            store.change(
                tx,
                task.item.conversation_id,
                language=now.language if switched else task.annotation.language,
                frustration={
                    **task.annotation.frustration.to_json(),
                    **self._circumstances.left_by(
                        task.conversation, replies, task.annotation.signal.heard.topic
                    ),
                    "tone": task.annotation.tone.value,
                },
                updated_at=self._clock.now(),
            )

    def _say(self, task: Task, wording: str, *, key: str, author: Author = Author.SYSTEM) -> None:
        self._conversations.append(
            task.item.conversation_id,
            author=author,
            text=self._catalogue.render(wording, language=task.language, tone=task.tone),
            key=f"{task.item.message_id}:{key}",
            language=task.language,
            details={"wording": wording},
        )

    def _unsupported_language(self, task: Task) -> Reply:
        language = task.conversation.language
        languages = [native_name(code) for code in SUPPORTED if code in self._catalogue.languages]
        return Reply(
            text=self._catalogue.render(
                "say_language_unsupported",
                language=language,
                tone=task.tone,
                values={"languages": languages},
            ),
            language=language,
            wording="say_language_unsupported",
            choices=(
                ChoiceOffer(
                    self._catalogue.render("label_talk_to_person", language=language),
                    Payload("request_human"),
                ),
            ),
        )


def _locked(tx: Connection, task: Task) -> Conversation:
    """Return the conversation as it is now; nobody takes it over before this commits."""
    return store.get(tx, task.item.conversation_id, lock=True)


def _last_tone(conversation: Conversation) -> Tone:
    stored = conversation.frustration or {}
    return Tone(str(stored.get("tone", Tone.NEUTRAL.value)))


def _turn(task: Task) -> Turn:
    conversation = task.conversation
    metadata: dict[str, JsonValue] = {
        "language": task.language,
        "tone": task.tone.value,
        "channel": conversation.channel,
        "customer_id": conversation.customer_id,
        "verified": conversation.verified,
        "waiting": conversation.mode is Mode.WAITING,
        "frustration": conversation.frustration_level,
    }
    if task.annotation is not None:
        metadata.update(task.annotation.to_wire())
    return Turn(
        conversation_id=conversation.id,
        message_id=task.item.message_id,
        kind=task.item.kind,
        text=task.item.text,
        payload=task.item.payload,
        metadata=metadata,
        transcript=task.transcript,
    )
