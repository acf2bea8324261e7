"""What happened before, consent, and requests about one's data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.model import EarlierContact, PrivacyKind
from amends.customers.service import CustomerService
from amends.errors import NotFound
from amends.ids import ConversationId, CustomerId, OfferId
from amends.money import Money
from tests.integration.customers.shop import Shop

C1 = CustomerId("C1")
CHAT = ConversationId("con_1")


@pytest.fixture(autouse=True)
def _known(shop: Shop) -> None:
    shop.customer("C1")


def contact(
    customers: CustomerService,
    key: str,
    *,
    resolved: bool = True,
    chat: ConversationId | None = None,
) -> EarlierContact:
    return customers.record_contact(
        C1,
        conversation_id=chat,
        channel="web",
        topic="order_late",
        language="es",
        resolved=resolved,
        key=key,
    )


def test_that_a_newcomer_has_an_empty_history(customers: CustomerService) -> None:
    history = customers.history(C1)
    assert (history.orders, history.late_orders, history.returns, history.open_issues) == (0,) * 4
    assert history.lifetime_value == Money(0, "EUR")
    assert history.contacts == ()
    assert history.recoveries == ()
    assert history.since == customers.get(C1).since


def test_that_the_history_adds_up(customers: CustomerService, shop: Shop) -> None:
    shop.order("A-1", minor=5000, delivered_days_ago=2, promised_days_ago=4)
    shop.order("A-2", minor=1000)
    shop.order("A-3", minor=7000, shipped=True, promised_days_ago=1)
    shop.payment("A-3", "C1", 99, state="failed")
    customers.cancel_order(C1, "A-2", key="k1")
    customers.order_replacement(C1, "A-1", key="k2")
    customers.issue_refund(C1, "A-1", Money(500, "EUR"), reason="", key="k3")
    customers.request_return(C1, "A-1", key="k4")
    history = customers.history(C1)
    assert (history.orders, history.late_orders, history.returns) == (2, 2, 1)
    assert history.lifetime_value == Money(11500, "EUR")


def test_that_another_customers_past_is_not_mixed_in(
    customers: CustomerService, shop: Shop
) -> None:
    shop.customer("C2")
    shop.order("A-1", "C2")
    contact(customers, "k1", resolved=False)
    history = customers.history(CustomerId("C2"))
    assert (history.orders, history.open_issues, history.contacts) == (1, 0, ())
    with pytest.raises(NotFound):
        customers.history(CustomerId("C404"))


def test_that_contacts_are_remembered_once_and_newest_first(
    customers: CustomerService, clock: FixedClock
) -> None:
    old = contact(customers, "k1", resolved=False)
    clock.advance(timedelta(days=1))
    new = contact(customers, "k2")
    assert contact(customers, "k1", resolved=False) == old
    history = customers.history(C1)
    assert history.contacts == (new, old)
    assert history.open_issues == 1


def test_that_a_conversation_is_one_contact_as_it_was_last(
    customers: CustomerService, clock: FixedClock
) -> None:
    first = contact(customers, "k1", resolved=False, chat=CHAT)
    clock.advance(timedelta(days=1))
    again = contact(customers, "k2", chat=CHAT)
    assert (again.id, again.resolved, again.at) == (first.id, True, clock.now())
    assert contact(customers, "k1", resolved=False, chat=CHAT) == again
    assert customers.history(C1).contacts == (again,)


def test_that_recoveries_are_remembered_with_and_without_money(customers: CustomerService) -> None:
    for key, money in (("k1", Money(1200, "EUR")), ("k2", None), ("k1", Money(1200, "EUR"))):
        customers.record_recovery(
            C1,
            offer_id=OfferId(f"off_{key}"),
            issue="item_damaged",
            remedy="voucher",
            money=money,
            accepted=True,
            satisfaction=5,
            key=key,
        )
    recoveries = customers.history(C1).recoveries
    assert {(found.offer_id, found.money) for found in recoveries} == {
        ("off_k1", Money(1200, "EUR")),
        ("off_k2", None),
    }


def test_that_offers_may_be_personal_until_a_customer_says_no(
    customers: CustomerService, shop: Shop
) -> None:
    assert customers.personalisation(C1)
    assert not customers.set_personalisation(C1, allowed=False, key="k1")
    assert not customers.personalisation(C1)
    assert customers.set_personalisation(C1, allowed=True, key="k2")
    assert customers.set_personalisation(C1, allowed=False, key="k1")
    assert shop.count(tables.consents) == 2


def test_that_an_open_privacy_request_is_not_made_twice(
    customers: CustomerService, shop: Shop
) -> None:
    first = customers.request_privacy(C1, PrivacyKind.EXPORT, conversation_id=CHAT, key="k1")
    assert first.startswith("PR-")
    again = customers.request_privacy(C1, PrivacyKind.EXPORT, conversation_id=CHAT, key="k2")
    erase = customers.request_privacy(C1, PrivacyKind.ERASE, conversation_id=CHAT, key="k2")
    assert again == first
    assert erase != first
    assert shop.count(tables.privacy_requests) == 2
