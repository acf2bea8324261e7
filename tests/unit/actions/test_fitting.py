from __future__ import annotations

import pytest

from actions.fitting import Candidate, fitting, line_named, referred
from amends.customers import rules
from amends.customers.model import Order, ShipmentState
from tests.unit.actions.fakes import (
    ARRIVED,
    ARRIVED_TOO,
    COMING,
    LATE,
    NOW,
    PACKING,
    PAIR,
    order,
)

LOST = order("A-10011", state=ShipmentState.LOST)
OLD = order("A-10012", placed=60, promised=50, arrived=48)


def candidates(*orders: Order) -> list[Candidate]:
    return [Candidate(one, rules.order_status(one, NOW)) for one in orders]


@pytest.mark.parametrize(
    ("intent", "orders", "expected"),
    [
        ("order_late", (ARRIVED, COMING, LATE), (LATE,)),
        ("order_late", (ARRIVED, COMING), (COMING,)),
        ("order_missing", (ARRIVED, LOST, LATE), (LOST,)),
        ("item_damaged", (ARRIVED, COMING, OLD), (ARRIVED,)),
        ("item_damaged", (OLD, COMING), (OLD,)),
        ("cancel_order", (ARRIVED, COMING, PACKING), (PACKING,)),
        ("cancel_order", (ARRIVED, COMING), (COMING,)),
        ("return_item", (ARRIVED, ARRIVED_TOO, COMING, OLD), (ARRIVED, ARRIVED_TOO)),
        ("change_address", (ARRIVED,), (ARRIVED,)),
        ("billing_wrong_charge", (OLD, ARRIVED), (ARRIVED, OLD)),
    ],
)
def test_that_a_wish_finds_the_orders_it_can_be_about(
    intent: str, orders: tuple[Order, ...], expected: tuple[Order, ...]
) -> None:
    assert fitting(intent, candidates(*orders), NOW) == expected


def test_that_first_and_last_point_at_the_ends() -> None:
    orders = (COMING, ARRIVED, ARRIVED_TOO)
    assert referred("last", orders) == COMING
    assert referred("first", orders) == ARRIVED_TOO
    assert referred("last", ()) is None


@pytest.mark.parametrize(
    ("said", "line"),
    [("the mug", 1), ("PLATE!", 2), ("plate (es)", 2), ("a fork", None), ("mug and plate", None)],
)
def test_that_a_thing_is_found_by_a_word_of_its_name(said: str, line: int | None) -> None:
    found = line_named(PAIR, said)
    assert (found.line if found else None) == line
