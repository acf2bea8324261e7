"""Copies and erasure of personal data."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.errors import IdentityNotProven
from amends.customers.model import PrivacyKind
from amends.customers.personal import PERSONAL_DATA
from amends.customers.service import CustomerService
from amends.errors import Conflict, NotFound
from amends.ids import ConversationId, CustomerId
from amends.money import Money
from amends.privacy import IMPERSONAL, PrivacyDesk
from amends.storage.database import Database
from tests.integration.customers.shop import Shop

C1, C2 = CustomerId("C1"), CustomerId("C2")
CHAT = ConversationId("con_chat_of_c1")


@pytest.fixture
def desk(database: Database, clock: FixedClock) -> PrivacyDesk:
    return PrivacyDesk(database=database, clock=clock, registry=(PERSONAL_DATA,))


@pytest.fixture(autouse=True)
def _two_customers(shop: Shop, customers: CustomerService) -> None:
    for customer_id, number in ((C1, "A-1"), (C2, "A-2")):
        shop.customer(customer_id)
        shop.order(number, customer_id, delivered_days_ago=1, lines=2)
        shop.subscription(f"sub_{customer_id}", customer_id)
        shop.device(f"dev_{customer_id}", customer_id)
        customers.request_return(
            customer_id, number, lines=(1,), reason=f"wish of {customer_id}", key=f"r{customer_id}"
        )
        customers.issue_refund(
            customer_id, number, Money(100, "EUR"), reason=f"why {customer_id}", key=customer_id
        )
        customers.set_personalisation(customer_id, allowed=False, key=customer_id)
        customers.record_contact(
            customer_id,
            conversation_id=CHAT,
            channel="web",
            topic="order_late",
            language="en",
            resolved=True,
            summary=f"summary of {customer_id}",
            key=customer_id,
        )
        with pytest.raises(IdentityNotProven):
            customers.prove_identity(CHAT, number, "guess", key=f"guess{customer_id}")


def everything(database: Database) -> str:
    """Return all rows of all of the customers' tables as text."""
    with database.reading() as tx:
        return "\n".join(
            f"{table.name} {tuple(row)}"
            for table in (*PERSONAL_DATA.tables, *IMPERSONAL)
            for row in tx.execute(select(table))
        )


def test_that_a_copy_holds_all_of_ones_data_and_nobody_elses(
    customers: CustomerService, desk: PrivacyDesk
) -> None:
    reference = customers.request_privacy(C1, PrivacyKind.EXPORT, conversation_id=CHAT, key="k")
    assert [request.reference for request in desk.due()] == [reference]
    text = json.dumps(desk.carry_out(reference))
    for mine in ("Name of C1", "c1@example.com", "Home of C1", "Door of C1", "T-A-1", "Thing 2",
                 "sub_C1", "dev_C1", "wish of C1", "summary of C1", "why C1"):  # fmt: skip
        assert mine in text
    for others in ('"C2"', "of C2", "c2@example.com", '"A-2"', "T-A-2", "why C2"):
        assert others not in text
    assert desk.due() == ()
    assert customers.get(C1).name == "Name of C1"


def test_that_after_erasure_nothing_tells_who_it_was(
    customers: CustomerService, desk: PrivacyDesk, database: Database
) -> None:
    reference = customers.request_privacy(C1, PrivacyKind.ERASE, conversation_id=CHAT, key="k")
    before = everything(database)
    desk.carry_out(reference)
    after = everything(database)
    for mine in ("Name of C1", "c1@example.com", "Home of C1", "Door of C1", "T-A-1",
                 "dev_C1", "wish of C1", "summary of C1", "why C1", "order:A1"):  # fmt: skip
        assert mine in before
        assert mine not in after
    for others in ("Name of C2", "c2@example.com", "Door of C2", "T-A-2", "dev_C2",
                   "wish of C2", "summary of C2", "why C2", "order:A2"):  # fmt: skip
        assert others in after


def test_that_an_erased_customer_is_unknown_but_the_books_are_kept(
    customers: CustomerService, desk: PrivacyDesk, shop: Shop
) -> None:
    payments = shop.count(tables.payments)
    reference = customers.request_privacy(C1, PrivacyKind.ERASE, conversation_id=CHAT, key="k")
    desk.carry_out(reference)
    with pytest.raises(NotFound):
        customers.get(C1)
    for email in ("c1@example.com", ""):
        with pytest.raises(IdentityNotProven):
            customers.prove_identity(ConversationId("con_9"), "A-1", email, key=f"k{email}")
    assert shop.count(tables.payments) == payments


def test_that_a_request_is_carried_out_once(customers: CustomerService, desk: PrivacyDesk) -> None:
    reference = customers.request_privacy(C1, PrivacyKind.EXPORT, conversation_id=CHAT, key="k")
    desk.carry_out(reference)
    with pytest.raises(Conflict):
        desk.carry_out(reference)
    with pytest.raises(NotFound):
        desk.carry_out("PR-NONE")
    assert (
        customers.request_privacy(C1, PrivacyKind.EXPORT, conversation_id=CHAT, key="k2")
        != reference
    )
