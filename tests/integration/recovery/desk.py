"""Short words for what tests do with offers again and again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from amends.conversations.model import EntryKind
from amends.conversations.service import ConversationService
from amends.conversations.tables import inbox
from amends.ids import AgentId, ConversationId, CustomerId
from amends.recovery.model import Decision, IssueKind, Offer, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from amends.storage.database import Database

CUSTOMER = CustomerId("C1")
DAMAGED = "A-1"
LATE = "A-2"
APPROVER = AgentId("agt_1")


@dataclass
class Desk:
    """A customer's conversation, and what is done about their offers."""

    database: Database
    recovery: RecoveryService
    conversations: ConversationService
    conversation_id: ConversationId
    _messages: int = 0

    def key(self) -> str:
        self._messages += 1
        return f"{self.conversation_id}:m{self._messages}"

    def offer(
        self,
        kind: IssueKind = IssueKind.ITEM_DAMAGED,
        order_number: str | None = DAMAGED,
        *,
        customer_id: CustomerId | None = CUSTOMER,
        verified: bool = True,
        wish: RemedyKind | None = None,
    ) -> Offer:
        issue = self.recovery.report_issue(
            self.conversation_id,
            customer_id,
            kind,
            order_number=order_number,
            description="the screen is broken",
            key=self.key(),
        )
        offer = self.recovery.recommend(
            self.conversation_id,
            issue.id,
            verified=verified,
            personalised=True,
            frustration=0.3,
            wish=wish,
            key=self.key(),
        )
        assert offer is not None
        return offer

    def late_offer(self) -> Offer:
        return self.offer(IssueKind.ORDER_LATE, LATE)

    def approve(self, offer: Offer) -> Offer:
        return self.recovery.decide(offer.id, actor=APPROVER, decision=Decision.APPROVE)

    def present(self, offer: Offer) -> Offer:
        return self.recovery.present(offer.id, key=self.key())

    def accept(self, offer: Offer) -> Offer:
        return self.recovery.answer(offer.id, accepted=True, key=self.key())

    def refuse(self, offer: Offer) -> Offer:
        return self.recovery.answer(offer.id, accepted=False, key=self.key())

    def events(self) -> list[tuple[str, dict[str, object]]]:
        with self.database.reading() as tx:
            rows = tx.execute(
                select(inbox.c.payload)
                .where(inbox.c.conversation_id == self.conversation_id, inbox.c.kind == "event")
                .order_by(inbox.c.id)
            )
            return [(row.payload["intent"], row.payload["entities"]) for row in rows]

    def logged_states(self, offer: Offer) -> list[OfferState]:
        entries = self.conversations.entries(self.conversation_id, kinds=(EntryKind.OFFER,))
        return [
            OfferState(str(entry.details["state"]))
            for entry in entries
            if entry.details["offer_id"] == offer.id
        ]

    def walked(self, offer: Offer) -> list[OfferState]:
        return [move.after for move in self.recovery.trail(offer.id)]
