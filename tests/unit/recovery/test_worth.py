from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.money import Money
from amends.recovery.eligibility import candidates
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.situation import OrderFacts, Situation
from amends.recovery.worth import most, worth
from tests.unit.recovery.situations import euros, order, shipped_policy, situation

MINOR = st.integers(min_value=0, max_value=500_000)
MONEY = MINOR.map(lambda minor: Money(minor, "EUR"))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    goods = draw(MONEY)
    facts: OrderFacts = order(goods=goods, total=goods, paid=draw(MONEY))
    return situation(
        draw(st.sampled_from(IssueKind)),
        order=draw(st.sampled_from([facts, None])),
        subscription_fee=draw(st.sampled_from([None, euros(22.90)])),
        customer_left=draw(MONEY),
        day_left=draw(MONEY),
        frustration=draw(st.floats(0, 1)),
    )


@given(situations())
def test_that_what_can_be_offered_is_within_cap_price_and_payment(facts: Situation) -> None:
    policy = shipped_policy()
    for one in candidates(facts, policy):
        if one.obstacle is not None or one.money is None:
            continue
        assert one.money.amount_minor > 0
        assert one.money <= policy.currencies["EUR"].cap
        if facts.order is not None and facts.kind is not IssueKind.BILLING_WRONG_CHARGE:
            assert one.remedy is RemedyKind.SUBSCRIPTION_CREDIT or (
                one.money <= max(facts.order.total, facts.order.goods)
                or one.remedy is RemedyKind.SHIPPING_REFUND
            )
        if facts.order is not None and one.remedy.repays_order:
            assert one.money <= facts.order.paid
        if not one.remedy.restores:
            assert facts.customer_left is not None
            assert one.money <= facts.customer_left


@given(situations(), st.sampled_from(RemedyKind))
def test_that_an_approver_cannot_go_beyond_payment_and_cap(
    facts: Situation, remedy: RemedyKind
) -> None:
    ceiling = most(remedy, facts, shipped_policy())
    if ceiling is None:
        return
    assert ceiling <= shipped_policy().currencies["EUR"].cap
    if facts.order is not None and remedy.repays_order:
        assert ceiling <= facts.order.paid


@given(situations(), st.floats(0, 1), st.booleans())
def test_that_amounts_do_not_depend_on_the_person(
    facts: Situation, frustration: float, personalised: bool
) -> None:
    other = situation(
        facts.kind,
        order=facts.order,
        subscription_fee=facts.subscription_fee,
        frustration=frustration,
        personalised=personalised,
    )
    for remedy in RemedyKind:
        assert worth(remedy, facts, shipped_policy()) == worth(remedy, other, shipped_policy())


def test_that_a_voucher_is_rounded_up_to_whole_steps() -> None:
    late = situation(IssueKind.ORDER_LATE, order=order(38.50))
    assert worth(RemedyKind.VOUCHER, late, shipped_policy()) == euros(6)


def test_that_a_voucher_is_never_worth_more_than_the_goods() -> None:
    cheap = situation(IssueKind.ORDER_LATE, order=order(3))
    assert worth(RemedyKind.VOUCHER, cheap, shipped_policy()) == euros(3)


def test_that_a_wrong_charge_is_paid_back_to_the_cent() -> None:
    facts = situation(IssueKind.BILLING_WRONG_CHARGE, order=order(60, paid=euros(72.35)))
    assert worth(RemedyKind.REFUND, facts, shipped_policy()) == euros(12.35)
