"""Scores remedies by a sum of documented features, so that every score can be explained.

score = fit x fits + severity x match + frustration x frustrated x strength
      + wish x wished + value x valuable x strength + history x liked
      - cost x costly - budget x scarce

All features lie between 0 and 1 (``liked`` between -1 and 1); the weights are the policy's.

- fits: how well the remedy fits the issue, by policy.
- match: 1 - |strength - severity|: neither too little nor too much.
- frustrated, valuable: the customer's; stronger remedies gain by them, none loses.
- liked: how earlier remedies of this kind went down with this customer.
- costly: what it costs the shop against the goods' price.
- scarce: its amount against what is left for today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from amends.money import Money
from amends.recovery.model import Candidate, IssueKind, RemedyKind
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import Situation

_DIGITS = 6
_ORDER = {remedy: position for position, remedy in enumerate(RemedyKind)}


def severity(situation: Situation, policy: RecoveryPolicy) -> float:
    """Return how bad an issue is, 0..1: the policy's figure, up to half-way to 1 with delay."""
    base = policy.issues[situation.kind].severity
    if situation.kind is not IssueKind.ORDER_LATE or situation.order is None:
        return base
    lateness = min(1.0, situation.order.days_late / policy.offers.lost_after_days)
    return base + (1.0 - base) * lateness / 2


def rank(
    found: Iterable[Candidate], situation: Situation, policy: RecoveryPolicy
) -> tuple[Candidate, ...]:
    """Score the candidates that can be offered; return the best first, the impossible last.

    Equal scores (to six digits) keep the order of ``RemedyKind``.
    """
    scored = [one if one.obstacle is not None else _scored(one, situation, policy) for one in found]
    return tuple(sorted(scored, key=_place))


def _place(candidate: Candidate) -> tuple[bool, float, int]:
    score = candidate.score
    return (score is None, -(score or 0.0), _ORDER[candidate.remedy])


def _scored(candidate: Candidate, situation: Situation, policy: RecoveryPolicy) -> Candidate:
    weights, terms = policy.ranking, policy.remedies[candidate.remedy]
    fits = policy.issues[situation.kind].remedies[candidate.remedy]
    parts = {
        "fit": weights.fit * fits,
        "severity": weights.severity * (1 - abs(terms.strength - severity(situation, policy))),
        "frustration": weights.frustration * situation.frustration * terms.strength,
        "wish": weights.wish * (candidate.remedy is situation.wish),
        "value": weights.value * situation.taste.value * terms.strength,
        "history": weights.history * situation.taste.liked.get(candidate.remedy, 0.0),
        "cost": -weights.cost * terms.cost * _ratio(candidate.money, situation.base),
        "budget": -weights.budget * _ratio(candidate.money, situation.day_left),
    }
    rounded = {name: round(part, _DIGITS) + 0.0 for name, part in parts.items()}
    return replace(candidate, score=round(sum(rounded.values()), _DIGITS), parts=rounded)


def _ratio(part: Money | None, whole: Money | None) -> float:
    """Return how much of something this is, 0..1."""
    if part is None or part.amount_minor <= 0:
        return 0.0
    if whole is None or whole.amount_minor <= 0:
        return 1.0
    return min(1.0, part.amount_minor / whole.amount_minor)
