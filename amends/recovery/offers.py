"""Use cases of making offers: propose the best, put it to the customer, or another one."""

from __future__ import annotations

import random

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation
from amends.errors import Conflict, NotFound
from amends.handoff.service import HandoffService
from amends.ids import ConversationId, CustomerId, IssueId, OfferId, new_id
from amends.recovery import budget, store, trail
from amends.recovery.approval import Verdict, judge
from amends.recovery.eligibility import candidates
from amends.recovery.endings import Endings
from amends.recovery.facts import Facts, Wishes, turned_down
from amends.recovery.journal import Journal
from amends.recovery.model import (
    Candidate,
    Issue,
    IssueState,
    Offer,
    OfferState,
    PersonReason,
    RemedyKind,
)
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.ranking import rank
from amends.recovery.situation import Situation
from amends.recovery.states import OPEN
from amends.storage.database import Database
from amends.storage.idempotency import once


class Offers:
    """Makes offers."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        policy: RecoveryPolicy,
        facts: Facts,
        journal: Journal,
        endings: Endings,
        handoff: HandoffService,
        rng: random.Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._policy = policy
        self._facts = facts
        self._journal = journal
        self._endings = endings
        self._handoff = handoff
        self._rng = rng

    def recommend(
        self, conversation_id: ConversationId, issue_id: IssueId, wishes: Wishes, *, key: str
    ) -> Offer | None:
        """Propose the best remedy for an issue, or return the offer that is open for it."""
        with self._database.transaction() as tx:
            conversation = conversation_store.get(tx, conversation_id, lock=True)

            def compute() -> str | None:
                issue = _issue_for(tx, issue_id, conversation)
                current = self._current(tx, conversation_id)
                return current.id if current else self._propose(tx, issue, wishes, key=key)

            offer = _found(tx, once(tx, f"{key}:recovery.recommend", compute))
        if offer is not None and offer.issue_id != issue_id:
            raise Conflict("Another offer is still open", code="offer_open")
        return offer

    def present(self, offer_id: OfferId, *, key: str) -> Offer:
        """Put an offer to the customer; from now on it can be answered, and lapse."""
        with self._database.transaction() as tx:
            offer = store.lock_offer(tx, offer_id)

            def compute() -> str:
                if offer.state is not OfferState.PRESENTED:
                    self._journal.move(
                        tx,
                        offer,
                        OfferState.PRESENTED,
                        actor=trail.ASSISTANT,
                        reason="presented",
                        expires_at=self._clock.now() + self._policy.offers.answer_within,
                    )
                return offer.id

            once(tx, f"{key}:recovery.present:{offer_id}", compute)
            return store.get_offer(tx, offer_id)

    def other(self, offer_id: OfferId, *, key: str, wish: RemedyKind | None) -> Offer | None:
        """Refuse an offer for the customer and propose the next best, or ask for a person."""
        with self._database.transaction() as tx:
            offer = store.lock_offer(tx, offer_id)

            def compute() -> str | None:
                current = self._current(tx, offer.conversation_id)
                if current is not None and current.id != offer.id:
                    return current.id
                closed = store.get_offer(tx, offer_id)
                if closed.state in OPEN or closed.state is OfferState.FULFILLED:
                    self._endings.refuse(tx, closed, reason="another_wanted", key=key)
                issue = store.get_issue(tx, offer.issue_id)
                wishes = Wishes(
                    verified=offer.verified,
                    personalised=offer.personalised,
                    frustration=offer.frustration,
                    remedy=wish,
                )
                return self._propose(tx, issue, wishes, key=key)

            return _found(tx, once(tx, f"{key}:recovery.other:{offer_id}", compute))

    def bring(
        self, offer_id: OfferId, conversation_id: ConversationId, customer_id: CustomerId | None
    ) -> Offer:
        """Go on with an offer in the conversation in which its customer takes it up."""
        with self._database.transaction() as tx:
            conversation_store.get(tx, conversation_id, lock=True)
            offer = store.lock_offer(tx, offer_id)
            if offer.conversation_id == conversation_id:
                return offer
            if customer_id is None or offer.customer_id != customer_id:
                raise NotFound("This offer belongs to another conversation", code="offer_unknown")
            if offer.state in OPEN and self._current(tx, conversation_id) is not None:
                raise Conflict("Another offer is still open", code="offer_open")
            return self._journal.relocate(tx, offer, conversation_id)

    def _current(self, tx: Connection, conversation_id: ConversationId) -> Offer | None:
        """Return the open offer of a conversation; one whose time is over is closed."""
        offer = store.open_offer(tx, conversation_id)
        if offer is not None and self._endings.is_over(offer):
            self._endings.lapse(tx, offer)
            return None
        return offer

    def _propose(self, tx: Connection, issue: Issue, wishes: Wishes, *, key: str) -> str | None:
        """Propose the best remedy; nothing, and a person is asked, if there is none left.

        An order has one open offer at a time: one that is open in another conversation goes on
        in this one instead.
        """
        if issue.state is not IssueState.OPEN:
            raise Conflict("This issue is closed", code=f"issue_{issue.state.value}")
        budget.hold(tx)
        elsewhere = self._open_elsewhere(tx, issue)
        if elsewhere is not None:
            return self._journal.relocate(tx, elsewhere, issue.conversation_id).id
        situation = self._facts.situation(tx, issue, wishes)
        ranked = rank(candidates(situation, self._policy), situation, self._policy)
        tried = len(turned_down(tx, issue.id))
        if ranked[0].score is None or tried >= self._policy.offers.most_offers:
            self._handoff.request_person(
                issue.conversation_id, reason=PersonReason.NO_REMEDY, key=f"{key}:recovery.person"
            )
            return None
        verdict = judge(
            ranked,
            situation,
            self._policy,
            requested=wishes.person,
            drawn=self._rng.random(),
        )
        offer = self._journal.open(
            tx,
            self._new_offer(issue, situation, ranked, verdict),
            actor=trail.ASSISTANT,
            reason=issue.kind.value,
        )
        if verdict.reasons:
            self._journal.move(
                tx,
                offer,
                OfferState.PENDING_APPROVAL,
                actor=trail.ASSISTANT,
                reason=",".join(reason.value for reason in verdict.reasons),
                expires_at=self._clock.now() + self._policy.offers.approval_within,
            )
        return offer.id

    def _open_elsewhere(self, tx: Connection, issue: Issue) -> Offer | None:
        """Return the offer that is open for the same order in another conversation."""
        while (found := store.open_offer_about(tx, issue)) is not None:
            offer = store.lock_offer(tx, found.id)
            if self._endings.is_over(offer):
                self._endings.lapse(tx, offer)
            elif offer.state in OPEN:
                return offer
        return None

    def _new_offer(
        self,
        issue: Issue,
        situation: Situation,
        ranked: tuple[Candidate, ...],
        verdict: Verdict,
    ) -> Offer:
        best = ranked[0]
        return Offer(
            id=OfferId(new_id("off")),
            issue_id=issue.id,
            conversation_id=issue.conversation_id,
            customer_id=issue.customer_id,
            order_number=issue.order_number,
            remedy=best.remedy,
            money=best.money,
            state=OfferState.PROPOSED,
            version=1,
            frustration=situation.frustration,
            personalised=situation.personalised,
            verified=situation.verified,
            wish=situation.wish,
            risk=verdict.risk,
            approval_reasons=verdict.reasons,
            candidates=ranked,
            proposed_at=self._clock.now(),
        )


def _issue_for(tx: Connection, issue_id: IssueId, conversation: Conversation) -> Issue:
    """Return an issue of a conversation, or of another one of the same customer.

    Raises:
        NotFound: It is somebody else's.
    """
    issue = store.get_issue(tx, issue_id)
    if issue.conversation_id == conversation.id:
        return issue
    if issue.customer_id is None or issue.customer_id != conversation.customer_id:
        raise NotFound("There is no such issue", code="issue_not_found")
    store.change_issue(tx, issue_id, conversation_id=conversation.id)
    return store.get_issue(tx, issue_id)


def _found(tx: Connection, offer_id: object) -> Offer | None:
    return None if offer_id is None else store.get_offer(tx, OfferId(str(offer_id)))
