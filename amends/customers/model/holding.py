"""What a customer has from the shop for longer: subscriptions and connected devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.customers.model.product import Product
from amends.ids import CustomerId
from amends.money import Money


class Period(StrEnum):
    """How often a subscription is paid."""

    MONTH = "month"
    YEAR = "year"


class SubscriptionState(StrEnum):
    """Whether a subscription goes on; a cancelled one runs until ``ends_at``."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Subscription:
    """Something paid regularly.

    Attributes:
        credit: What comes off the next bills: credits that no bill has used up yet.
    """

    id: str
    customer_id: CustomerId
    product: Product
    period: Period
    price: Money
    state: SubscriptionState
    started_at: datetime
    renews_at: datetime | None
    ends_at: datetime | None
    credit: Money


@dataclass(frozen=True)
class SubscriptionCredit:
    """Money that comes off the next bills of a subscription; ``used_at`` once it has."""

    id: str
    customer_id: CustomerId
    subscription_id: str
    money: Money
    reason: str
    at: datetime
    used_at: datetime | None


class DeviceState(StrEnum):
    """What a connected device last said of itself."""

    ONLINE = "online"
    OFFLINE = "offline"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Device:
    """A connected product in a customer's home."""

    id: str
    customer_id: CustomerId
    product: Product
    serial: str
    firmware: str
    state: DeviceState
    registered_at: datetime
    last_seen_at: datetime
    warranty_until: datetime
