from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.errors import Invalid
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.service import RecoveryService
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import CUSTOMER, Desk


def test_that_a_rating_belongs_to_the_offer_answered_last(
    desk: Desk, recovery: RecoveryService
) -> None:
    before = recovery.rate(desk.conversation_id, 3, key=desk.key())
    answered = desk.accept(desk.present(desk.late_offer()))
    desk.offer()
    after = recovery.rate(desk.conversation_id, 5, key=desk.key())
    assert (before.offer_id, before.score) == (None, 3)
    assert (after.offer_id, after.score) == (answered.id, 5)


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_that_only_one_to_five_is_a_rating(
    desk: Desk, recovery: RecoveryService, score: int
) -> None:
    with pytest.raises(Invalid) as raised:
        recovery.rate(desk.conversation_id, score, key=desk.key())
    assert raised.value.code == "rating_out_of_range"


@pytest.mark.parametrize(("score", "part"), [(5, 0.1), (3, 0.0), (1, -0.1)])
def test_that_a_rating_counts_the_next_time(
    desk: Desk, recovery: RecoveryService, shop: Shop, score: int, part: float
) -> None:
    desk.accept(desk.present(desk.late_offer()))
    recovery.rate(desk.conversation_id, score, key=desk.key())
    shop.order("A-3", shipped=True, promised_days_ago=6)
    again = desk.offer(IssueKind.ORDER_LATE, "A-3")
    voucher = next(one for one in again.candidates if one.remedy is RemedyKind.VOUCHER)
    assert voucher.parts["history"] == pytest.approx(part)


def test_that_of_two_ratings_the_later_counts(
    desk: Desk, recovery: RecoveryService, shop: Shop, clock: FixedClock
) -> None:
    desk.accept(desk.present(desk.late_offer()))
    for score in (1, 5):
        clock.advance(timedelta(minutes=1))
        recovery.rate(desk.conversation_id, score, key=desk.key())
    shop.order("A-3", shipped=True, promised_days_ago=6)
    again = desk.offer(IssueKind.ORDER_LATE, "A-3")
    voucher = next(one for one in again.candidates if one.remedy is RemedyKind.VOUCHER)
    assert voucher.parts["history"] == pytest.approx(0.1)


def test_that_history_does_not_count_without_consent(
    desk: Desk, recovery: RecoveryService, shop: Shop
) -> None:
    desk.accept(desk.present(desk.late_offer()))
    recovery.rate(desk.conversation_id, 5, key=desk.key())
    shop.order("A-3", shipped=True, promised_days_ago=6)
    issue = recovery.report_issue(
        desk.conversation_id, CUSTOMER, IssueKind.ORDER_LATE, order_number="A-3", key=desk.key()
    )
    offer = recovery.recommend(
        desk.conversation_id,
        issue.id,
        verified=True,
        personalised=False,
        frustration=0.0,
        key=desk.key(),
    )
    assert offer is not None
    assert not offer.personalised
    for one in offer.candidates:
        assert one.parts.get("history", 0.0) == one.parts.get("value", 0.0) == 0.0
