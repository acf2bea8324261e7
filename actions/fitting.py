"""Which of a customer's orders a wish or a problem can be about; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.customers.model import Order, OrderLine, OrderState, OrderStatus


class Reference(StrEnum):
    """How a customer points at an order without its number."""

    OTHER = "other"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class Candidate:
    """An order and where it is."""

    order: Order
    status: OrderStatus

    @property
    def on_its_way(self) -> bool:
        """Whether it is still to come."""
        return self.status.state not in {OrderState.DELIVERED, OrderState.CANCELLED}

    def arrived_within(self, time: timedelta, now: datetime) -> bool:
        """Whether it was delivered not longer ago than this."""
        delivered = self.status.delivered
        return delivered is not None and now - delivered <= time


Test = Callable[[Candidate, datetime], bool]

_FORTNIGHT = timedelta(days=14)
_MONTH = timedelta(days=30)
_WARRANTY = timedelta(days=730)


def _late(candidate: Candidate, _now: datetime) -> bool:
    return candidate.status.is_late


def _on_its_way(candidate: Candidate, _now: datetime) -> bool:
    return candidate.on_its_way


def _preparing(candidate: Candidate, _now: datetime) -> bool:
    return candidate.status.state is OrderState.PREPARING


def _lost(candidate: Candidate, _now: datetime) -> bool:
    return candidate.status.state is OrderState.LOST


def _arrived(within: timedelta) -> Test:
    return lambda candidate, now: candidate.arrived_within(within, now)


def _placed(within: timedelta) -> Test:
    return lambda candidate, now: now - candidate.order.placed_at <= within


_JUST_ARRIVED = (_arrived(_FORTNIGHT), _arrived(timedelta(days=60)))

_TESTS: Mapping[str, tuple[Test, ...]] = {
    "order_status": (_on_its_way, _arrived(_FORTNIGHT)),
    "order_late": (_late, _on_its_way),
    "order_missing": (_lost, _arrived(_FORTNIGHT), _late, _on_its_way),
    "item_damaged": _JUST_ARRIVED,
    "item_wrong": _JUST_ARRIVED,
    "item_defective": (_arrived(_MONTH), _arrived(_WARRANTY)),
    "billing_wrong_charge": (_placed(timedelta(days=90)),),
    "cancel_order": (_preparing, _on_its_way),
    "change_address": (_preparing, _on_its_way),
    "return_item": (_arrived(_MONTH),),
    "exchange_item": (_arrived(_MONTH),),
}
"""By intent: what makes an order fit, the likeliest first."""


def fitting(intent: str, candidates: Sequence[Candidate], now: datetime) -> tuple[Order, ...]:
    """Return the orders that an intent can be about, newest first; all if none stands out."""
    newest = sorted(candidates, key=lambda candidate: candidate.order.placed_at, reverse=True)
    for test in _TESTS.get(intent, ()):
        found = tuple(candidate.order for candidate in newest if test(candidate, now))
        if found:
            return found
    return tuple(candidate.order for candidate in newest)


def fits(intent: str, candidate: Candidate, now: datetime) -> bool:
    """Return whether an intent can well be about an order, as it stands with its delivery."""
    tests = _TESTS.get(intent)
    return tests is None or any(test(candidate, now) for test in tests)


def referred(reference: str, orders: Sequence[Order]) -> Order | None:
    """Return the order that "the first" or "the last" one is, of orders newest first."""
    match reference:
        case Reference.LAST:
            return orders[0] if orders else None
        case Reference.FIRST:
            return orders[-1] if orders else None
        case _:
            return None


def line_named(order: Order, said: str) -> OrderLine | None:
    """Return the only line whose product's name, in any language, shares a word with this."""
    words = _words(said)
    found = [line for line in order.lines if words & _line_words(line)]
    return found[0] if len(found) == 1 else None


def _line_words(line: OrderLine) -> frozenset[str]:
    names = (
        line.product.name, *line.product.names.values(), line.variant, *line.variant_names.values()
    )  # fmt: skip
    return frozenset[str]().union(*(_words(name) for name in names))


def _words(text: str) -> frozenset[str]:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    split = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return frozenset(word for word in split if len(word) > 2)  # noqa: PLR2004 - "de", "el", "to"
