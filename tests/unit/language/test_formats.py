"""Amounts, dates, numbers and lists read right in all ten languages."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import SUPPORTED
from language.errors import ValueFormatError
from language.formats import (
    everyday_plural_categories,
    format_day,
    format_enumeration,
    format_moment,
    format_money,
    format_number,
    plural_categories,
    plural_category,
)

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
RLM = "\N{RIGHT-TO-LEFT MARK}"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "€123,456.50"),
        ("es", f"123.456,50{NBSP}€"),
        ("fr", f"123{NARROW}456,50{NBSP}€"),
        ("de", f"123.456,50{NBSP}€"),
        ("pt", f"€{NBSP}123.456,50"),
        ("it", f"123.456,50{NBSP}€"),
        ("ar", f"{RLM}123,456.50{NBSP}€"),
        ("hi", "€1,23,456.50"),
        ("zh", "€123,456.50"),
        ("ja", "€123,456.50"),
    ],
)
def test_that_money_is_written_as_in_the_languages_shops(language: str, text: str) -> None:
    assert format_money({"amount": "123456.50", "currency": "EUR"}, language) == text


@pytest.mark.parametrize(
    ("money", "text"),
    [
        ({"amount": "4900", "currency": "JPY"}, "¥4,900"),
        ({"amount": "4.900", "currency": "KWD"}, f"KWD{NBSP}4.900"),
        ({"amount": "0.00", "currency": "USD"}, "$0.00"),
        ({"amount": "-3.10", "currency": "USD"}, "-$3.10"),
        ({"amount": 5, "currency": "EUR"}, "€5.00"),
    ],
)
def test_that_the_currency_settles_the_decimals(money: dict[str, object], text: str) -> None:
    assert format_money(money, "en") == text


@pytest.mark.parametrize(
    "money",
    [
        None,
        "49.00 EUR",
        {"amount": "49.00"},
        {"amount": "49.00", "currency": "euro"},
        {"amount": "49.00", "currency": "EUR\n"},
        {"amount": "49.001", "currency": "EUR"},
        {"amount": "NaN", "currency": "EUR"},
        {"amount": "Infinity", "currency": "EUR"},
        {"amount": "1e999999", "currency": "EUR"},
        {"amount": True, "currency": "EUR"},
        {"amount": "4,90", "currency": "EUR"},
    ],
)
def test_that_what_is_no_sum_of_money_is_an_error(money: object) -> None:
    with pytest.raises(ValueFormatError):
        format_money(money, "en")


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "November 3, 2026", f"November 3, 2026, 2:05{NARROW}PM UTC"),
        ("es", "3 de noviembre de 2026", "3 de noviembre de 2026, 14:05 UTC"),
        ("fr", "3 novembre 2026", "3 novembre 2026, 14:05 TU"),
        ("de", "3. November 2026", "3. November 2026, 14:05 UTC"),
        ("pt", "3 de novembro de 2026", "3 de novembro de 2026 14:05 UTC"),
        ("it", "3 novembre 2026", "3 novembre 2026 14:05 UTC"),
        ("ar", "3 نوفمبر 2026", "3 نوفمبر 2026، 2:05 م UTC"),
        ("hi", "3 नवंबर 2026", "3 नवंबर 2026, 2:05 pm UTC"),
        ("zh", "2026年11月3日", "2026年11月3日 UTC 14:05"),
        ("ja", "2026年11月3日", "2026年11月3日 14:05 UTC"),
    ],
)
def test_that_dates_are_written_out(language: str, day: str, moment: str) -> None:
    assert format_day("2026-11-03", language) == day
    # How CLDR joins date and time changes from release to release; that both are there does not.
    written = format_moment("2026-11-03T14:05:59Z", language)
    for piece in re.split(r"[ ,،]+", moment):
        assert piece in written
    assert "59" not in written


def test_that_a_moment_without_a_zone_names_none() -> None:
    assert "UTC" not in format_moment("2026-11-03T14:05:00", "es")
    assert "14:05" in format_moment("2026-11-03T14:05:00", "es")


def test_that_a_moment_keeps_the_zone_it_came_with() -> None:
    assert "14:05" in format_moment("2026-11-03T14:05:00+02:00", "de")


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "", 20261103, None])
def test_that_what_is_no_date_is_an_error(value: object) -> None:
    with pytest.raises(ValueFormatError):
        format_day(value, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,234,567.5"), ("de", "1.234.567,5"), ("hi", "12,34,567.5"), ("ar", "1,234,567.5")],
)
def test_that_numbers_are_grouped_as_the_language_does(language: str, text: str) -> None:
    assert format_number("1234567.5", language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a, b, and c"),
        ("es", "a, b y c"),
        ("de", "a, b und c"),
        ("ar", "a وb وc"),
        ("zh", "a、b和c"),
        ("ja", "a、b、c"),
    ],
)
def test_that_lists_are_joined_as_the_language_does(language: str, text: str) -> None:
    assert format_enumeration(["a", "b", "c"], language) == text


@pytest.mark.parametrize(
    ("language", "count", "category"),
    [
        ("en", 1, "one"),
        ("en", "1.0", "other"),
        ("fr", 0, "one"),
        ("ar", 0, "zero"),
        ("ar", 2, "two"),
        ("ar", 5, "few"),
        ("ar", 11, "many"),
        ("ja", 1, "other"),
        ("hi", 0, "one"),
    ],
)
def test_that_plurals_follow_cldr(language: str, count: object, category: str) -> None:
    assert plural_category(count, language) == category
    assert category in plural_categories(language)


def test_that_millions_need_no_form_of_their_own() -> None:
    assert plural_category(1_000_000, "es") == "many"
    assert everyday_plural_categories("es") == {"one", "other"}


@given(cents=st.integers(min_value=-(10**9), max_value=10**9), language=st.sampled_from(SUPPORTED))
def test_that_no_cent_is_lost_in_any_language(cents: int, language: str) -> None:
    amount = Decimal(cents) / 100
    text = format_money({"amount": str(amount), "currency": "EUR"}, language)
    assert int(re.sub(r"[^0-9]", "", text)) == abs(cents)
    assert text.isascii() or not re.search(r"[\u0660-\u0669\u0966-\u096f]", text)


@given(items=st.lists(st.text(min_size=1), min_size=1), language=st.sampled_from(SUPPORTED))
def test_that_list_items_come_through_unchanged_and_in_order(
    items: list[str], language: str
) -> None:
    text = format_enumeration(items, language)
    position = 0
    for item in items:
        position = text.index(item, position) + len(item)
