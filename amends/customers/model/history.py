"""What happened with a customer before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.customers.model.customer import Tier
from amends.ids import ConversationId, CustomerId, OfferId
from amends.money import Money


@dataclass(frozen=True)
class EarlierContact:
    """One time that a customer got in touch."""

    id: str
    customer_id: CustomerId
    conversation_id: ConversationId | None
    order_number: str | None
    channel: str
    topic: str
    summary: str
    language: str
    resolved: bool
    satisfaction: int | None
    at: datetime


@dataclass(frozen=True)
class EarlierRecovery:
    """One time that something was offered to make things right."""

    id: str
    customer_id: CustomerId
    offer_id: OfferId | None
    order_number: str | None
    issue: str
    remedy: str
    money: Money | None
    accepted: bool
    satisfaction: int | None
    at: datetime


@dataclass(frozen=True)
class CustomerHistory:
    """What happened with a customer before, newest first.

    Attributes:
        orders: How many orders they paid for, without cancelled ones and free replacements.
        lifetime_value: What they paid and was not given back, in their currency.
        late_orders: How many of these came, or are, after the promised day.
        open_issues: How many earlier contacts were not resolved.
        since: When they became a customer.
    """

    customer_id: CustomerId
    since: datetime
    tier: Tier
    orders: int
    late_orders: int
    returns: int
    lifetime_value: Money
    contacts: tuple[EarlierContact, ...]
    recoveries: tuple[EarlierRecovery, ...]
    open_issues: int
