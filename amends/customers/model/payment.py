"""Money that was taken, given back or promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.ids import CustomerId
from amends.money import Money


class PaymentKind(StrEnum):
    """Which way the money goes."""

    CHARGE = "charge"
    REFUND = "refund"


class PaymentState(StrEnum):
    """How far the money is."""

    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True)
class Payment:
    """Money taken from a customer or given back; ``settles_at`` is when it is there."""

    id: str
    customer_id: CustomerId
    order_number: str | None
    subscription_id: str | None
    kind: PaymentKind
    state: PaymentState
    money: Money
    method: str
    reason: str
    at: datetime
    settles_at: datetime | None


@dataclass(frozen=True)
class RefundStatus:
    """What has been refunded, newest first; empty if nothing is under way or done."""

    order_number: str | None
    refunds: tuple[Payment, ...]

    @property
    def latest(self) -> Payment | None:
        """The refund that was started last."""
        return self.refunds[0] if self.refunds else None


@dataclass(frozen=True)
class Voucher:
    """Money to spend in the shop."""

    code: str
    customer_id: CustomerId
    money: Money
    issued_at: datetime
    expires_at: datetime
    redeemed_at: datetime | None
