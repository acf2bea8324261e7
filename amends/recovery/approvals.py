"""Puts everything that an approver needs to decide on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation, EntryKind
from amends.customers.model import Customer, CustomerHistory, Order, OrderLine, OrderStatus
from amends.customers.service import CustomerService
from amends.ids import ConversationId, OfferId
from amends.recovery import store
from amends.recovery.explanation import Explanation, explain
from amends.recovery.model import Issue, Offer, OfferState
from amends.storage.types import JsonValue

_RECENT = 50
"""Among so many entries the customer's last annotated message is looked for."""


@dataclass(frozen=True)
class Mood:
    """How the customer feels.

    Attributes:
        frustration: 0..1, now.
        annotation: What was found out about their last message, as stored with it.
    """

    frustration: float
    annotation: Mapping[str, JsonValue]


@dataclass(frozen=True)
class Approval:
    """An offer that waits for a decision, and what to know for it.

    Attributes:
        customer: Nothing while nobody has said who they are; ``offer.verified`` says whether
            it is proven.
        line: The line of the order that the issue is about, if one is named.
        waiting_since: When the offer was proposed, and its approval asked for.
        expires_at: Until when it has to be given.
    """

    offer: Offer
    issue: Issue
    conversation_id: ConversationId
    language: str
    customer: Customer | None
    history: CustomerHistory | None
    order: Order | None
    order_status: OrderStatus | None
    line: OrderLine | None
    mood: Mood
    explanation: Explanation
    waiting_since: datetime
    expires_at: datetime | None


class Approvals:
    """Reads what waits for a decision."""

    def __init__(self, *, customers: CustomerService) -> None:
        self._customers = customers

    def pending(self, tx: Connection) -> tuple[Approval, ...]:
        """Return what waits for a decision, the longest waiting first."""
        return tuple(
            self._approval(tx, offer) for offer in store.offers_in(tx, OfferState.PENDING_APPROVAL)
        )

    def get(self, tx: Connection, offer_id: OfferId) -> Approval:
        """Return what there is to know about one offer, decided or not."""
        return self._approval(tx, store.get_offer(tx, offer_id))

    def explain(self, tx: Connection, offer: Offer) -> Explanation:
        """Say why an offer is what it is."""
        issue = store.get_issue(tx, offer.issue_id)
        _, status = self._order(issue)
        return explain(offer, issue, days_late=status.days_late if status else 0)

    def _approval(self, tx: Connection, offer: Offer) -> Approval:
        issue = store.get_issue(tx, offer.issue_id)
        conversation = conversation_store.get(tx, offer.conversation_id)
        order, status = self._order(issue)
        known = issue.customer_id
        return Approval(
            offer=offer,
            issue=issue,
            conversation_id=offer.conversation_id,
            language=conversation.language,
            customer=None if known is None else self._customers.get(known),
            history=None if known is None else self._customers.history(known),
            order=order,
            order_status=status,
            line=None if order is None or issue.line is None else order.line(issue.line),
            mood=_mood(tx, conversation),
            explanation=explain(offer, issue, days_late=status.days_late if status else 0),
            waiting_since=offer.proposed_at,
            expires_at=offer.expires_at,
        )

    def _order(self, issue: Issue) -> tuple[Order | None, OrderStatus | None]:
        if issue.customer_id is None or issue.order_number is None:
            return None, None
        order = self._customers.find_order(issue.customer_id, issue.order_number)
        return order, self._customers.order_status(order)


def _mood(tx: Connection, conversation: Conversation) -> Mood:
    recent = conversation_store.read(
        tx,
        conversation.id,
        after=max(0, conversation.last_seq - _RECENT),
        kinds=(EntryKind.MESSAGE,),
        limit=_RECENT,
    )
    annotated = [entry.annotation for entry in recent if entry.annotation]
    return Mood(conversation.frustration_level, annotated[-1] if annotated else {})
