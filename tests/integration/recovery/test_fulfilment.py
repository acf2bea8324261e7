"""What each remedy leaves in the shop's books once it is delivered, and that it does so once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Table

from amends.clock import FixedClock
from amends.conversations.model import Conversation
from amends.customers import tables as shop_tables
from amends.customers.model import SubscriptionState
from amends.customers.service import CustomerService
from amends.errors import Conflict
from amends.handoff import tables as handoff_tables
from amends.handoff.service import HandoffService
from amends.money import Money
from amends.recovery.fulfilment import ShopFulfilment
from amends.recovery.model import IssueKind, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import CUSTOMER, Desk
from tests.unit.recovery.situations import euros, shipped_policy

BOOKS: dict[RemedyKind, Table] = {
    RemedyKind.EXPRESS_REPLACEMENT: shop_tables.orders,
    RemedyKind.REPLACEMENT: shop_tables.orders,
    RemedyKind.REFUND: shop_tables.payments,
    RemedyKind.PARTIAL_REFUND: shop_tables.payments,
    RemedyKind.SHIPPING_REFUND: shop_tables.payments,
    RemedyKind.SUBSCRIPTION_CREDIT: shop_tables.subscription_credits,
    RemedyKind.VOUCHER: shop_tables.vouchers,
    RemedyKind.FREE_RETURN: shop_tables.returns,
    RemedyKind.CALLBACK: handoff_tables.callbacks,
}
"""In which book each remedy is written down; an apology is delivered by being said."""


@pytest.fixture
def fulfilment(
    clock: FixedClock, customers: CustomerService, handoff: HandoffService
) -> ShopFulfilment:
    terms = shipped_policy().offers
    return ShopFulfilment(clock=clock, customers=customers, handoff=handoff, terms=terms)


def test_that_every_remedy_has_its_book() -> None:
    assert set(RemedyKind) - set(BOOKS) == {RemedyKind.APOLOGY}


@pytest.mark.parametrize("remedy", BOOKS)
def test_that_a_remedy_is_written_down_once_however_often_it_is_delivered(
    desk: Desk,
    shop: Shop,
    fulfilment: ShopFulfilment,
    recovery: RecoveryService,
    database: Database,
    remedy: RemedyKind,
) -> None:
    shop.subscription("S-1")
    proposed = desk.offer()
    issue = recovery.issue(proposed.issue_id)
    offer = replace(proposed, remedy=remedy, money=euros(7))
    before = shop.count(BOOKS[remedy])
    told = []
    for _ in range(3):
        with database.transaction():
            told.append(fulfilment.deliver(offer, issue, key="m1"))
    assert shop.count(BOOKS[remedy]) == before + 1
    assert told[0]
    assert told == [told[0]] * 3


def test_that_an_apology_is_remembered_as_what_was_done(
    desk: Desk, recovery: RecoveryService, customers: CustomerService
) -> None:
    offer = desk.present(desk.offer(IssueKind.COMPLAINT_SERVICE, None))
    while offer.remedy is not RemedyKind.APOLOGY:
        other = recovery.other(offer.id, key=desk.key())
        assert other is not None
        offer = desk.present(other)
    assert desk.accept(offer).state is OfferState.FULFILLED
    latest = customers.history(CUSTOMER).recoveries[0]
    assert (latest.remedy, latest.accepted) == ("apology", True)


def test_that_a_credit_stands_with_its_subscription_and_is_no_refund(
    desk: Desk, shop: Shop, customers: CustomerService
) -> None:
    shop.subscription("S-1")
    payments = shop.count(shop_tables.payments)
    done = desk.accept(desk.present(desk.offer(IssueKind.SERVICE_OUTAGE, None)))
    assert done.remedy is RemedyKind.SUBSCRIPTION_CREDIT
    (subscription,) = customers.subscriptions(CUSTOMER)
    assert subscription.credit == done.money
    assert subscription.renews_at is not None
    assert done.outcome["subscription_id"] == "S-1"
    assert done.outcome["eta"] == subscription.renews_at.date().isoformat()
    assert shop.count(shop_tables.payments) == payments


def test_that_credits_add_up_and_each_subscription_has_its_own(
    shop: Shop, customers: CustomerService, conversation: Conversation
) -> None:
    assert conversation.customer_id == CUSTOMER
    for number in ("S-1", "S-2"):
        shop.subscription(number)
    for key in ("m1", "m2", "m2"):
        customers.credit_subscription(CUSTOMER, "S-1", euros(5), reason="outage", key=key)
    held = {one.id: one.credit for one in customers.subscriptions(CUSTOMER)}
    assert held == {"S-1": Money(1_000, "EUR"), "S-2": Money(0, "EUR")}


def test_that_a_credit_for_a_subscription_that_has_ended_goes_to_a_person(
    desk: Desk, shop: Shop, customers: CustomerService
) -> None:
    shop.subscription("S-1")
    offer = desk.present(desk.offer(IssueKind.SERVICE_OUTAGE, None))
    ended = customers.cancel_subscription(CUSTOMER, "S-1", key="m7")
    assert ended.state is SubscriptionState.CANCELLED
    failed = desk.accept(offer)
    assert failed.state is OfferState.FAILED
    assert desk.recovery.trail(offer.id)[-1].reason == "no_subscription"
    with pytest.raises(Conflict) as raised:
        customers.credit_subscription(CUSTOMER, "S-1", euros(5), reason="outage", key="m8")
    assert raised.value.code == "subscription_ended"
