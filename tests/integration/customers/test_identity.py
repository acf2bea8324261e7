"""Proof of identity by order number and e-mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.errors import IdentityNotProven
from amends.customers.service import CustomerService
from amends.errors import NotFound, TooManyAttempts
from amends.ids import ConversationId, CustomerId
from amends.storage.database import Database
from tests.integration.customers.shop import Shop

_keys = count()


def attempt(
    customers: CustomerService,
    number: str = "A-1",
    email: str = "wrong@example.com",
    *,
    conversation: str = "con_1",
    key: str | None = None,
) -> CustomerId:
    """Try once, and return whose order it is."""
    return customers.prove_identity(
        ConversationId(conversation), number, email, key=key or f"msg_{next(_keys)}:identify"
    ).id


@pytest.fixture(autouse=True)
def _known(shop: Shop) -> None:
    shop.customer("C1")
    shop.customer("C2")
    shop.order("A-1", "C1")
    shop.order("A-2", "C2")


def test_that_order_number_and_email_prove_who_somebody_is(customers: CustomerService) -> None:
    assert attempt(customers, " #a 1 ", " C1@Example.com ") == "C1"


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("A-1", "wrong@example.com"),
        ("A-1", "c2@example.com"),
        ("A-2", "c1@example.com"),
        ("A-9", "c1@example.com"),
        ("", "c1@example.com"),
        ("A-1", ""),
        ("\0", "\0"),
        ("🎧", "🎧"),
        ("A-1", "\ud800"),
        ("1" * 20_000, "x" * 20_000),
    ],
)
def test_that_every_wrong_pair_gets_the_same_answer(
    customers: CustomerService, number: str, email: str
) -> None:
    with pytest.raises(IdentityNotProven) as raised:
        attempt(customers, number, email)
    assert raised.value.code == "identity_not_proven"
    assert raised.value.message == IdentityNotProven().message
    assert raised.value.retry_after is None


def test_that_after_five_wrong_emails_a_conversation_has_to_wait_an_hour(
    customers: CustomerService, clock: FixedClock
) -> None:
    for minute in range(5):
        with pytest.raises(IdentityNotProven):
            attempt(customers, f"A-{minute}")
        clock.advance(timedelta(minutes=1))
    with pytest.raises(TooManyAttempts) as raised:
        attempt(customers, "A-1", "c1@example.com")
    assert raised.value.code == "identity_attempts"
    assert raised.value.retry_after == 55 * 60
    clock.advance(timedelta(seconds=55 * 60 - 1))
    with pytest.raises(TooManyAttempts):
        attempt(customers, "A-1", "c1@example.com")
    clock.advance(timedelta(seconds=1))
    assert attempt(customers, "A-1", "c1@example.com") == "C1"


def test_that_an_order_number_can_be_tried_five_times_an_hour_from_all_conversations(
    customers: CustomerService,
) -> None:
    for number in range(5):
        with pytest.raises(IdentityNotProven):
            attempt(customers, "a1", conversation=f"con_{number}")
    with pytest.raises(TooManyAttempts):
        attempt(customers, "A-1", "c1@example.com", conversation="con_9")
    assert attempt(customers, "A-2", "c2@example.com", conversation="con_9") == "C2"


def test_that_unknown_order_numbers_are_counted_like_known_ones(customers: CustomerService) -> None:
    for number in range(5):
        with pytest.raises(IdentityNotProven):
            attempt(customers, "A-404", conversation=f"con_{number}")
    with pytest.raises(TooManyAttempts):
        attempt(customers, "A-404", conversation="con_9")


def test_that_successes_and_refused_attempts_do_not_count(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    for _ in range(7):
        assert attempt(customers, "A-1", "c1@example.com") == "C1"
    for _ in range(5):
        with pytest.raises(IdentityNotProven):
            attempt(customers)
    counted = shop.count(tables.identity_attempts)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            attempt(customers)
    assert shop.count(tables.identity_attempts) == counted == 10
    clock.advance(timedelta(hours=1))
    assert attempt(customers, "A-1", "c1@example.com") == "C1"


def test_that_attempts_are_counted_over_a_restart(
    customers: CustomerService, database: Database, clock: FixedClock
) -> None:
    for _ in range(5):
        with pytest.raises(IdentityNotProven):
            attempt(customers)
    restarted = CustomerService(database=database, clock=clock)
    with pytest.raises(TooManyAttempts):
        attempt(restarted, "A-1", "c1@example.com")


def test_that_a_redelivered_attempt_is_answered_the_same_and_counted_once(
    customers: CustomerService, shop: Shop
) -> None:
    for _ in range(9):
        with pytest.raises(IdentityNotProven):
            attempt(customers, key="msg_same:identify")
    assert shop.count(tables.identity_attempts) == 2
    for _ in range(2):
        assert attempt(customers, "A-1", "c1@example.com", key="msg_good:identify") == "C1"


def test_that_old_attempts_are_forgotten(
    customers: CustomerService, shop: Shop, clock: FixedClock
) -> None:
    with pytest.raises(IdentityNotProven):
        attempt(customers)
    clock.advance(timedelta(hours=2))
    attempt(customers, "A-2", "c2@example.com", conversation="con_2")
    assert shop.count(tables.identity_attempts) == 0
    assert shop.count(tables.identity_subjects) == 2


def test_that_guessing_in_parallel_gives_no_more_attempts(
    customers: CustomerService, shop: Shop
) -> None:
    def guess(number: int) -> str:
        try:
            attempt(customers, "A-1", conversation=f"con_{number}")
        except IdentityNotProven:
            return "failed"
        except TooManyAttempts:
            return "blocked"
        return "proven"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(guess, range(16)))
    assert sorted(outcomes) == ["blocked"] * 11 + ["failed"] * 5
    assert shop.count(tables.identity_attempts) == 10


def test_that_a_customer_without_an_email_cannot_be_proven_by_none(
    customers: CustomerService, shop: Shop
) -> None:
    shop.customer("C3", email="")
    shop.order("A-3", "C3")
    with pytest.raises(IdentityNotProven):
        attempt(customers, "A-3", " ")


def test_that_an_unknown_customer_is_not_found(customers: CustomerService) -> None:
    with pytest.raises(NotFound):
        customers.get(CustomerId("C404"))
