"""Goods that go back, and orders that are stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.customers.model.payment import Payment
from amends.ids import CustomerId
from amends.money import Money


class ReturnKind(StrEnum):
    """What the customer wants for what they send back."""

    RETURN = "return"
    EXCHANGE = "exchange"


class ReturnState(StrEnum):
    """How far a return is."""

    REQUESTED = "requested"
    RECEIVED = "received"


@dataclass(frozen=True)
class Return:
    """Goods that a customer sends back.

    Attributes:
        reference: What is written on the label.
        lines: The numbers of the order's lines.
        wish: What they want instead, in their words; empty for a return.
        send_by: Until when the label holds.
        value: What the lines cost.
    """

    reference: str
    customer_id: CustomerId
    order_number: str
    kind: ReturnKind
    state: ReturnState
    lines: tuple[int, ...]
    wish: str
    requested_at: datetime
    send_by: datetime
    value: Money


@dataclass(frozen=True)
class Cancellation:
    """An order that was stopped, and the money that goes back for it."""

    order_number: str
    cancelled_at: datetime
    refund: Payment | None
