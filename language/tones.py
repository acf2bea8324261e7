"""The tones of voice a message can be worded in, and what is never answered cheerfully."""

from __future__ import annotations

from enum import Enum


class Tone(str, Enum):
    """How a wording speaks to a customer, chosen by how the customer feels."""

    NEUTRAL = "neutral"
    """Plain and friendly; the fallback for every key."""

    WARM = "warm"
    """For a happy customer: light, shares the joy."""

    CARING = "caring"
    """For a sad or worried customer: slower, reassuring."""

    ACCOUNTABLE = "accountable"
    """For an angry or frustrated customer: takes responsibility, brief, no exclamation marks."""


PROBLEMS = frozenset(
    {
        "billing_wrong_charge",
        "complaint_service",
        "item_damaged",
        "item_defective",
        "item_wrong",
        "order_late",
        "order_missing",
        "service_outage",
    }
)
"""Intents that report something that went wrong: whoever sends one wants no cheerful answer."""
