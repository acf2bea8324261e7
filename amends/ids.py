"""Names for identifiers, so that a type checker tells a customer from a conversation."""

from __future__ import annotations

import secrets
import time
from typing import NewType

ConversationId = NewType("ConversationId", str)
ContactId = NewType("ContactId", str)
CustomerId = NewType("CustomerId", str)
AgentId = NewType("AgentId", str)
IssueId = NewType("IssueId", str)
OfferId = NewType("OfferId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """Return an unguessable id that sorts by time of creation, such as ``off_01hzy…``.

    Ten base-32 characters of milliseconds since 1970 are followed by sixteen random ones
    (80 bits), the layout of a ULID.
    """
    return f"{prefix}_{_base32(time.time_ns() // 1_000_000, 10)}{_base32(secrets.randbits(80), 16)}"


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
