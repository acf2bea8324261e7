"""How order numbers and e-mail addresses are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.customers.lookup import MAX_LOOKUP, email_lookup, order_lookup

ARABIC = {ord("0") + value: 0x660 + value for value in range(10)}
DEVANAGARI = {ord("0") + value: 0x966 + value for value in range(10)}
FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("!"), ord("~"))}


@pytest.mark.parametrize(
    "typed",
    [
        "A-10001",
        "a10001",
        " A 10001 ",
        "#A-10001",
        "A\N{EN DASH}10001",
        "A-10001".translate(FULL_WIDTH),
        "A-10001".translate(ARABIC),
        "A-10001".translate(DEVANAGARI),
        "A_10.001",
    ],
)
def test_that_an_order_number_is_found_however_it_is_typed(typed: str) -> None:
    assert order_lookup(typed) == "A10001"


@given(st.text())
def test_that_any_text_makes_a_short_lookup_without_signs(typed: str) -> None:
    lookup = order_lookup(typed)
    assert len(lookup) <= MAX_LOOKUP
    assert all(character.isalnum() for character in lookup)
    assert "\0" not in lookup


@given(st.text())
def test_that_a_lookup_of_a_lookup_changes_nothing(typed: str) -> None:
    assert order_lookup(order_lookup(typed)) == order_lookup(typed)


@pytest.mark.parametrize(
    "typed", ["C1001@Example.COM", "  c1001@example.com\n", "c1001 @ example.com"]
)
def test_that_case_and_spaces_of_an_email_do_not_matter(typed: str) -> None:
    assert email_lookup(typed) == "c1001@example.com"
