from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.customers.model import OrderState
from amends.recovery.eligibility import candidates
from amends.recovery.model import Candidate, IssueKind, RemedyKind
from amends.recovery.policy_model import RankingWeights
from amends.recovery.ranking import rank, severity
from amends.recovery.situation import Situation, Taste
from tests.unit.recovery.situations import by_remedy, euros, order, shipped_policy, situation

SHARES = st.floats(0, 1)
KINDS = st.sampled_from(IssueKind)
LATE = order(38.50, state=OrderState.IN_TRANSIT, days_since_delivery=None, days_late=6)


def ranked(facts: Situation) -> tuple[Candidate, ...]:
    return rank(candidates(facts, shipped_policy()), facts, shipped_policy())


def score(facts: Situation, remedy: RemedyKind) -> float:
    found = by_remedy(ranked(facts), remedy).score
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("facts", "best"),
    [
        (situation(IssueKind.ITEM_DAMAGED, order=order(129)), RemedyKind.EXPRESS_REPLACEMENT),
        (situation(IssueKind.ORDER_LATE, order=LATE), RemedyKind.VOUCHER),
        (situation(IssueKind.ORDER_MISSING, order=order(899)), RemedyKind.EXPRESS_REPLACEMENT),
        (situation(IssueKind.ITEM_DEFECTIVE), RemedyKind.REPLACEMENT),
        (situation(IssueKind.REFUND_REQUEST), RemedyKind.FREE_RETURN),
        (situation(IssueKind.COMPLAINT_SERVICE, order=None), RemedyKind.CALLBACK),
        (
            situation(IssueKind.SERVICE_OUTAGE, order=None, subscription_fee=euros(20)),
            RemedyKind.SUBSCRIPTION_CREDIT,
        ),
        (
            situation(IssueKind.BILLING_WRONG_CHARGE, order=order(60, paid=euros(120))),
            RemedyKind.REFUND,
        ),
        (situation(IssueKind.BILLING_WRONG_CHARGE), RemedyKind.CALLBACK),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_that_the_shipped_policy_offers_what_a_good_shop_would(
    facts: Situation, best: RemedyKind
) -> None:
    assert ranked(facts)[0].remedy is best


@pytest.mark.parametrize("wish", [RemedyKind.REFUND, RemedyKind.REPLACEMENT])
def test_that_a_fitting_wish_is_granted(wish: RemedyKind) -> None:
    assert ranked(situation(wish=wish))[0].remedy is wish


@given(KINDS, SHARES, st.sampled_from([None, *RemedyKind]))
def test_that_a_score_is_the_sum_of_its_parts(
    kind: IssueKind, frustration: float, wish: RemedyKind | None
) -> None:
    for one in ranked(situation(kind, frustration=frustration, wish=wish)):
        if one.score is None:
            assert one.obstacle is not None
            assert not one.parts
        else:
            assert one.score == pytest.approx(sum(one.parts.values()), abs=1e-6)


@given(KINDS, SHARES)
def test_that_the_best_comes_first_and_the_impossible_last(
    kind: IssueKind, frustration: float
) -> None:
    scores = [one.score for one in ranked(situation(kind, frustration=frustration))]
    possible = [one for one in scores if one is not None]
    assert scores[: len(possible)] == sorted(possible, reverse=True)


@given(KINDS, SHARES, SHARES)
def test_that_frustration_never_favours_a_weaker_remedy(
    kind: IssueKind, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    before, after = situation(kind, frustration=low), situation(kind, frustration=high)
    strength = {name: terms.strength for name, terms in shipped_policy().remedies.items()}
    assert strength[ranked(after)[0].remedy] >= strength[ranked(before)[0].remedy]


@given(KINDS, st.sampled_from(RemedyKind))
def test_that_wishing_never_lowers_a_remedy(kind: IssueKind, wish: RemedyKind) -> None:
    places = [
        [one.remedy for one in ranked(facts) if one.score is not None]
        for facts in (situation(kind), situation(kind, wish=wish))
    ]
    if wish in places[0]:
        assert places[1].index(wish) <= places[0].index(wish)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_that_liking_a_remedy_more_never_lowers_its_score(one: float, other: float) -> None:
    low, high = sorted((one, other))
    scores = [
        score(situation(taste=Taste(liked={RemedyKind.REFUND: liked})), RemedyKind.REFUND)
        for liked in (low, high)
    ]
    assert scores[0] <= scores[1]


@given(st.integers(1, 500_000), st.integers(1, 500_000))
def test_that_a_scarcer_budget_never_raises_a_score(one: int, other: int) -> None:
    low, high = sorted((one, other))
    scores = [
        score(situation(day_left=euros(left / 100)), RemedyKind.REFUND) for left in (low, high)
    ]
    assert scores[0] <= scores[1]


@given(st.integers(0, 100), st.integers(0, 100))
def test_that_more_delay_is_never_less_severe(one: int, other: int) -> None:
    low, high = sorted((one, other))
    found = [
        severity(
            situation(IssueKind.ORDER_LATE, order=replace(LATE, days_late=days)), shipped_policy()
        )
        for days in (low, high)
    ]
    assert found[0] <= found[1] <= 1.0


def test_that_a_parcel_as_good_as_lost_is_half_way_to_the_worst() -> None:
    def late(days: int) -> float:
        facts = situation(IssueKind.ORDER_LATE, order=replace(LATE, days_late=days))
        return severity(facts, shipped_policy())

    assert [late(0), late(7), late(14), late(99)] == pytest.approx([0.3, 0.475, 0.65, 0.65])


def test_that_equal_scores_keep_one_order() -> None:
    facts = situation()
    found = candidates(facts, shipped_policy())
    policy = replace(
        shipped_policy(),
        ranking=replace(
            shipped_policy().ranking,
            **dict.fromkeys((field.name for field in fields(RankingWeights)), 0.0),
        ),
    )
    expected = [one.remedy for one in found]
    assert [one.remedy for one in rank(found, facts, policy)] == expected
    assert [one.remedy for one in rank(reversed(found), facts, policy)] == expected
