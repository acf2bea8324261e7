from __future__ import annotations

from dataclasses import replace

import pytest

from amends.recovery.approval import Verdict, judge
from amends.recovery.eligibility import candidates
from amends.recovery.model import ApprovalReason, IssueKind, RemedyKind
from amends.recovery.policy import RecoveryPolicy
from amends.recovery.ranking import rank
from amends.recovery.situation import Situation, Track
from tests.unit.recovery.situations import euros, order, shipped_policy, situation

OLD = Track(account_days=400)


def verdict(
    facts: Situation,
    *,
    policy: RecoveryPolicy | None = None,
    requested: bool = False,
    drawn: float = 0.99,
) -> Verdict:
    policy = policy or shipped_policy()
    ranked = rank(candidates(facts, policy), facts, policy)
    return judge(ranked, facts, policy, requested=requested, drawn=drawn)


def test_that_a_small_offer_to_a_known_customer_needs_nobody() -> None:
    assert verdict(situation(track=OLD)).reasons == ()


@pytest.mark.parametrize(("price", "due"), [(99.99, False), (100.00, True), (129.00, True)])
def test_that_amounts_from_the_limit_on_need_a_person(price: float, due: bool) -> None:
    found = verdict(situation(order=order(price), track=OLD)).reasons
    assert (ApprovalReason.AMOUNT in found) is due


def test_that_an_unproven_identity_needs_a_person() -> None:
    assert verdict(situation(verified=False, track=OLD)).reasons == (ApprovalReason.UNVERIFIED,)


def test_that_words_need_nobody_even_for_a_stranger() -> None:
    facts = situation(IssueKind.COMPLAINT_SERVICE, currency=None, order=None, verified=False)
    assert verdict(facts).reasons == ()


def test_that_a_dear_missing_parcel_is_risky() -> None:
    found = verdict(situation(IssueKind.ORDER_MISSING, order=order(899), track=OLD))
    assert found.reasons == (ApprovalReason.AMOUNT, ApprovalReason.RISK)
    assert found.risk == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("track", "reason"),
    [
        (replace(OLD, claims=3), ApprovalReason.REPEATED_CLAIMS),
        (replace(OLD, recoveries=3), ApprovalReason.MANY_RECOVERIES),
    ],
)
def test_that_a_suspicious_record_needs_a_person(track: Track, reason: ApprovalReason) -> None:
    assert reason in verdict(situation(track=track)).reasons
    assert verdict(situation(track=track)).risk > verdict(situation(track=OLD)).risk


def test_that_a_second_claim_about_an_order_needs_a_person() -> None:
    again = situation(order=order(claimed_before=True), track=OLD)
    assert verdict(again).reasons == (ApprovalReason.REPEATED_CLAIMS,)


def test_that_a_new_account_counts_only_with_a_high_amount() -> None:
    new = Track(account_days=3)
    assert verdict(situation(track=new)).reasons == ()
    dear = verdict(situation(track=new, order=order(200))).reasons
    assert ApprovalReason.NEW_ACCOUNT in dear


def test_that_risk_never_exceeds_one() -> None:
    worst = Track(claims=99, recoveries=99, account_days=0)
    facts = situation(IssueKind.ORDER_MISSING, order=order(899), track=worst)
    assert verdict(facts).risk == 1.0


def test_that_what_is_owed_beyond_the_days_budget_needs_a_person() -> None:
    facts = situation(day_left=euros(10), track=OLD)
    assert verdict(facts).reasons == (ApprovalReason.BUDGET,)


def test_that_a_close_call_about_real_money_needs_a_person() -> None:
    policy = shipped_policy()
    close = replace(policy, approval=replace(policy.approval, close_call_margin=1.0))
    assert verdict(situation(track=OLD), policy=close).reasons == (ApprovalReason.CLOSE_CALL,)
    cheap = situation(order=order(40), track=OLD)
    assert verdict(cheap, policy=close).reasons == ()


def test_that_some_issues_always_need_a_person_if_they_cost() -> None:
    wants_money = situation(IssueKind.REFUND_REQUEST, wish=RemedyKind.REFUND, track=OLD)
    assert verdict(wants_money).reasons == (ApprovalReason.ISSUE,)
    assert verdict(situation(IssueKind.REFUND_REQUEST, track=OLD)).reasons == ()


def test_that_a_customer_can_ask_for_a_persons_eye() -> None:
    assert verdict(situation(track=OLD), requested=True).reasons == (ApprovalReason.REQUESTED,)


def test_that_a_share_of_the_rest_is_checked_at_random() -> None:
    policy = shipped_policy()
    spot = replace(policy, approval=replace(policy.approval, spot_check=0.25))
    facts = situation(track=OLD)
    assert verdict(facts, policy=spot, drawn=0.24).reasons == (ApprovalReason.SPOT_CHECK,)
    assert verdict(facts, policy=spot, drawn=0.25).reasons == ()
    due_anyway = verdict(situation(order=order(200), track=OLD), policy=spot, drawn=0.0)
    assert due_anyway.reasons == (ApprovalReason.AMOUNT,)
