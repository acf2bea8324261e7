"""Identity by the shop's signature."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.customers.identity import sign, verify_signature
from amends.errors import Unauthorized

SECRET = "between shop and Amends"
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SOON = int((NOW + timedelta(hours=1)).timestamp())


def code_of(
    *, secret: str = SECRET, customer: str = "C1", expires: int = SOON, signature: str
) -> str:
    with pytest.raises(Unauthorized) as raised:
        verify_signature(secret, customer, expires, signature, NOW)
    assert raised.value.status == 401
    return raised.value.code


def test_that_the_signature_is_what_a_shop_computes_by_the_documented_formula() -> None:
    by_hand = hmac.new(SECRET.encode(), f"C1.{SOON}".encode(), hashlib.sha256).hexdigest()
    assert sign(secret=SECRET, customer_id="C1", expires=SOON) == by_hand
    assert verify_signature(SECRET, "C1", SOON, by_hand.upper(), NOW) == "C1"


def test_that_a_signature_holds_until_the_second_it_expires() -> None:
    at = int(NOW.timestamp())
    for expires in (at, at - 1, 0, -5):
        signed = sign(secret=SECRET, customer_id="C1", expires=expires)
        assert code_of(expires=expires, signature=signed) == "identity_expired"
    signed = sign(secret=SECRET, customer_id="C1", expires=at + 1)
    assert verify_signature(SECRET, "C1", at + 1, signed, NOW) == "C1"


def test_that_a_signature_for_longer_than_a_day_is_refused() -> None:
    day = int((NOW + timedelta(hours=24)).timestamp())
    signed = sign(secret=SECRET, customer_id="C1", expires=day)
    assert verify_signature(SECRET, "C1", day, signed, NOW) == "C1"
    signed = sign(secret=SECRET, customer_id="C1", expires=day + 1)
    assert code_of(expires=day + 1, signature=signed) == "identity_forged"


def test_that_a_signature_is_for_one_customer_one_moment_and_one_secret() -> None:
    signed = sign(secret=SECRET, customer_id="C1", expires=SOON)
    assert code_of(customer="C2", signature=signed) == "identity_forged"
    assert code_of(expires=SOON + 1, signature=signed) == "identity_forged"
    assert code_of(secret="other", signature=signed) == "identity_forged"


def test_that_without_a_secret_nobody_is_signed_in() -> None:
    signed = sign(secret="", customer_id="C1", expires=SOON)
    assert code_of(secret="", signature=signed) == "identity_forged"


def test_that_an_expired_forgery_is_called_forged() -> None:
    assert code_of(expires=0, signature="00") == "identity_forged"


@given(customer=st.text(), signature=st.text())
def test_that_whatever_is_sent_is_refused_and_never_breaks(customer: str, signature: str) -> None:
    assert code_of(customer=customer, signature=signature) == "identity_forged"
