from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.customers.model import CustomerHistory, EarlierRecovery, Tier
from amends.ids import CustomerId, OfferId
from amends.money import Money
from amends.recovery.model import RemedyKind
from amends.recovery.record import taste, track
from tests.unit.recovery.situations import euros, shipped_policy

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def recovery(days_ago: float = 1, **changes: object) -> EarlierRecovery:
    usual = EarlierRecovery(
        id="rec_1",
        customer_id=CustomerId("C1"),
        offer_id=None,
        order_number="A-1",
        issue="order_late",
        remedy="voucher",
        money=euros(5),
        accepted=True,
        satisfaction=None,
        at=NOW - timedelta(days=days_ago),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # names of fields


def history(*recoveries: EarlierRecovery, value: Money | None = None) -> CustomerHistory:
    return CustomerHistory(
        customer_id=CustomerId("C1"),
        since=NOW - timedelta(days=400),
        tier=Tier.STANDARD,
        orders=3,
        late_orders=0,
        returns=0,
        lifetime_value=value or euros(500),
        contacts=(),
        recoveries=recoveries,
        open_issues=0,
    )


def test_that_what_we_recovered_ourselves_is_not_counted_as_a_claim_twice() -> None:
    ours = recovery(offer_id=OfferId("off_1"))
    found = track(history(ours, recovery()), shipped_policy(), reported=1, now=NOW)
    assert (found.claims, found.recoveries) == (2, 2)


def test_that_only_the_claim_window_counts() -> None:
    found = track(history(recovery(179), recovery(181)), shipped_policy(), reported=0, now=NOW)
    assert (found.claims, found.recoveries) == (1, 1)


def test_that_a_refused_recovery_is_a_claim_but_no_recovery() -> None:
    found = track(history(recovery(accepted=False)), shipped_policy(), reported=0, now=NOW)
    assert (found.claims, found.recoveries) == (1, 0)


def test_that_the_account_is_as_old_as_the_customer() -> None:
    assert track(history(), shipped_policy(), reported=0, now=NOW).account_days == 400


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0.0), (1000, 0.5), (2000, 1.0), (9000, 1.0), (-10, 0.0)]
)
def test_that_a_customers_value_lies_between_zero_and_one(value: int, expected: float) -> None:
    assert taste(history(value=euros(value)), shipped_policy(), {}).value == expected


@pytest.mark.parametrize(
    ("earlier", "liked"),
    [
        (recovery(satisfaction=5), 1.0),
        (recovery(satisfaction=3), 0.0),
        (recovery(satisfaction=2), -0.5),
        (recovery(), 0.0),
        (recovery(accepted=False, satisfaction=5), -1.0),
    ],
)
def test_that_earlier_recoveries_say_what_was_liked(earlier: EarlierRecovery, liked: float) -> None:
    assert taste(history(earlier), shipped_policy(), {}).liked == {RemedyKind.VOUCHER: liked}


def test_that_a_later_rating_replaces_what_was_known() -> None:
    ours = recovery(offer_id=OfferId("off_1"), satisfaction=5)
    found = taste(history(ours), shipped_policy(), {OfferId("off_1"): 1})
    assert found.liked == {RemedyKind.VOUCHER: -1.0}


def test_that_remedies_of_earlier_systems_are_left_out() -> None:
    assert taste(history(recovery(remedy="flowers")), shipped_policy(), {}).liked == {}


def test_that_opinions_of_one_remedy_are_averaged() -> None:
    found = taste(history(recovery(satisfaction=5), recovery(accepted=False)), shipped_policy(), {})
    assert found.liked == {RemedyKind.VOUCHER: 0.0}
