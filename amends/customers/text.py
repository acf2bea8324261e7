"""What customers write into records, made fit to be stored and printed."""

from __future__ import annotations

import unicodedata

from amends.errors import Invalid

MAX_ADDRESS = 300
MIN_ADDRESS = 8
MAX_WISH = 500


def clean_address(text: str) -> str:
    """Return an address as lines without control characters.

    Raises:
        Invalid: ``address_unclear``: fewer than 8 or more than 300 characters, or no letters.
    """
    lines = (_clean_line(line) for line in text.splitlines())
    address = "\n".join(line for line in lines if line)
    letters = any(character.isalpha() for character in address)
    if not letters or not MIN_ADDRESS <= len(address) <= MAX_ADDRESS:
        raise Invalid("This does not look like an address", code="address_unclear")
    return address


def clean_wish(text: str) -> str:
    """Return what somebody wants as one line without control characters, 500 at most."""
    return _clean_line(text)[:MAX_WISH].rstrip()


def _clean_line(text: str) -> str:
    kept = (" " if unicodedata.category(letter) in _UNWANTED else letter for letter in text)
    return " ".join("".join(kept).split())


_UNWANTED = frozenset({"Cc", "Cs", "Zl", "Zp"})
