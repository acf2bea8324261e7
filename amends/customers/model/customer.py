"""Who a customer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.ids import CustomerId


class Tier(StrEnum):
    """How close a customer is to the shop."""

    STANDARD = "standard"
    PLUS = "plus"
    PREMIUM = "premium"


@dataclass(frozen=True)
class Customer:
    """A person known to the shop.

    Attributes:
        address: Where account and invoices live, as it would be written on an envelope.
        country: ISO 3166-1 alpha-2 code.
        language: The language they prefer, a BCP 47 code.
        currency: ISO 4217 code of everything they pay.
        since: When they became a customer.
    """

    id: CustomerId
    name: str
    email: str
    phone: str
    address: str
    country: str
    language: str
    currency: str
    tier: Tier
    since: datetime
