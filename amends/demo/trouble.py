"""What goes wrong with orders, how often, and what was offered for it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.demo.draft import chance
from amends.demo.journey import Placed
from amends.demo.plan import Fate


@dataclass(frozen=True)
class Offered:
    """A remedy with its weight, and the share of the order's value that it was worth."""

    name: str
    weight: float
    worth: float = 0.0

    @property
    def is_voucher(self) -> bool:
        """Whether the money comes as a voucher rather than back."""
        return self.name == "voucher"


@dataclass(frozen=True)
class Trouble:
    """Something that made a customer write; its topic names the issue as well.

    Attributes:
        share: How often it happens to an order that arrived; 0 for what the order's fate
            decides.
    """

    topic: str
    summary: str
    remedies: tuple[Offered, ...]
    share: float = 0.0


_LATE = Trouble(
    "order_late",
    "Parcel came after the promised day.",
    (Offered("apology", 5), Offered("voucher", 4, 0.1), Offered("partial_refund", 1, 0.1)),
)
_LOST = Trouble(
    "order_missing",
    "Parcel never arrived; carrier could not find it.",
    (Offered("refund", 5, 1.0), Offered("express_replacement", 5)),
)
_ARRIVED = (
    Trouble(
        "item_damaged",
        "Item arrived damaged in transport.",
        (
            Offered("express_replacement", 4),
            Offered("refund", 3, 1.0),
            Offered("partial_refund", 3, 0.25),
        ),
        share=0.03,
    ),
    Trouble(
        "item_wrong",
        "Another item than ordered was in the box.",
        (
            Offered("express_replacement", 6),
            Offered("refund", 3, 1.0),
            Offered("voucher", 1, 0.1),
        ),
        share=0.015,
    ),
    Trouble(
        "item_defective",
        "Item stopped working within weeks.",
        (Offered("replacement", 5), Offered("refund", 4, 1.0), Offered("voucher", 1, 0.15)),
        share=0.025,
    ),
    Trouble(
        "billing_wrong_charge",
        "Charged more than the order said.",
        (Offered("partial_refund", 8, 0.1), Offered("voucher", 2, 0.05)),
        share=0.01,
    ),
)
_WRITES_WHEN_LATE = 0.6
_LATE_IS_HISTORY = timedelta(days=2)
_ARRIVED_IS_HISTORY = timedelta(days=4)


def trouble_with(rng: random.Random, order: Placed, now: datetime) -> Trouble | None:
    """Say what went wrong with an order, if its customer wrote about it already."""
    if order.is_fixed:
        return _LATE if order.plan.fate is Fate.LATE and order.delivered_at else None
    if order.lost:
        return _LOST
    if order.plan.fate is Fate.LATE and now - order.promised_at > _LATE_IS_HISTORY:
        return _LATE if chance(rng, _WRITES_WHEN_LATE) else None
    if order.delivered_at is None or now - order.delivered_at < _ARRIVED_IS_HISTORY:
        return None
    return _with_what_arrived(rng)


def _with_what_arrived(rng: random.Random) -> Trouble | None:
    drawn = rng.random()
    for trouble in _ARRIVED:
        drawn -= trouble.share
        if drawn < 0:
            return trouble
    return None
