"""Money, dates, numbers and lists, written as readers of each language expect them in a shop.

Digits are European in all ten languages: that is how Arabic, Hindi, Chinese and Japanese shops
print prices today, and it keeps amounts and order numbers in one script. Grouping, decimal signs,
currency signs, month names and word order come from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision

from language.errors import ValueFormatError
from language.names import DEFAULT, locale_of

_LATIN_DIGITS = "latn"
_MAX_EXPONENT = 15
_CURRENCY = re.compile(r"[A-Z]{3}")

# CLDR's currency spacing, which Babel leaves out: `KWD 4.900`, but `$4.90`.
_CODE_TOUCHING_A_DIGIT = re.compile(r"(?<=[A-Z])(?=[\d-])|(?<=\d)(?=[A-Z])")


def format_money(value: object, language: str) -> str:
    """Format `{"amount": "49.00", "currency": "EUR"}`; digits after the point by the currency.

    Raises `ValueFormatError` for anything else, and for an amount that is finer than the
    currency's smallest unit, since rounding would promise another sum.
    """
    if not isinstance(value, Mapping):
        raise ValueFormatError("money has to be a mapping with an amount and a currency")
    currency = value.get("currency")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise ValueFormatError("a currency has to be an ISO 4217 code such as EUR")
    amount = _decimal(value.get("amount"))
    if amount != round(amount, get_currency_precision(currency)):
        raise ValueFormatError(f"the amount is finer than the smallest unit of {currency}")
    text = format_currency(
        amount, currency, locale=_locale(language), numbering_system=_LATIN_DIGITS
    )
    return _CODE_TOUCHING_A_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def format_number(value: object, language: str) -> str:
    """Format a number or its decimal string, with the language's grouping."""
    return format_decimal(_decimal(value), locale=_locale(language), numbering_system=_LATIN_DIGITS)


def format_day(value: object, language: str) -> str:
    """Format an ISO date (`2026-11-03`) or the day of an ISO date and time, month in words."""
    return format_date(_moment(value).date(), format="long", locale=_locale(language))


def format_moment(value: object, language: str) -> str:
    """Format an ISO date and time to the minute; the zone is written out if the value has one."""
    locale = _locale(language)
    moment = _moment(value)
    if moment.tzinfo is None:
        clock = format_time(moment, format="short", locale=locale)
    else:
        pattern = str(locale.time_formats["long"].pattern).replace(":ss", "")
        clock = format_time(moment, format=pattern, tzinfo=moment.tzinfo, locale=locale)
    day = format_date(moment.date(), format="long", locale=locale)
    pattern_of_both = str(locale.datetime_formats["long"]).replace("'", "")
    return pattern_of_both.format(clock, day)


def format_enumeration(items: Sequence[str], language: str) -> str:
    """Join texts the way the language lists things: `a, b and c`, `a、b和c`."""
    if not items:
        raise ValueFormatError("a list needs at least one item")
    return format_list(list(items), style="standard", locale=_locale(language))


def plural_category(value: object, language: str) -> str:
    """Return the CLDR plural category (zero, one, two, few, many, other) of a number."""
    return str(_locale(language).plural_form(_decimal(value)))


def plural_categories(language: str) -> frozenset[str]:
    """Return every CLDR plural category of a language."""
    return frozenset({"other", *_locale(language).plural_form.rules})


def everyday_plural_categories(language: str) -> frozenset[str]:
    """Return the categories that whole numbers up to 200 fall into: those a wording must have."""
    plural_form = _locale(language).plural_form
    return frozenset(str(plural_form(number)) for number in range(201))


def _locale(language: str) -> Locale:
    locale = locale_of(language) or locale_of(DEFAULT)
    if locale is None:  # Babel always carries English; this narrows the type
        raise ValueFormatError(f"no formats are known for {language}")
    return locale


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueFormatError("a number has to be a number or its decimal string")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueFormatError("a number has to be a number or its decimal string") from error
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        raise ValueFormatError("a number has to be finite and of a sensible size")
    return number


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    if not isinstance(value, str):
        raise ValueFormatError("a date has to be an ISO 8601 string")
    # Python 3.10's fromisoformat does not know the suffix Z.
    iso = value[:-1] + "+00:00" if value.endswith("Z") else value
    try:
        return datetime.fromisoformat(iso)
    except ValueError as error:
        raise ValueFormatError("a date has to be an ISO 8601 string") from error
