"""The tones of voice a message can be worded in, so that every part names them alike."""

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
