"""What customers write into records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.customers.repeat import readable_code
from amends.customers.text import MAX_ADDRESS, MAX_WISH, clean_address, clean_wish
from amends.errors import Invalid


def test_that_an_address_keeps_its_lines_and_loses_the_rest() -> None:
    assert clean_address("  Calle Mayor 5 \r\n\n 28013\tMadrid\0 ") == "Calle Mayor 5\n28013 Madrid"


@pytest.mark.parametrize(
    "typed", ["東京都千代田区中央1-2-3", "شارع الخليج ١٢ دبي", "गांधी मार्ग 5, दिल्ली"]
)
def test_that_addresses_of_any_script_are_taken(typed: str) -> None:
    assert clean_address(typed) == typed


@pytest.mark.parametrize(
    "typed", ["", "   ", "1234567890", "ab", "x" * (MAX_ADDRESS + 1), "\0" * 20]
)
def test_that_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as raised:
        clean_address(typed)
    assert raised.value.code == "address_unclear"


@given(st.text())
def test_that_a_wish_is_one_printable_line(typed: str) -> None:
    wish = clean_wish(typed)
    assert len(wish) <= MAX_WISH
    assert "\0" not in wish
    assert len(wish.splitlines()) <= 1
    wish.encode()


def test_that_codes_are_readable_and_differ() -> None:
    codes = {readable_code("RT", groups=2) for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        prefix, first, second = code.split("-")
        assert (prefix, len(first), len(second)) == ("RT", 4, 4)
        assert not set(first + second) & set("01OIL")
