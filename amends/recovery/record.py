"""Sums up what happened with a customer before: what is risky, and what they liked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from amends.customers.model import CustomerHistory, EarlierRecovery
from amends.ids import OfferId
from amends.recovery.model import RemedyKind
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import Taste, Track

_BEST_RATING = 5
_MIDDLE_RATING = 3
_KNOWN = frozenset(remedy.value for remedy in RemedyKind)


def track(
    history: CustomerHistory, policy: RecoveryPolicy, *, reported: int, now: datetime
) -> Track:
    """Return what counts for risk.

    Args:
        history: What happened before.
        policy: The operator's rules.
        reported: How many other issues the customer reported within the claim window.
        now: The current moment.
    """
    since = now - policy.risk.claim_window
    recent = [one for one in history.recoveries if one.at >= since]
    not_ours = sum(1 for one in recent if one.offer_id is None)
    return Track(
        claims=reported + not_ours,
        recoveries=sum(1 for one in recent if one.accepted),
        account_days=(now - history.since) / timedelta(days=1),
    )


def taste(
    history: CustomerHistory, policy: RecoveryPolicy, ratings: Mapping[OfferId, int]
) -> Taste:
    """Return what may count with the customer's consent; ``ratings`` are 1 to 5, by offer."""
    limits = policy.currencies.get(history.lifetime_value.currency)
    value = 0.0
    if limits is not None:
        value = history.lifetime_value.amount_minor / limits.high_value.amount_minor
    opinions: dict[RemedyKind, list[float]] = {}
    for one in history.recoveries:
        if one.remedy in _KNOWN:
            score = ratings.get(one.offer_id) if one.offer_id else None
            opinions.setdefault(RemedyKind(one.remedy), []).append(_opinion(one, score))
    return Taste(
        value=min(1.0, max(0.0, value)),
        liked={remedy: sum(heard) / len(heard) for remedy, heard in opinions.items()},
    )


def _opinion(recovery: EarlierRecovery, score: int | None) -> float:
    """Return how a recovery went down: -1 for refused or a rating of 1, up to 1 for a 5."""
    if not recovery.accepted:
        return -1.0
    rated = score if score is not None else recovery.satisfaction
    if rated is None:
        return 0.0
    return (rated - _MIDDLE_RATING) / (_BEST_RATING - _MIDDLE_RATING)
