"""The one door to recovery: issues, offers, decisions and what became of them."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.handoff.service import HandoffService
from amends.ids import AgentId, ConversationId, CustomerId, IssueId, OfferId
from amends.recovery import feedback, store, trail
from amends.recovery.answers import Answers
from amends.recovery.approvals import Approval, Approvals
from amends.recovery.closing import Closing
from amends.recovery.decisions import Decisions
from amends.recovery.endings import Endings
from amends.recovery.explanation import Explanation
from amends.recovery.facts import Facts, Wishes
from amends.recovery.feedback import Rating
from amends.recovery.fulfilment import Fulfilment, ShopFulfilment
from amends.recovery.issues import Issues
from amends.recovery.journal import Journal
from amends.recovery.model import Decision, Issue, IssueKind, Move, Offer, RemedyKind
from amends.recovery.offers import Offers
from amends.recovery.policy_model import RecoveryPolicy
from amends.storage.database import Database
from amends.storage.idempotency import once


class RecoveryService:
    """Makes right what went wrong.

    Whatever changes something takes a ``key`` (the message's id): a repeat with the same key
    returns what the first call returned and changes nothing. Methods about an offer, an issue or
    a conversation raise :class:`~amends.errors.NotFound` if there is none with that id.

    Args:
        rng: Draws the offers that are checked at random.
        fulfilment: How accepted offers are delivered; by default through the shop's ledger.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        policy: RecoveryPolicy,
        customers: CustomerService,
        conversations: ConversationService,
        handoff: HandoffService,
        rng: random.Random,
        fulfilment: Fulfilment | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        facts = Facts(clock=clock, policy=policy, customers=customers)
        journal = Journal(clock=clock, conversations=conversations)
        endings = Endings(
            clock=clock,
            journal=journal,
            fulfilment=fulfilment
            or ShopFulfilment(
                clock=clock, customers=customers, handoff=handoff, terms=policy.offers
            ),
            customers=customers,
            conversations=conversations,
            handoff=handoff,
        )
        self._issues = Issues(database=database, clock=clock, customers=customers, endings=endings)
        self._offers = Offers(
            database=database,
            clock=clock,
            policy=policy,
            facts=facts,
            journal=journal,
            endings=endings,
            handoff=handoff,
            rng=rng,
        )
        self._answers = Answers(database=database, clock=clock, endings=endings)
        self._decisions = Decisions(
            database=database,
            clock=clock,
            policy=policy,
            facts=facts,
            journal=journal,
            conversations=conversations,
        )
        self._approvals = Approvals(customers=customers)
        self._closing = Closing(
            database=database, clock=clock, customers=customers, conversations=conversations
        )

    def report_issue(
        self,
        conversation_id: ConversationId,
        customer_id: CustomerId | None,
        kind: IssueKind,
        *,
        key: str,
        order_number: str | None = None,
        description: str = "",
        line: int | None = None,
    ) -> Issue:
        """Take down what went wrong; the same open issue again is completed, not doubled.

        What the customer reported in another conversation goes on in this one. Another kind of
        trouble with the same goods corrects what was reported before, which is taken back.

        Args:
            conversation_id: The conversation.
            customer_id: Whose issue it is, once that is proven.
            kind: What went wrong.
            key: The message's id.
            order_number: The order it is about.
            description: What the customer wrote.
            line: The line of the order, if it is about one.

        Raises:
            NotFound: The order is unknown or somebody else's, or has no such line.
        """
        return self._issues.report(
            conversation_id,
            customer_id,
            kind,
            order_number=order_number,
            description=description,
            key=key,
            line=line,
        )

    def withdraw_issue(self, issue_id: IssueId, *, reason: str, key: str) -> Issue:
        """Take an issue back for the customer who reported it by mistake.

        An offer that was not accepted yet is withdrawn with it, whatever it waits for. One that
        is settled stays settled.
        """
        return self._issues.withdraw(issue_id, reason=reason, key=key)

    def open_issue(self, conversation_id: ConversationId) -> Issue | None:
        """Return what still has to be made right in a conversation, the latest."""
        return self._issues.open(conversation_id)

    def count_contacts(self, conversation: Conversation) -> int:
        """Return in how many other conversations the customer came about the same lately."""
        return self._issues.count_contacts(conversation)

    def issue(self, issue_id: IssueId) -> Issue:
        """Return an issue."""
        with self._database.reading() as tx:
            return store.get_issue(tx, issue_id)

    def recommend(
        self,
        conversation_id: ConversationId,
        issue_id: IssueId,
        *,
        verified: bool,
        personalised: bool,
        frustration: float,
        key: str,
        wish: RemedyKind | None = None,
        ask_person: bool = False,
    ) -> Offer | None:
        """Propose the best remedy for an issue, or return the offer that is open for it.

        An order has one open offer at a time, wherever its customer writes: one that is open in
        another conversation goes on in this one.

        Args:
            conversation_id: The conversation.
            issue_id: What is to be made right.
            verified: Whether it is proven who the customer is.
            personalised: Whether the customer's history may count.
            frustration: 0..1.
            key: The message's id.
            wish: The remedy that the customer asks for.
            ask_person: Whether the customer wants a person to look at the offer.

        Returns:
            The offer, ``proposed`` (present it) or ``pending_approval`` (say nothing of it yet);
            nothing if all that is possible was offered before: then a person has been asked.

        Raises:
            Conflict: ``issue_settled``, ``issue_withdrawn``, or ``offer_open`` for another issue.
        """
        wishes = Wishes(
            verified=verified,
            personalised=personalised,
            frustration=frustration,
            remedy=wish,
            person=ask_person,
        )
        return self._offers.recommend(conversation_id, issue_id, wishes, key=key)

    def get(self, offer_id: OfferId) -> Offer:
        """Return an offer."""
        with self._database.reading() as tx:
            return store.get_offer(tx, offer_id)

    def current_offer(self, conversation_id: ConversationId) -> Offer | None:
        """Return the offer that still waits for somebody's word in a conversation."""
        with self._database.reading() as tx:
            return store.open_offer(tx, conversation_id)

    def latest_offer(self, conversation_id: ConversationId) -> Offer | None:
        """Return the offer that was made last in a conversation, however it ended."""
        with self._database.reading() as tx:
            return store.latest_offer(tx, conversation_id)

    def bring(
        self, offer_id: OfferId, conversation_id: ConversationId, customer_id: CustomerId | None
    ) -> Offer:
        """Go on with an offer in the conversation in which its customer takes it up.

        Args:
            offer_id: The offer.
            conversation_id: Where the customer writes now.
            customer_id: Who they have proven to be.

        Raises:
            NotFound: ``offer_unknown``: it belongs to another conversation of somebody else.
            Conflict: ``offer_open``: there is another open offer in this conversation.
        """
        return self._offers.bring(offer_id, conversation_id, customer_id)

    def present(self, offer_id: OfferId, *, key: str) -> Offer:
        """Put an offer to the customer; from now on it can be answered, and lapse.

        Raises:
            IllegalMove: It waits for approval, or is closed.
        """
        return self._offers.present(offer_id, key=key)

    def answer(self, offer_id: OfferId, *, accepted: bool, key: str) -> Offer:
        """Take the customer's answer; what is accepted is delivered at once.

        Returns:
            The offer, ``fulfilled`` (``outcome`` has the references), ``failed`` (a person has
            been asked) or ``refused``.

        Raises:
            OfferLapsed: The time to answer is over.
            IllegalMove: It was not presented, or answered before.
        """
        return self._answers.answer(offer_id, accepted=accepted, key=key)

    def other(self, offer_id: OfferId, *, key: str, wish: RemedyKind | None = None) -> Offer | None:
        """Refuse an offer for the customer and propose the next best.

        Returns:
            The next offer, as from `recommend`; nothing if there is none: then a person has been
            asked.

        Raises:
            IllegalMove: It waits for approval or for being presented, or was accepted.
        """
        return self._offers.other(offer_id, key=key, wish=wish)

    def explain(self, offer_id: OfferId) -> Explanation:
        """Say why an offer is what it is, and what else was considered."""
        with self._database.reading() as tx:
            return self._approvals.explain(tx, store.get_offer(tx, offer_id))

    def decide(
        self,
        offer_id: OfferId,
        *,
        actor: AgentId,
        decision: Decision,
        remedy: RemedyKind | None = None,
        amount: str | Decimal | None = None,
        reason: str = "",
    ) -> Offer:
        """Approve, amend or decline an offer; the customer hears of it by an event.

        Args:
            offer_id: The offer.
            actor: Who decides.
            decision: What they decide.
            remedy: What to offer instead, when amending.
            amount: How much, in the main unit of the customer's currency, when amending.
            reason: Why; declining needs one.

        Raises:
            AlreadyDecided: Somebody else was faster (409 ``already_decided``).
            OfferWithdrawn: The customer has taken back what it was for.
            OfferLapsed: The time to decide is over.
            Invalid: ``reason_missing``, ``amount_too_high``, ``invalid_amount``,
                ``amount_not_possible``, ``remedy_not_possible``, ``nothing_left`` or
                ``not_an_amendment``.
        """
        return self._decisions.decide(
            offer_id, actor=actor, decision=decision, remedy=remedy, amount=amount, reason=reason
        )

    def pending(self) -> tuple[Approval, ...]:
        """Return what waits for a decision, the longest waiting first."""
        with self._database.reading() as tx:
            return self._approvals.pending(tx)

    def approval(self, offer_id: OfferId) -> Approval:
        """Return everything there is to know about one offer, decided or not."""
        with self._database.reading() as tx:
            return self._approvals.get(tx, offer_id)

    def trail(self, offer_id: OfferId) -> tuple[Move, ...]:
        """Return the steps of an offer, the first first."""
        with self._database.reading() as tx:
            return trail.read(tx, offer_id)

    def rate(self, conversation_id: ConversationId, score: int, *, key: str) -> Rating:
        """Take down how it went, 1 (very bad) to 5 (very good), with the offer answered last.

        Raises:
            Invalid: ``rating_out_of_range``.
        """
        with self._database.transaction() as tx:
            conversation_store.get(tx, conversation_id, lock=True)

            def compute() -> str:
                offer = store.latest_answered(tx, conversation_id)
                rating = feedback.new_rating(
                    conversation_id, offer.id if offer else None, score, self._clock.now()
                )
                feedback.add(tx, rating)
                return rating.id

            return feedback.get(tx, str(once(tx, f"{key}:recovery.rate", compute)))

    def remember_contact(self, conversation: Conversation, reason: str) -> None:
        """Add a conversation that is being closed to its customer's history."""
        self._closing.remember(conversation, reason)

    def close_idle(self, after: timedelta) -> int:
        """Close what the assistant has and nothing happens in any more; count it.

        Args:
            after: For how long nothing happens in a conversation that is over; after a goodbye
                it is minutes.
        """
        return self._closing.close_idle(after)

    def lapse_due(self) -> int:
        """Close the offers whose time is over and let their customers know; count them."""
        return self._answers.lapse_due()
