"""Money that goes back, and goods that come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.errors import NotPossible, Refusal
from amends.customers.model import OrderState
from amends.customers.service import CustomerService
from amends.errors import Invalid, NotFound
from amends.ids import CustomerId
from amends.money import Money
from amends.storage.database import Database
from tests.integration.customers.shop import Shop

C1 = CustomerId("C1")


@pytest.fixture(autouse=True)
def _known(shop: Shop) -> None:
    shop.customer("C1")
    shop.order("A-1", minor=5000, lines=2, delivered_days_ago=2)


def refund(customers: CustomerService, minor: int, key: str, *, currency: str = "EUR") -> str:
    money = Money(minor, currency)
    return customers.issue_refund(C1, "A-1", money, reason="item_damaged", key=key).id


def test_that_a_repeated_refund_pays_once(customers: CustomerService, shop: Shop) -> None:
    assert refund(customers, 3000, "m1") == refund(customers, 3000, "m1")
    assert shop.count(tables.payments) == 2


def test_that_refunds_never_exceed_what_was_paid(customers: CustomerService) -> None:
    refund(customers, 3000, "m1")
    with pytest.raises(NotPossible) as raised:
        refund(customers, 2001, "m2")
    assert raised.value.refusal is Refusal.REFUND_TOO_HIGH
    refund(customers, 2000, "m3")
    with pytest.raises(NotPossible) as raised:
        refund(customers, 1, "m4")
    assert raised.value.refusal is Refusal.NOTHING_TO_REFUND


def test_that_refunds_at_once_do_not_exceed_what_was_paid_together(
    customers: CustomerService, shop: Shop
) -> None:
    def try_refund(number: int) -> bool:
        try:
            refund(customers, 2000, f"m{number}")
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        paid = list(pool.map(try_refund, range(8)))
    assert sum(paid) == 2
    assert shop.count(tables.payments) == 3


def test_that_the_same_refund_at_once_pays_once(customers: CustomerService, shop: Shop) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: refund(customers, 1000, "same"), range(8)))
    assert len(set(ids)) == 1
    assert shop.count(tables.payments) == 2


@pytest.mark.parametrize(("minor", "currency"), [(0, "EUR"), (-5, "EUR"), (100, "USD")])
def test_that_senseless_amounts_are_refused(
    customers: CustomerService, shop: Shop, clock: FixedClock, minor: int, currency: str
) -> None:
    with pytest.raises(Invalid):
        refund(customers, minor, "m1", currency=currency)
    with pytest.raises(Invalid):
        customers.issue_voucher(
            C1, Money(minor, currency), expires=clock.now() + timedelta(days=9), key="m2"
        )
    assert shop.count(tables.payments) == 1
    assert shop.count(tables.vouchers) == 0


def test_that_without_an_order_everything_paid_is_the_limit(
    customers: CustomerService, shop: Shop
) -> None:
    shop.order("A-2", minor=1000)
    customers.issue_refund(C1, None, Money(6000, "EUR"), reason="", key="m1")
    with pytest.raises(NotPossible):
        customers.issue_refund(C1, None, Money(1, "EUR"), reason="", key="m2")


def test_that_a_voucher_is_issued_once(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    expires = clock.now() + timedelta(days=90)
    code = customers.issue_voucher(C1, Money(1500, "EUR"), expires=expires, key="m1")
    assert customers.issue_voucher(C1, Money(1500, "EUR"), expires=expires, key="m1") == code
    assert customers.issue_voucher(C1, Money(1500, "EUR"), expires=expires, key="m2") != code
    assert shop.count(tables.vouchers) == 2
    with pytest.raises(Invalid):
        customers.issue_voucher(C1, Money(1500, "EUR"), expires=clock.now(), key="m3")


def test_that_a_replacement_is_a_free_order_of_the_same(
    customers: CustomerService, clock: FixedClock
) -> None:
    again = customers.order_replacement(C1, "A-1", line=2, express=True, key="m1")
    assert again.number == "R-10001"
    assert again.replaces == "A-1"
    assert again.total == Money(0, "EUR")
    assert again.promised_at == clock.now() + timedelta(days=2)
    assert [(line.line, line.product.name, line.unit_price) for line in again.lines] == [
        (1, "Thing 2", Money(0, "EUR"))
    ]
    assert customers.order_replacement(C1, "A-1", line=2, express=True, key="m1") == again
    assert customers.find_order(C1, "r10001") == again
    assert customers.order_status(again).state is OrderState.PREPARING
    whole = customers.order_replacement(C1, "A-1", key="m2")
    assert (whole.number, len(whole.lines), whole.express) == ("R-10002", 2, False)
    with pytest.raises(NotFound) as raised:
        customers.order_replacement(C1, "A-1", line=3, key="m3")
    assert raised.value.code == "order_line_not_found"


def test_that_commands_in_one_transaction_are_done_together_or_not_at_all(
    customers: CustomerService, shop: Shop, database: Database
) -> None:
    def replace_and_refund() -> None:
        with database.transaction():
            customers.order_replacement(C1, "A-1", key="m1")
            refund(customers, 999_999, "m1")

    with pytest.raises(NotPossible):
        replace_and_refund()
    assert shop.count(tables.orders) == 1
    assert customers.order_replacement(C1, "A-1", key="m1").number == "R-10001"
