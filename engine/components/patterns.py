"""Finds order numbers, e-mail addresses and amounts of money, which follow patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from engine.components.amounts import amount_of, amounts_in

ORDER_NUMBER, EMAIL, AMOUNT = "order_number", "email", "amount"

Value = str | dict[str, str]


@dataclass(frozen=True)
class Found:
    """One entity in a text: its place and its value in the form that services take."""

    entity: str
    start: int
    end: int
    value: Value


_DIGITS = r"(?P<digits>\d{5,6})(?!\d|[.,]\d)"
_ORDER_WORD = (
    r"order|pedido|orden|compra|commande|bestellung|auftrag|encomenda|ordine|"
    r"number|num(?:ber|ero)?|n[uú]mero|n[º°o]|no\.|ref|nr|numéro|रकम|ऑर्डर|注文|订单|訂單|الطلب|طلب"
)
_SEPARATOR = r"\s?[-\u2010-\u2015_.:/]\s?"
_ORDER_NUMBERS = (
    re.compile(rf"(?:#\s?)?(?<![^\W\d_])(?:A\s?|[Aa]|[Aa]{_SEPARATOR}){_DIGITS}"),
    re.compile(rf"#\s?(?:a\s)?{_DIGITS}", re.IGNORECASE),
    re.compile(
        rf"(?:(?<![^\W_])|(?<=[\u0900-\uffff]))(?:{_ORDER_WORD})[\s:.#\-]{{0,3}}"
        rf"(?:(?:{_ORDER_WORD}|is|es|el|号|番号|号码|是|رقم)[\s:.#\-]{{0,3}}){{0,3}}"
        rf"(?P<number>(?:a\s)?{_DIGITS})",
        re.IGNORECASE,
    ),
)
_ONLY_DIGITS = re.compile(rf"\W*(?P<number>{_DIGITS})\W*")
_ANY_DIGITS = re.compile(rf"(?<!\d)(?<!\d[.,]){_DIGITS}")

_NAME = r"[a-z0-9][a-z0-9._%+\-]{0,63}"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_EMAILS = (
    re.compile(rf"{_NAME}@{_LABEL}(?:\.{_LABEL})+", re.IGNORECASE),
    re.compile(
        rf"{_NAME}\s?(?P<at>[(\[]at[)\]]|\sarroba\s|[(\[]arroba[)\]])\s?{_LABEL}"
        rf"(?:\s?(?:\.|\s?punto\s|\s?dot\s|[(\[]dot[)\]])\s?{_LABEL})+",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NAME}(?P<at>\sat\s){_LABEL}(?:\sdot\s{_LABEL})+", re.IGNORECASE),
)
_SPELT_DOT = re.compile(r"\s?(?:[(\[]dot[)\]]|\spunto\s|\sdot\s)\s?", re.IGNORECASE)


def find(text: str, *, expected: str | None = None, currency: str = "EUR") -> list[Found]:
    """Return the entities in a text, in order and without overlaps.

    `expected` is the entity that was just asked for: a bare number then is an order number or an
    amount (in `currency`), which it is not otherwise.
    """
    folded = fold(text)
    taken: list[Found] = []
    for found in _candidates(folded, expected=expected, currency=currency):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def fold(text: str) -> str:
    """Return the text with full-width characters and all scripts' digits as ASCII, same length."""
    if text.isascii():
        return text
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _candidates(folded: str, *, expected: str | None, currency: str) -> Iterator[Found]:
    """Yield what may be an entity, the more certain first."""
    yield from _emails(folded)
    for match in amounts_in(folded):
        yield Found(AMOUNT, match.start, match.end, match.value)
    for pattern in _ORDER_NUMBERS:
        for found in pattern.finditer(folded):
            yield _order_number(found)
    if expected == AMOUNT:
        bare = amount_of(folded, currency=currency)
        if bare is not None:
            yield Found(AMOUNT, bare.start, bare.end, bare.value)
    alone = _ONLY_DIGITS.fullmatch(folded)
    if alone:
        yield _order_number(alone)
    if expected == ORDER_NUMBER:
        for found in _ANY_DIGITS.finditer(folded):
            yield _order_number(found)


def _order_number(match: re.Match[str]) -> Found:
    start = match.start("number" if "number" in match.groupdict() else 0)
    return Found(ORDER_NUMBER, start, match.end("digits"), f"A-{match['digits']}")


def _emails(folded: str) -> Iterator[Found]:
    for pattern in _EMAILS:
        for match in pattern.finditer(folded):
            text = match.group(0)
            if "at" in match.groupdict():
                text = _SPELT_DOT.sub(".", text.replace(match["at"], "@", 1)).replace(" ", "")
            yield Found(EMAIL, match.start(), match.end(), text.lower())
