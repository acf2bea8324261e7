"""What recovery is made of: issues, offers, their moves and why they are what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from amends.ids import AgentId, ConversationId, CustomerId, IssueId, OfferId
from amends.money import Money
from amends.storage.types import JsonValue


class IssueKind(StrEnum):
    """What went wrong; the names are those of the intents that report it."""

    ORDER_LATE = "order_late"
    ORDER_MISSING = "order_missing"
    ITEM_DAMAGED = "item_damaged"
    ITEM_WRONG = "item_wrong"
    ITEM_DEFECTIVE = "item_defective"
    BILLING_WRONG_CHARGE = "billing_wrong_charge"
    SERVICE_OUTAGE = "service_outage"
    COMPLAINT_SERVICE = "complaint_service"
    REFUND_REQUEST = "refund_request"

    @property
    def says_what_is_wrong_with_goods(self) -> bool:
        """Whether it excludes the others of its kind: one thing is not both broken and missing."""
        return self in {
            IssueKind.ORDER_MISSING,
            IssueKind.ITEM_DAMAGED,
            IssueKind.ITEM_WRONG,
            IssueKind.ITEM_DEFECTIVE,
        }


class IssueState(StrEnum):
    """Whether something still has to be made right; a withdrawn one was reported by mistake."""

    OPEN = "open"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class RemedyKind(StrEnum):
    """A kind of recovery; at equal scores the earlier one is offered."""

    EXPRESS_REPLACEMENT = "express_replacement"
    REPLACEMENT = "replacement"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    SHIPPING_REFUND = "shipping_refund"
    SUBSCRIPTION_CREDIT = "subscription_credit"
    VOUCHER = "voucher"
    FREE_RETURN = "free_return"
    CALLBACK = "callback"
    APOLOGY = "apology"

    @property
    def is_replacement(self) -> bool:
        """Whether goods are sent again; its money is then what they are worth."""
        return self in {RemedyKind.EXPRESS_REPLACEMENT, RemedyKind.REPLACEMENT}

    @property
    def repays_order(self) -> bool:
        """Whether money that was paid for an order goes back."""
        return self in {RemedyKind.REFUND, RemedyKind.PARTIAL_REFUND, RemedyKind.SHIPPING_REFUND}

    @property
    def restores(self) -> bool:
        """Whether it gives back what was bought, in goods or money, and so can be given once."""
        return self.is_replacement or self is RemedyKind.REFUND

    @property
    def amount_is_free(self) -> bool:
        """Whether an approver may change how much it is."""
        return self.repays_order or self in {RemedyKind.VOUCHER, RemedyKind.SUBSCRIPTION_CREDIT}


class OfferState(StrEnum):
    """How far an offer is."""

    PROPOSED = "proposed"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    AMENDED = "amended"
    DECLINED = "declined"
    EXPIRED = "expired"
    PRESENTED = "presented"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    FULFILLED = "fulfilled"
    FAILED = "failed"


class Decision(StrEnum):
    """What an approver says to an offer."""

    APPROVE = "approve"
    AMEND = "amend"
    DECLINE = "decline"


class ApprovalReason(StrEnum):
    """Why a person has to agree first (wording: ``reason_approval_<name>``)."""

    AMOUNT = "amount"
    UNVERIFIED = "unverified"
    RISK = "risk"
    REPEATED_CLAIMS = "repeated_claims"
    MANY_RECOVERIES = "many_recoveries"
    NEW_ACCOUNT = "new_account"
    BUDGET = "budget"
    CLOSE_CALL = "close_call"
    ISSUE = "issue"
    REQUESTED = "requested"
    SPOT_CHECK = "spot_check"


class PersonReason(StrEnum):
    """Why a person is asked to take over a conversation."""

    NO_REMEDY = "no_remedy"
    FULFILMENT_FAILED = "fulfilment_failed"
    APPROVAL_EXPIRED = "approval_expired"


class Obstacle(StrEnum):
    """Why a remedy cannot be offered (wording: ``reason_not_<name>``)."""

    NO_CUSTOMER = "no_customer"
    NO_ORDER = "no_order"
    NO_SUBSCRIPTION = "no_subscription"
    NOT_DELIVERED = "not_delivered"
    STILL_ON_ITS_WAY = "still_on_its_way"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    NOTHING_LEFT = "nothing_left"
    NOT_OVERCHARGED = "not_overcharged"
    RETURN_WINDOW = "return_window"
    NO_LIMITS = "no_limits"
    ABOVE_CAP = "above_cap"
    CUSTOMER_BUDGET = "customer_budget"
    DAY_BUDGET = "day_budget"
    ALREADY_OFFERED = "already_offered"


@dataclass(frozen=True)
class Issue:
    """Something that went wrong for a customer.

    Attributes:
        conversation_id: Where it is talked about; it follows the customer to where they write.
        reported_in: Where it was reported.
        customer_id: Whose issue it is; nothing while nobody has said who they are.
        order_number: The order it is about, known to be the customer's.
        line: The line of the order, from 1; nothing means all of it.
        description: What the customer wrote about it.
    """

    id: IssueId
    conversation_id: ConversationId
    reported_in: ConversationId
    customer_id: CustomerId | None
    kind: IssueKind
    order_number: str | None
    line: int | None
    description: str
    state: IssueState
    reported_at: datetime

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether the customer reported it in another conversation than where they are now."""
        return self.reported_in != self.conversation_id

    def shares_goods_with(self, other: Issue) -> bool:
        """Whether both are about the same order, and neither about another line of it."""
        return (
            self.order_number is not None
            and self.order_number == other.order_number
            and (self.line is None or other.line in {None, self.line})
        )


@dataclass(frozen=True)
class Candidate:
    """A remedy that was considered, with its score or with what stands against it.

    Attributes:
        money: What it is worth; nothing for an apology, a call or a return.
        score: The sum of the parts; nothing if it cannot be offered.
        parts: What each feature adds to the score (negative: takes from it).
        obstacle: Why it cannot be offered.
    """

    remedy: RemedyKind
    money: Money | None
    score: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    obstacle: Obstacle | None = None


@dataclass(frozen=True)
class Offer:
    """One recovery put to one customer.

    Attributes:
        conversation_id: Where it is talked about; it follows the customer to where they write.
        money: What is paid, or what the goods that are sent again are worth.
        version: Counts the moves, from 1.
        frustration: The customer's frustration when it was proposed, 0..1.
        personalised: Whether the customer's history was allowed to count.
        verified: Whether it was proven who the customer is.
        wish: The remedy that the customer asked for.
        risk: How risky the claim looked, 0..1.
        approval_reasons: Why a person has to agree first; empty if nobody has to.
        candidates: Everything that was considered, the best first.
        expires_at: When the approval or the offer lapses, whichever is awaited now.
        decided_by: Who approved, amended or declined it.
        decision_reason: Why, in their words.
        outcome: What was delivered: the voucher's code, the new order's number, ...
    """

    id: OfferId
    issue_id: IssueId
    conversation_id: ConversationId
    customer_id: CustomerId | None
    order_number: str | None
    remedy: RemedyKind
    money: Money | None
    state: OfferState
    version: int
    frustration: float
    personalised: bool
    verified: bool
    wish: RemedyKind | None
    risk: float
    approval_reasons: tuple[ApprovalReason, ...]
    candidates: tuple[Candidate, ...]
    proposed_at: datetime
    expires_at: datetime | None = None
    decided_by: AgentId | None = None
    decision_reason: str = ""
    outcome: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def needs_approval(self) -> bool:
        """Whether a person still has to agree before anything is said to the customer."""
        return self.state is OfferState.PENDING_APPROVAL

    @property
    def chosen(self) -> Candidate | None:
        """How the remedy that is offered was judged when the offer was proposed."""
        return next((one for one in self.candidates if one.remedy is self.remedy), None)


@dataclass(frozen=True)
class Move:
    """One step of an offer; who made it, when and why.

    Attributes:
        version: The offer's version after it, from 1.
        before: The state it came from; nothing for the first.
        actor: ``assistant``, ``customer``, ``system`` or an agent's id.
        reason: A short code, or an approver's own words.
    """

    offer_id: OfferId
    version: int
    before: OfferState | None
    after: OfferState
    actor: str
    reason: str
    at: datetime
