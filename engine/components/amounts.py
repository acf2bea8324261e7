"""Reads amounts of money as people type them: `49,99€`, `$1,299`, `30 euros`, `１２００円`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

_CURRENCIES: dict[str, tuple[str, ...]] = {
    "BRL": ("R$", "brl", "reais", "real"),
    "MXN": ("MX$", "mxn"),
    "USD": ("US$", "$", "usd", "dollars", "dollar", "dólares", "dolares", "dólar", "dolar",
            "bucks", "dollari", "dollaro", "دولار", "डॉलर", "美元", "ドル"),
    "EUR": ("€", "eur", "euros", "euro", "eurillos", "leuros", "يورو", "यूरो", "欧元", "ユーロ"),
    "GBP": ("£", "gbp", "pounds", "pound", "quid", "libras", "sterling"),
    "INR": ("₹", "inr", "rs.", "rs", "rupees", "rupee", "रुपये", "रुपए", "रूपये"),
    "JPY": ("jpy", "yen", "円"),
    "CNY": ("cny", "rmb", "yuan", "人民币", "元", "块"),
    "CHF": ("chf", "franken"),
    "AED": ("aed", "درهم"),
    "SAR": ("sar", "ريال"),
    "EGP": ("egp", "جنيه"),
    "CLP": ("clp",),
    "COP": ("cop",),
    "ARS": ("ars",),
    "PEN": ("pen", "soles"),
    # ISO 4217 for an unknown currency: which country's pesos is not said
    "XXX": ("pesos", "peso", "varos"),
}  # fmt: skip
_CODE_OF = {word.casefold(): code for code, words in _CURRENCIES.items() for word in words}
_CODE_OF["¥"] = _CODE_OF["￥"] = "JPY"

_NUMBER = (
    r"\d{1,3}(?:[ .,'\u00a0\u202f\u2019]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
)
_MOST_DECIMALS = 2
_WORD = "|".join(re.escape(word) for word in sorted(_CODE_OF, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![^\W\d_])(?P<before>{_WORD})\s?(?P<first>{_NUMBER})"
    rf"|(?<![\d.,])(?<![^\W\d_])(?P<second>{_NUMBER})\s?(?P<after>{_WORD})(?![^\W\d_][^\W_])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,])(?P<first>{_NUMBER})(?![\w])")


@dataclass(frozen=True)
class Amount:
    """An amount in a text: where it stands, and its value with the currency's decimals."""

    start: int
    end: int
    value: dict[str, str]


def amounts_in(text: str) -> Iterator[Amount]:
    """Yield every number that stands next to a currency's sign, code or name."""
    for match in _AMOUNT.finditer(text):
        word, number = match["before"] or match["after"], match["first"] or match["second"]
        code = _CODE_OF[word.casefold()]
        yield Amount(match.start(), match.end(), _value(number, code))


def amount_of(text: str, *, currency: str) -> Amount | None:
    """Return the only number of a text as an amount; None if there is none or more than one."""
    matches = list(_BARE.finditer(text))
    if len(matches) != 1:
        return None
    return Amount(matches[0].start(), matches[0].end(), _value(matches[0]["first"], currency))


def _value(number: str, currency: str) -> dict[str, str]:
    decimals = get_currency_precision(currency)
    amount = _decimal(number).quantize(Decimal(1).scaleb(-decimals))
    return {"amount": str(amount), "currency": currency}


def _decimal(number: str) -> Decimal:
    """Read a number whose last separator is a decimal one if at most two digits follow it."""
    whole, separator, fraction = re.sub(r"[^\d.,]", "", number), "", ""
    last = max(whole.rfind("."), whole.rfind(","))
    if last >= 0 and len(whole) - last - 1 <= _MOST_DECIMALS:
        whole, separator, fraction = whole[:last], ".", whole[last + 1 :]
    return Decimal(re.sub(r"[.,]", "", whole) + separator + fraction)
