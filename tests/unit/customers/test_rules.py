"""The shop's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amends.customers import rules
from amends.customers.errors import NotPossible, Refusal
from amends.customers.model import Order, OrderState, ShipmentState
from amends.money import Money
from tests.unit.customers.builders import NOW, delivered, line, order, parcel, sent_back


def refusal(action: Callable[[], object]) -> Refusal:
    with pytest.raises(NotPossible) as raised:
        action()
    assert raised.value.code == raised.value.refusal.value
    return raised.value.refusal


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (order(), OrderState.PREPARING),
        (order(shipments=(parcel(),)), OrderState.IN_TRANSIT),
        (order(shipments=(parcel(ShipmentState.OUT_FOR_DELIVERY),)), OrderState.OUT_FOR_DELIVERY),
        (order(shipments=(delivered(NOW),)), OrderState.DELIVERED),
        (order(shipments=(parcel(ShipmentState.LOST),)), OrderState.LOST),
        (order(cancelled_at=NOW), OrderState.CANCELLED),
        (order(shipments=(delivered(NOW), parcel(tracking="T2"))), OrderState.IN_TRANSIT),
    ],
)
def test_that_an_order_is_as_far_as_its_slowest_parcel(found: Order, state: OrderState) -> None:
    assert rules.order_status(found, NOW).state is state


def test_that_status_names_the_parcel_that_is_still_to_come() -> None:
    status = rules.order_status(
        order(shipments=(delivered(NOW, tracking="T1"), parcel(tracking="T2"))), NOW
    )
    assert status.tracking == "T2"
    assert status.delivered is None


@given(days=st.integers(min_value=-20, max_value=60))
def test_that_days_late_count_from_the_promised_day_and_never_below_zero(days: int) -> None:
    late = order(shipments=(parcel(),), promised_at=NOW - timedelta(days=days))
    status = rules.order_status(late, NOW)
    assert status.days_late == max(0, days)
    assert status.is_late == (days > 0)


def test_that_a_parcel_due_later_today_is_not_late() -> None:
    due = order(shipments=(parcel(),), promised_at=NOW - timedelta(hours=3))
    assert rules.order_status(due, NOW).days_late == 0


def test_that_lateness_stops_growing_at_delivery() -> None:
    came = NOW - timedelta(days=10)
    found = order(shipments=(delivered(came),), promised_at=came - timedelta(days=2))
    status = rules.order_status(found, NOW)
    assert status.days_late == 2
    assert not status.is_late
    assert status.delivered == came


def test_that_a_cancelled_order_is_not_late() -> None:
    stopped = order(promised_at=NOW - timedelta(days=3), cancelled_at=NOW - timedelta(days=9))
    assert rules.order_status(stopped, NOW).days_late == 0


def test_that_only_an_order_in_preparation_can_be_cancelled() -> None:
    rules.check_cancellable(order())
    shipped, there = order(shipments=(parcel(),)), order(shipments=(delivered(NOW),))
    lost = order(shipments=(parcel(ShipmentState.LOST),))
    assert refusal(lambda: rules.check_cancellable(shipped)) is Refusal.ALREADY_SHIPPED
    assert refusal(lambda: rules.check_cancellable(lost)) is Refusal.ALREADY_SHIPPED
    assert refusal(lambda: rules.check_cancellable(there)) is Refusal.ALREADY_DELIVERED
    stopped = order(cancelled_at=NOW)
    assert refusal(lambda: rules.check_cancellable(stopped)) is Refusal.ALREADY_CANCELLED


def test_that_only_an_order_in_preparation_can_be_redirected() -> None:
    rules.check_readdressable(order())
    shipped = order(shipments=(parcel(),))
    assert refusal(lambda: rules.check_readdressable(shipped)) is Refusal.ALREADY_SHIPPED


@example(days=30.0)
@given(days=st.floats(min_value=0, max_value=90))
def test_that_goods_go_back_within_thirty_days_of_delivery(days: float) -> None:
    there = order(shipments=(delivered(NOW - timedelta(days=days)),))
    if days <= 30:
        assert rules.returnable_lines(there, (), NOW) == there.lines
    else:
        assert refusal(lambda: rules.returnable_lines(there, (), NOW)) is Refusal.WINDOW_OVER


def test_that_what_has_not_arrived_cannot_go_back() -> None:
    packed, half_there = order(), order(shipments=(delivered(NOW), parcel(tracking="T2")))
    assert refusal(lambda: rules.returnable_lines(packed, (), NOW)) is Refusal.NOT_DELIVERED
    assert refusal(lambda: rules.returnable_lines(half_there, (), NOW)) is Refusal.NOT_DELIVERED


def test_that_a_cancelled_order_cannot_go_back() -> None:
    stopped = order(cancelled_at=NOW)
    assert refusal(lambda: rules.returnable_lines(stopped, (), NOW)) is Refusal.ALREADY_CANCELLED


def test_that_without_a_choice_everything_that_can_go_back_does() -> None:
    there = order(lines=(line(1), line(2, returnable=False), line(3)), shipments=(delivered(NOW),))
    chosen = rules.returnable_lines(there, (sent_back(3),), NOW)
    assert [found.line for found in chosen] == [1]


def test_that_a_chosen_line_is_refused_with_its_own_reason() -> None:
    there = order(lines=(line(1), line(2, returnable=False)), shipments=(delivered(NOW),))
    gone = (sent_back(1),)
    assert refusal(lambda: rules.returnable_lines(there, (), NOW, (2,))) is Refusal.NOT_RETURNABLE
    assert refusal(lambda: rules.returnable_lines(there, (), NOW, (9,))) is Refusal.NOT_RETURNABLE
    assert (
        refusal(lambda: rules.returnable_lines(there, gone, NOW, (1,))) is Refusal.ALREADY_RETURNED
    )


@given(
    wanted=st.sets(st.integers(1, 4), min_size=1),
    fixed=st.sets(st.integers(1, 4)),
    gone=st.sets(st.integers(1, 4)),
)
def test_that_no_line_goes_back_twice_or_against_the_rules(
    wanted: set[int], fixed: set[int], gone: set[int]
) -> None:
    there = order(
        lines=tuple(line(number, returnable=number not in fixed) for number in range(1, 5)),
        shipments=(delivered(NOW),),
    )
    try:
        chosen = rules.returnable_lines(there, (sent_back(*gone),), NOW, tuple(wanted))
    except NotPossible:
        assert wanted & (fixed | gone)
    else:
        assert {found.line for found in chosen} == wanted
        assert not wanted & (fixed | gone)


def test_that_the_value_of_lines_counts_their_quantity() -> None:
    found = order(lines=(line(1, price=250, quantity=3), line(2, price=100)))
    assert rules.lines_value(found, (1,)) == Money(750, "EUR")
    assert rules.lines_value(found, ()) == Money(0, "EUR")


def test_that_a_product_without_a_translation_has_its_english_name() -> None:
    product = line().product
    assert product.name_in("es") == "Hervidor"
    assert product.name_in("ja") == "Kettle"
