from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.errors import Invalid
from amends.money import LARGEST_MINOR, Money

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "BRL"])
MINOR = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
MONEY = st.builds(Money, MINOR, CURRENCIES)


@given(MONEY)
def test_that_an_amount_survives_the_wire(money: Money) -> None:
    wire = money.to_wire()
    assert Money.parse(wire["amount"], wire["currency"]) == money


@given(MINOR, MINOR, CURRENCIES)
def test_that_what_is_added_can_be_taken_away_again(one: int, other: int, currency: str) -> None:
    assert Money(one, currency) + Money(other, currency) - Money(other, currency) == Money(
        one, currency
    )


@given(MONEY, st.floats(0, 1))
def test_that_a_share_is_never_more_than_the_whole_and_less_than_one_unit_off(
    money: Money, fraction: float
) -> None:
    share = money.share(fraction)
    assert abs(share.amount_minor) <= abs(money.amount_minor)
    exact = Decimal(money.amount_minor) * Decimal(str(fraction))
    assert abs(share.amount_minor - exact) <= Decimal("0.5")


@given(MONEY, st.floats(0, 1))
def test_that_a_share_of_a_debt_is_the_debt_of_the_share(money: Money, fraction: float) -> None:
    debt = Money(-money.amount_minor, money.currency)
    assert debt.share(fraction).amount_minor == -money.share(fraction).amount_minor


@given(st.text(max_size=40), CURRENCIES)
def test_that_whatever_is_typed_is_an_amount_or_refused(typed: str, currency: str) -> None:
    try:
        money = Money.parse(typed, currency)
    except Invalid as refused:
        assert refused.code == "invalid_amount"  # noqa: PT017  # most texts are refused
    else:
        assert abs(money.amount_minor) <= LARGEST_MINOR


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("49.00", "EUR", 4900),
        ("49", "EUR", 4900),
        (49, "EUR", 4900),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("-0.5", "USD", -50),
        (Decimal("21474836.47"), "EUR", 2**31 - 1),
    ],
)
def test_that_an_amount_is_read_in_minor_units(
    amount: str | int | Decimal, currency: str, minor: int
) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "amount",
    [
        "",
        " ",
        "a lot",
        "1,50",
        "0.001",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e999999999",
        "1e-999999999",
        "9" * 5000,
        "21474836.48",
        "0x10",
        "\x00",
        "1e12",
    ],
)
def test_that_an_amount_that_is_none_or_does_not_fit_is_refused(amount: str) -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse(amount, "EUR")
    assert refused.value.code == "invalid_amount"


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XXX1", "Ünï"])
def test_that_an_unknown_currency_is_refused(currency: str) -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse("1.00", currency)
    assert refused.value.code == "unknown_currency"


def test_that_amounts_of_different_currencies_do_not_add_up() -> None:
    with pytest.raises(Invalid):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(Invalid):
        Money(1, "EUR") - Money(1, "USD")
