"""Says why an offer is what it is, in keys of wordings that fit after "because"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.money import Money
from amends.recovery.model import Candidate, Issue, IssueKind, Offer, OfferState, RemedyKind
from amends.storage.types import JsonValue

_NOTABLE = 0.01
"""A part of a score below this is not worth a sentence."""


@dataclass(frozen=True)
class Reason:
    """One reason: the key of its wording and what that needs."""

    key: str
    values: Mapping[str, JsonValue] = field(default_factory=dict)

    def to_wire(self) -> dict[str, JsonValue]:
        """Return the form that a wording's ``{reasons:items}`` takes."""
        return {"key": self.key, "values": dict(self.values)}


@dataclass(frozen=True)
class Alternative:
    """Another remedy that was considered, and why it is not what is offered."""

    remedy: RemedyKind
    money: Money | None
    score: float | None
    why_not: Reason


@dataclass(frozen=True)
class Explanation:
    """Why an offer is what it is.

    Attributes:
        reasons: The strongest first; each fits after "because".
        score: The score of the remedy when it was proposed.
        parts: What each feature added to it.
        considered: The other remedies, the best first.
    """

    offer: Offer
    reasons: tuple[Reason, ...]
    score: float | None
    parts: Mapping[str, float]
    considered: tuple[Alternative, ...]


def explain(offer: Offer, issue: Issue, *, days_late: int) -> Explanation:
    """Explain an offer."""
    chosen = offer.chosen
    parts = chosen.parts if chosen is not None else {}
    return Explanation(
        offer=offer,
        reasons=_reasons(offer, issue, parts, days_late),
        score=None if chosen is None else chosen.score,
        parts=parts,
        considered=tuple(
            Alternative(one.remedy, one.money, one.score, _why_not(one))
            for one in offer.candidates
            if one.remedy is not offer.remedy
        ),
    )


def _reasons(
    offer: Offer, issue: Issue, parts: Mapping[str, float], days_late: int
) -> tuple[Reason, ...]:
    found = []
    if offer.remedy is offer.wish:
        found.append(Reason("reason_offer_wish"))
    if issue.kind is IssueKind.ORDER_LATE and days_late > 0:
        found.append(Reason("reason_offer_days_late", {"count": days_late}))
    if parts.get("fit", 0.0) >= _NOTABLE:
        found.append(Reason("reason_offer_fits", {"issue": f"issue_{issue.kind.value}"}))
    if offer.money is not None and offer.remedy is RemedyKind.REFUND:
        found.append(Reason("reason_offer_paid", {"amount": _wire(offer.money)}))
    if offer.remedy is RemedyKind.EXPRESS_REPLACEMENT:
        found.append(Reason("reason_offer_fast"))
    if parts.get("history", 0.0) >= _NOTABLE:
        found.append(Reason("reason_offer_history"))
    if offer.decided_by is not None and offer.state is not OfferState.DECLINED:
        found.append(Reason("reason_offer_checked"))
    return tuple(found)


def _why_not(candidate: Candidate) -> Reason:
    if candidate.obstacle is None:
        return Reason("reason_not_best")
    return Reason(f"reason_not_{candidate.obstacle.value}")


def _wire(money: Money) -> dict[str, JsonValue]:
    return dict(money.to_wire())
