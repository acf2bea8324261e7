"""Says whether a person has to agree to an offer before the customer hears of it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.money import Money
from amends.recovery.model import ApprovalReason, Candidate
from amends.recovery.policy_model import Limits, RecoveryPolicy
from amends.recovery.situation import Situation


@dataclass(frozen=True)
class Verdict:
    """Why a person has to agree (nobody has to if there is no reason), and the risk, 0..1."""

    reasons: tuple[ApprovalReason, ...]
    risk: float


def judge(
    ranked: Sequence[Candidate],
    situation: Situation,
    policy: RecoveryPolicy,
    *,
    requested: bool,
    drawn: float,
) -> Verdict:
    """Judge the best of the candidates.

    Args:
        ranked: What was considered, the best first.
        situation: The facts.
        policy: The operator's rules.
        requested: Whether the customer wants a person to look at it.
        drawn: A random number, 0 up to but not including 1, for the spot check.
    """
    best = ranked[0]
    limits = policy.currencies.get(situation.currency or "")
    reasons = [ApprovalReason.REQUESTED] if requested else []
    if best.money is None or limits is None:
        return Verdict(tuple(reasons), policy.issues[situation.kind].risk)
    high = best.money >= limits.approval_from
    suspicions, risk = _risk(situation, policy, high=high)
    due = {
        ApprovalReason.AMOUNT: high,
        ApprovalReason.UNVERIFIED: not situation.verified,
        ApprovalReason.RISK: risk >= policy.approval.risk_from,
        ApprovalReason.BUDGET: _over_budget(best.money, situation),
        ApprovalReason.CLOSE_CALL: _is_close(ranked, best.money, limits, policy),
        ApprovalReason.ISSUE: situation.kind in policy.approval.issues,
    }
    reasons += [reason for reason, holds in due.items() if holds] + suspicions
    if not reasons and drawn < policy.approval.spot_check:
        reasons.append(ApprovalReason.SPOT_CHECK)
    return Verdict(tuple(reasons), risk)


def _risk(
    situation: Situation, policy: RecoveryPolicy, *, high: bool
) -> tuple[list[ApprovalReason], float]:
    """Return what is suspicious about a claim, and the parts of its risk added up."""
    terms, track = policy.risk, situation.track
    again = situation.order is not None and situation.order.claimed_before
    suspicious = {
        ApprovalReason.REPEATED_CLAIMS: (
            again or track.claims >= terms.repeated_claims,
            terms.repeated_claims_part,
        ),
        ApprovalReason.MANY_RECOVERIES: (
            track.recoveries >= terms.many_recoveries,
            terms.many_recoveries_part,
        ),
        ApprovalReason.NEW_ACCOUNT: (
            high and track.account_days < terms.new_account_days,
            terms.new_account_part,
        ),
    }
    risk = policy.issues[situation.kind].risk + high * terms.high_value_part
    risk += sum(part for holds, part in suspicious.values() if holds)
    found = [reason for reason, (holds, _) in suspicious.items() if holds]
    return found, round(min(1.0, risk), 6)


def _over_budget(money: Money, situation: Situation) -> bool:
    return situation.day_left is not None and money > situation.day_left


def _is_close(
    ranked: Sequence[Candidate], money: Money, limits: Limits, policy: RecoveryPolicy
) -> bool:
    scores = [one.score for one in ranked[:2] if one.score is not None]
    if money < limits.close_call_from or len(scores) < 2:  # noqa: PLR2004  # the first two
        return False
    return scores[0] - scores[1] < policy.approval.close_call_margin
