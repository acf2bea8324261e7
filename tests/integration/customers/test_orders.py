"""What customers do with their orders and subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.errors import NotPossible, Refusal
from amends.customers.model import OrderState, PaymentState, ReturnKind, SubscriptionState
from amends.customers.service import CustomerService
from amends.errors import Invalid, NotFound
from amends.ids import CustomerId
from amends.money import Money
from amends.storage.database import Database
from tests.integration.customers.shop import Shop

C1, C2 = CustomerId("C1"), CustomerId("C2")


@pytest.fixture(autouse=True)
def _known(shop: Shop) -> None:
    shop.customer("C1")
    shop.customer("C2")


@contextmanager
def refused(refusal: Refusal) -> Iterator[None]:
    with pytest.raises(NotPossible) as raised:
        yield
    assert raised.value.refusal is refusal


def test_that_an_order_is_found_with_its_lines_and_parcels(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-7", lines=2, delivered_days_ago=1, promised_days_ago=3)
    found = customers.find_order(C1, "#a 7")
    assert [line.product.name for line in found.lines] == ["Thing 1", "Thing 2"]
    assert found.total == Money(5000, "EUR")
    status = customers.order_status(found)
    assert (status.state, status.days_late) == (OrderState.DELIVERED, 2)


@pytest.mark.parametrize("number", ["A-2", "A-404", "", "\0", "' OR 1=1 --"])
def test_that_somebody_elses_order_is_as_unknown_as_none(
    customers: CustomerService, shop: Shop, number: str
) -> None:
    shop.order("A-2", "C2")
    with pytest.raises(NotFound) as raised:
        customers.find_order(C1, number)
    assert raised.value.code == "order_not_found"
    for act in (
        lambda: customers.cancel_order(C1, number, key="k"),
        lambda: customers.request_return(C1, number, key="k"),
        lambda: customers.request_exchange(C1, number, wish="blue", key="k"),
        lambda: customers.change_address(C1, number, "Elsewhere 12, Cork", key="k"),
        lambda: customers.issue_refund(C1, number, Money(1, "EUR"), reason="", key="k"),
        lambda: customers.order_replacement(C1, number, key="k"),
        lambda: customers.refund_status(C1, number),
    ):
        with pytest.raises(NotFound):
            act()
    assert shop.count(tables.payments) == 1
    assert customers.order_status(customers.find_order(C2, "A-2")).state is OrderState.PREPARING


def test_that_recent_orders_come_newest_first_in_three_queries(
    customers: CustomerService, shop: Shop, database: Database
) -> None:
    for days in range(8):
        shop.order(f"A-{days}", placed_days_ago=days, delivered_days_ago=0, lines=3)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    orders = customers.recent_orders(C1, 5)
    assert [order.number for order in orders] == [f"A-{days}" for days in range(5)]
    assert len([text for text in statements if text.startswith("SELECT")]) == 3
    assert customers.recent_orders(C2) == ()


def test_that_cancelling_stops_an_order_and_gives_the_money_back_once(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1")
    first = customers.cancel_order(C1, "a1", key="m1:cancel")
    assert first.refund is not None
    assert first.refund.money == Money(5000, "EUR")
    assert first.refund.method == "card"
    assert customers.cancel_order(C1, "A-1", key="m1:cancel") == first
    with refused(Refusal.ALREADY_CANCELLED):
        customers.cancel_order(C1, "A-1", key="m2:cancel")
    assert shop.count(tables.payments) == 2
    found = customers.find_order(C1, "A-1")
    assert customers.order_status(found).state is OrderState.CANCELLED


def test_that_cancelling_an_unpaid_order_refunds_nothing(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1", paid=False)
    shop.payment("A-1", "C1", 5000, state="failed")
    assert customers.cancel_order(C1, "A-1", key="k").refund is None


def test_that_what_is_shipped_cannot_be_cancelled_or_redirected(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1", shipped=True)
    with refused(Refusal.ALREADY_SHIPPED):
        customers.cancel_order(C1, "A-1", key="k1")
    with refused(Refusal.ALREADY_SHIPPED):
        customers.change_address(C1, "A-1", "Elsewhere 12, Cork", key="k2")
    assert shop.count(tables.payments) == 1


def test_that_an_order_is_redirected_without_moving_the_account(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1")
    assert customers.change_address(C1, "A-1", "Elsewhere 12\nCork", key="k") == (
        "Elsewhere 12\nCork"
    )
    assert customers.find_order(C1, "A-1").address == "Elsewhere 12\nCork"
    assert customers.get(C1).address == "Home of C1"


def test_that_the_accounts_address_is_changed_without_an_order(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1")
    customers.change_address(C1, None, "  Elsewhere 12,  Cork ", key="k")
    assert customers.get(C1).address == "Elsewhere 12, Cork"
    assert customers.find_order(C1, "A-1").address == "Door of C1"
    with pytest.raises(Invalid):
        customers.change_address(C1, None, "??", key="k2")


def test_that_a_return_is_agreed_once_and_names_a_deadline(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    shop.order("A-1", lines=2, delivered_days_ago=3)
    first = customers.request_return(C1, "A-1", lines=(2,), reason="too big\0", key="m1")
    assert (first.kind, first.lines, first.value) == (ReturnKind.RETURN, (2,), Money(2500, "EUR"))
    assert first.wish == "too big"
    assert first.send_by == clock.now() + timedelta(days=14)
    assert customers.request_return(C1, "A-1", lines=(2,), key="m1") == first
    with refused(Refusal.ALREADY_RETURNED):
        customers.request_return(C1, "A-1", lines=(2,), key="m2")
    assert customers.request_return(C1, "A-1", key="m3").lines == (1,)
    with refused(Refusal.ALREADY_RETURNED):
        customers.request_return(C1, "A-1", key="m4")


def test_that_what_is_exchanged_cannot_be_returned_too(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-1", delivered_days_ago=3)
    exchange = customers.request_exchange(C1, "A-1", wish="in blue", line=1, key="m1")
    assert (exchange.kind, exchange.wish, exchange.lines) == (ReturnKind.EXCHANGE, "in blue", (1,))
    with refused(Refusal.ALREADY_RETURNED):
        customers.request_return(C1, "A-1", key="m2")


def test_that_one_key_serves_several_commands(customers: CustomerService, shop: Shop) -> None:
    shop.order("A-1")
    customers.change_address(C1, "A-1", "Elsewhere 12, Cork", key="same")
    assert customers.cancel_order(C1, "A-1", key="same").refund is not None


def test_that_a_subscription_ends_when_the_paid_time_is_over(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    shop.subscription("sub_1")
    ended = customers.cancel_subscription(C1, "sub_1", key="m1")
    assert ended.state is SubscriptionState.CANCELLED
    assert ended.ends_at == clock.now() + timedelta(days=10)
    assert ended.renews_at is None
    assert customers.cancel_subscription(C1, "sub_1", key="m1") == ended
    with refused(Refusal.SUBSCRIPTION_ENDED):
        customers.cancel_subscription(C1, "sub_1", key="m2")
    with pytest.raises(NotFound):
        customers.cancel_subscription(C2, "sub_1", key="m3")
    assert customers.subscriptions(C1) == (ended,)
    assert customers.subscriptions(C2) == ()


def test_that_refunds_are_told_for_one_order_or_all(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    shop.order("A-1")
    shop.order("A-2")
    assert customers.refund_status(C1).latest is None
    customers.cancel_order(C1, "A-1", key="k1")
    clock.advance(timedelta(hours=1))
    customers.issue_refund(C1, "A-2", Money(700, "EUR"), reason="late", key="k2")
    one, all_of_them = customers.refund_status(C1, "a1"), customers.refund_status(C1)
    assert one.order_number == "A-1"
    assert [refund.money.amount_minor for refund in one.refunds] == [5000]
    assert [refund.money.amount_minor for refund in all_of_them.refunds] == [700, 5000]
    assert one.latest is not None
    assert one.latest.state is PaymentState.PENDING
    assert one.latest.settles_at == clock.now() - timedelta(hours=1) + timedelta(days=5)
    assert len(customers.charges(C1)) == 2


def test_that_devices_are_told_to_their_owner_only(customers: CustomerService, shop: Shop) -> None:
    shop.device("dev_1")
    assert [device.product.name for device in customers.devices(C1)] == ["Router"]
    assert customers.devices(C2) == ()
