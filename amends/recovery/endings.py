"""How offers end: accepted and delivered, refused, or their time runs out."""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.errors import AmendsError, Unavailable
from amends.handoff.service import HandoffService
from amends.recovery import store, trail
from amends.recovery.fulfilment import Fulfilment
from amends.recovery.journal import Journal
from amends.recovery.model import Issue, IssueState, Offer, OfferState, PersonReason
from amends.recovery.states import OPEN

OFFER_LAPSED = "EXTERNAL_offer_lapsed"

_AFTER_TIME = {
    OfferState.PENDING_APPROVAL: OfferState.EXPIRED,
    OfferState.PRESENTED: OfferState.LAPSED,
}

_log = logging.getLogger(__name__)


class Endings:
    """Ends offers, each in its caller's transaction."""

    def __init__(
        self,
        *,
        clock: Clock,
        journal: Journal,
        fulfilment: Fulfilment,
        customers: CustomerService,
        conversations: ConversationService,
        handoff: HandoffService,
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._fulfilment = fulfilment
        self._customers = customers
        self._conversations = conversations
        self._handoff = handoff

    def is_over(self, offer: Offer) -> bool:
        """Return whether the time to decide or to answer has run out."""
        return (
            offer.state in _AFTER_TIME
            and offer.expires_at is not None
            and offer.expires_at <= self._clock.now()
        )

    def accept(self, tx: Connection, offer: Offer, *, key: str) -> None:
        """Accept an offer and deliver it; if that fails, a person is asked to."""
        accepted = self._journal.move(
            tx,
            offer,
            OfferState.ACCEPTED,
            actor=trail.CUSTOMER,
            reason="accepted",
            expires_at=None,
        )
        issue = store.get_issue(tx, offer.issue_id)
        try:
            with tx.begin_nested():
                outcome = self._fulfilment.deliver(accepted, issue, key=key)
        except Unavailable:
            raise
        except AmendsError as error:
            _log.warning("an offer could not be delivered", extra={"code": error.code})
            self._journal.move(
                tx, accepted, OfferState.FAILED, actor=trail.SYSTEM, reason=error.code
            )
            self._handoff.request_person(
                offer.conversation_id,
                reason=PersonReason.FULFILMENT_FAILED,
                key=f"{key}:recovery.person",
            )
            return
        self._journal.move(
            tx,
            accepted,
            OfferState.FULFILLED,
            actor=trail.SYSTEM,
            reason="delivered",
            outcome=dict(outcome),
        )
        store.change_issue(tx, issue.id, state=IssueState.SETTLED.value)
        self._remember(offer, issue.kind.value, accepted=True, key=key)

    def refuse(self, tx: Connection, offer: Offer, *, reason: str, key: str) -> None:
        """Refuse an offer for the customer."""
        self._journal.move(
            tx,
            offer,
            OfferState.REFUSED,
            actor=trail.CUSTOMER,
            reason=reason,
            expires_at=None,
        )
        issue = store.get_issue(tx, offer.issue_id)
        self._remember(offer, issue.kind.value, accepted=False, key=key)

    def withdraw(self, tx: Connection, issue: Issue, *, reason: str) -> None:
        """Close an issue that the customer has taken back, and withdraw its open offer."""
        for offer in store.offers_of(tx, issue.id):
            if offer.state in OPEN:
                self._journal.move(
                    tx,
                    offer,
                    OfferState.WITHDRAWN,
                    actor=trail.CUSTOMER,
                    reason=reason,
                    expires_at=None,
                )
        store.change_issue(tx, issue.id, state=IssueState.WITHDRAWN.value)

    def lapse(self, tx: Connection, offer: Offer) -> Offer:
        """Close an offer whose time is over."""
        return self._journal.move(
            tx,
            offer,
            _AFTER_TIME[offer.state],
            actor=trail.SYSTEM,
            reason="time_over",
            expires_at=None,
        )

    def announce_lapse(self, offer: Offer) -> None:
        """Let the customer know; if nobody decided in time, a person is asked."""
        self._conversations.enqueue_event(
            offer.conversation_id,
            intent=OFFER_LAPSED,
            entities={"offer_id": offer.id},
            key=f"{offer.id}:lapsed",
        )
        if offer.state is OfferState.EXPIRED:
            self._handoff.request_person(
                offer.conversation_id,
                reason=PersonReason.APPROVAL_EXPIRED,
                key=f"{offer.id}:expired",
            )

    def _remember(self, offer: Offer, issue: str, *, accepted: bool, key: str) -> None:
        """Add how the offer ended to the customer's history."""
        if offer.customer_id is None:
            return
        self._customers.record_recovery(
            offer.customer_id,
            offer_id=offer.id,
            issue=issue,
            remedy=offer.remedy.value,
            accepted=accepted,
            key=key,
            order_number=offer.order_number,
            money=offer.money,
        )
