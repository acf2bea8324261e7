"""Ends conversations that are over, and remembers each as a contact of its customer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, and_, exists, or_, select

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation, Mode
from amends.conversations.service import ConversationService
from amends.conversations.tables import conversations, entries, inbox
from amends.customers.service import CustomerService
from amends.ids import ConversationId
from amends.recovery import feedback, store
from amends.recovery.tables import offers
from amends.recovery.trail import CUSTOMER, SYSTEM
from amends.storage.database import Database

AFTER_GOODBYE = timedelta(minutes=10)
"""So long a customer who took their leave has to think of something else."""

GOODBYE, IDLE, SOLVED = "goodbye", "idle", "resolved"
"""Why conversations are closed: the customer took leave, fell silent, or an agent solved it."""

_GOODBYE_WORDING = "utter_goodbye"
_WITHOUT_ISSUE = "question"
_MAX_SUMMARY = 200
_AT_ONCE = 200


class Closing:
    """Closes conversations and keeps what they were about."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        customers: CustomerService,
        conversations: ConversationService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._customers = customers
        self._conversations = conversations

    def remember(self, conversation: Conversation, reason: str) -> None:
        """Add a conversation to its customer's history, as it is now that it is closed.

        It is resolved if nothing is left to be made right, or if an agent says so. One in which
        the customer said nothing is no contact.
        """
        customer_id = conversation.customer_id
        with self._database.transaction() as tx:
            if customer_id is None or not conversation_store.has_heard_customer(
                tx, conversation.id
            ):
                return
            issue = store.latest_issue(tx, conversation.id)
            left_open = any(
                one.customer_id == customer_id for one in store.open_issues(tx, conversation.id)
            )
            self._customers.record_contact(
                customer_id,
                conversation_id=conversation.id,
                channel=conversation.channel,
                topic=_WITHOUT_ISSUE if issue is None else issue.kind.value,
                language=conversation.language,
                resolved=reason == SOLVED or not left_open,
                key=f"{conversation.id}:closed:{conversation.last_seq}",
                order_number=None if issue is None else issue.order_number,
                summary="" if issue is None else issue.description[:_MAX_SUMMARY],
                satisfaction=feedback.latest_score(tx, conversation.id),
            )

    def close_idle(self, after: timedelta) -> int:
        """Close conversations of the assistant in which nothing happens; count them."""
        with self._database.reading() as tx:
            found = self._idle(tx, after)
        return sum(self._close(which, reason, after) for which, reason in found)

    def _close(self, conversation_id: ConversationId, reason: str, after: timedelta) -> bool:
        with self._database.transaction() as tx:
            conversation_store.get(tx, conversation_id, lock=True)
            if (conversation_id, reason) not in self._idle(tx, after, only=conversation_id):
                return False
            self._conversations.set_mode(
                conversation_id,
                Mode.CLOSED,
                actor=CUSTOMER if reason == GOODBYE else SYSTEM,
                reason=reason,
            )
            return True

    def _idle(
        self, tx: Connection, after: timedelta, only: ConversationId | None = None
    ) -> list[tuple[ConversationId, str]]:
        """Return what is over, and why: nothing is being said, decided or awaited there."""
        now, last = self._clock.now(), conversations.c.updated_at
        said_goodbye = entries.c.details["wording"].as_string() == _GOODBYE_WORDING
        query = (
            select(conversations.c.id, last, said_goodbye.label("goodbye"))
            .outerjoin(
                entries,
                and_(
                    entries.c.conversation_id == conversations.c.id,
                    entries.c.seq == conversations.c.last_seq,
                ),
            )
            .where(
                conversations.c.mode == Mode.ASSISTANT,
                or_(last <= now - after, and_(last <= now - AFTER_GOODBYE, said_goodbye)),
                ~exists().where(
                    offers.c.conversation_id == conversations.c.id, offers.c.open.is_(True)
                ),
                ~exists().where(
                    inbox.c.conversation_id == conversations.c.id, inbox.c.state == "pending"
                ),
            )
            .order_by(last)
            .limit(_AT_ONCE)
        )
        if only is not None:
            query = query.where(conversations.c.id == only)
        return [
            (ConversationId(row.id), GOODBYE if row.goodbye else IDLE) for row in tx.execute(query)
        ]
