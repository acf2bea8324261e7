"""What an operator decides about recovery, as frozen values; ``recovery.yml`` explains each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from amends.emotion.weights import FrustrationThresholds, FrustrationWeights
from amends.money import Money
from amends.recovery.model import IssueKind, RemedyKind

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Days = Annotated[int, Field(ge=1, le=3650)]
Count = Annotated[int, Field(ge=1, le=1000)]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class RemedyTerms:
    """What a remedy is like.

    Attributes:
        strength: How much it makes good, 0 (words) to 1 (everything, at once).
        cost: What it costs the shop, as a share of what it is worth to the customer.
        share: For remedies that are worth a part of the goods: how large a part.
    """

    strength: Share
    cost: Share
    share: Share | None = None
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class IssueTerms:
    """How bad an issue is and what can make it right.

    Attributes:
        severity: 0 (a nuisance) to 1 (the worst).
        risk: How easily such a claim is made up, 0..1.
        remedies: How well each remedy fits, 0..1; what is not named is never offered.
    """

    severity: Share
    risk: Share
    remedies: Annotated[Mapping[RemedyKind, Share], Field(min_length=1)]
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class RankingWeights:
    """How much each feature counts in the score of a remedy; see ``ranking.py``."""

    fit: Share
    severity: Share
    frustration: Share
    wish: Share
    value: Share
    history: Share
    cost: Share
    budget: Share
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class RiskTerms:
    """What makes a claim look risky; the parts add up, at most to 1.

    Attributes:
        claim_window_days: Within how many days earlier claims count.
        repeated_claims: From how many claims in that time on it is suspicious.
        repeated_claims_part: What that adds.
        many_recoveries: From how many accepted recoveries in that time on.
        many_recoveries_part: What that adds.
        new_account_days: How young an account is new.
        new_account_part: What that adds, if the amount is high too.
        high_value_part: What an amount above the approval limit adds.
    """

    claim_window_days: Days
    repeated_claims: Count
    repeated_claims_part: Share
    many_recoveries: Count
    many_recoveries_part: Share
    new_account_days: Days
    new_account_part: Share
    high_value_part: Share
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    @property
    def claim_window(self) -> timedelta:
        """Within which time earlier claims count."""
        return timedelta(days=self.claim_window_days)


@dataclass(frozen=True, kw_only=True)
class ApprovalTerms:
    """When a person has to agree, besides the amounts of the currency.

    Attributes:
        risk_from: From which risk on, 0..1.
        close_call_margin: A lead over the second-best remedy below this is a close call.
        issues: Issues for which somebody always has to agree if it costs anything.
        spot_check: Which share of the other offers is checked at random.
    """

    risk_from: Share
    close_call_margin: Share
    issues: frozenset[IssueKind] = frozenset()
    spot_check: Share = 0.0
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class OfferTerms:
    """How long offers hold and how often another one is made.

    Attributes:
        answer_hours: How long the customer has to answer.
        approval_hours: How long an approver has to decide.
        voucher_days: How long a voucher can be spent.
        return_days: Until how many days after delivery goods are taken back.
        lost_after_days: A parcel so many days late is treated as lost.
        most_offers: How many offers are made for one issue before a person takes over.
    """

    answer_hours: Count
    approval_hours: Count
    voucher_days: Days
    return_days: Days
    lost_after_days: Days
    most_offers: Annotated[int, Field(ge=1, le=10)]
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    @property
    def answer_within(self) -> timedelta:
        """How long the customer has to answer."""
        return timedelta(hours=self.answer_hours)

    @property
    def approval_within(self) -> timedelta:
        """How long an approver has to decide."""
        return timedelta(hours=self.approval_hours)

    @property
    def voucher_valid(self) -> timedelta:
        """How long a voucher can be spent."""
        return timedelta(days=self.voucher_days)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The amounts that hold in one currency.

    Attributes:
        approval_from: From this amount on a person has to agree.
        close_call_from: From this amount on a close call is one.
        cap: More than this is never offered, by nobody.
        shipping: What shipping costs the customer.
        voucher_minimum: The smallest voucher.
        voucher_maximum: The largest voucher that is offered without an approver's amendment.
        voucher_step: Vouchers are multiples of this.
        high_value: A lifetime value from which a customer counts as most valuable.
        customer_budget: What one customer may be given within the claim window.
        day_budget: What all customers together may be given in one day (UTC).
    """

    approval_from: Money
    close_call_from: Money
    cap: Money
    shipping: Money
    voucher_minimum: Money
    voucher_maximum: Money
    voucher_step: Money
    high_value: Money
    customer_budget: Money
    day_budget: Money


@dataclass(frozen=True, kw_only=True)
class RecoveryPolicy:
    """Everything that ``recovery.yml`` says."""

    offers: OfferTerms
    remedies: Mapping[RemedyKind, RemedyTerms]
    issues: Mapping[IssueKind, IssueTerms]
    ranking: RankingWeights
    risk: RiskTerms
    approval: ApprovalTerms
    currencies: Mapping[str, Limits]
    frustration_weights: FrustrationWeights = field(default_factory=FrustrationWeights)
    frustration_thresholds: FrustrationThresholds = field(default_factory=FrustrationThresholds)
