"""What a customer wants done with their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.ids import ConversationId, CustomerId


class PrivacyKind(StrEnum):
    """What a customer wants done with their data."""

    EXPORT = "export"
    ERASE = "erase"


@dataclass(frozen=True)
class PrivacyRequest:
    """A customer's request about their data, to be carried out by ``due_at``."""

    reference: str
    customer_id: CustomerId
    kind: PrivacyKind
    conversation_id: ConversationId
    requested_at: datetime
    due_at: datetime
    completed_at: datetime | None
