"""Use cases of approvers: approve an offer, change it within the limits, or decline it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations.service import ConversationService
from amends.errors import Invalid
from amends.ids import AgentId, OfferId
from amends.money import Money
from amends.recovery import store
from amends.recovery.eligibility import basic_obstacle
from amends.recovery.errors import AlreadyDecided, OfferLapsed, OfferWithdrawn
from amends.recovery.facts import Facts, Wishes
from amends.recovery.journal import Journal
from amends.recovery.model import Decision, Offer, OfferState, RemedyKind
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import Situation
from amends.recovery.worth import most, worth
from amends.storage.database import Database

OFFER_DECIDED = "EXTERNAL_offer_decided"

_AFTER = {
    Decision.APPROVE: OfferState.APPROVED,
    Decision.AMEND: OfferState.AMENDED,
    Decision.DECLINE: OfferState.DECLINED,
}
_MAX_REASON = 1_000


class Decisions:
    """Takes down what approvers decide."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        policy: RecoveryPolicy,
        facts: Facts,
        journal: Journal,
        conversations: ConversationService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._policy = policy
        self._facts = facts
        self._journal = journal
        self._conversations = conversations

    def decide(
        self,
        offer_id: OfferId,
        *,
        actor: AgentId,
        decision: Decision,
        remedy: RemedyKind | None,
        amount: str | Decimal | None,
        reason: str,
    ) -> Offer:
        """Decide on an offer that waits for it, and let the customer know."""
        words = reason.replace("\x00", "").strip()[:_MAX_REASON]
        with self._database.transaction() as tx:
            offer = store.lock_offer(tx, offer_id)
            if offer.state is OfferState.WITHDRAWN:
                raise OfferWithdrawn
            if offer.state is not OfferState.PENDING_APPROVAL:
                raise AlreadyDecided
            if offer.expires_at is not None and offer.expires_at <= self._clock.now():
                raise OfferLapsed
            if decision is Decision.DECLINE and not words:
                raise Invalid("Declining an offer needs a reason", code="reason_missing")
            changed = {}
            if decision is Decision.AMEND:
                changed = store.what(*self._amended(tx, offer, remedy, amount))
            elif remedy is not None or amount is not None:
                raise Invalid(
                    "Remedy and amount can only be changed by amending", code="not_an_amendment"
                )
            decided = self._journal.move(
                tx,
                offer,
                _AFTER[decision],
                actor=actor,
                reason=words,
                decided_by=actor,
                decision_reason=words,
                expires_at=None,
                **changed,
            )
            self._conversations.enqueue_event(
                offer.conversation_id,
                intent=OFFER_DECIDED,
                entities={"offer_id": offer.id},
                key=f"{offer.id}:decided",
            )
            return decided

    def _amended(
        self, tx: Connection, offer: Offer, remedy: RemedyKind | None, amount: str | Decimal | None
    ) -> tuple[RemedyKind, Money | None]:
        """Return what is offered after an amendment, checked against the hard limits."""
        chosen = remedy or offer.remedy
        wishes = Wishes(
            verified=offer.verified,
            personalised=offer.personalised,
            frustration=offer.frustration,
        )
        situation = self._facts.situation(
            tx, store.get_issue(tx, offer.issue_id), wishes, besides=offer.id
        )
        stands_against = basic_obstacle(chosen, situation, self._policy)
        if stands_against is not None:
            raise Invalid(
                f"This remedy is not possible here: {stands_against.value.replace('_', ' ')}",
                code="remedy_not_possible",
            )
        if amount is None:
            return chosen, self._usual(chosen, offer, situation)
        return chosen, self._within_limits(chosen, amount, situation)

    def _usual(self, remedy: RemedyKind, offer: Offer, situation: Situation) -> Money | None:
        money = offer.money if remedy is offer.remedy else worth(remedy, situation, self._policy)
        if money is not None and money.amount_minor <= 0:
            raise Invalid("There is nothing to pay back", code="nothing_left")
        limits = self._policy.currencies.get(situation.currency or "")
        if money is not None and limits is not None and money > limits.cap:
            raise Invalid("The amount is above the limit", code="amount_too_high")
        return money

    def _within_limits(
        self, remedy: RemedyKind, amount: str | Decimal, situation: Situation
    ) -> Money:
        ceiling = most(remedy, situation, self._policy)
        if ceiling is None:
            raise Invalid("This remedy has no amount that can be set", code="amount_not_possible")
        money = Money.parse(amount, ceiling.currency)
        if money.amount_minor <= 0:
            raise Invalid("The amount has to be more than nothing", code="invalid_amount")
        if money > ceiling:
            raise Invalid(
                f"The amount is too high: at most {ceiling.amount} {ceiling.currency} here",
                code="amount_too_high",
            )
        return money
