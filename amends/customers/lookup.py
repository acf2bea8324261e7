"""How order numbers and e-mail addresses are compared, however a customer types them."""

from __future__ import annotations

import unicodedata

MAX_LOOKUP = 40


def order_lookup(number: str) -> str:
    """Return the letters and digits of an order number, in capitals and ASCII digits.

    ``"#a 10001"``, ``"A-10001"`` and the same in Arabic or Devanagari digits are one number.
    The result has at most 40 characters and is empty if there is neither letter nor digit.
    """
    kept = []
    for character in unicodedata.normalize("NFKC", number):
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            kept.append(str(digit))
        elif character.isalpha():
            kept.append(character.upper())
    return "".join(kept)[:MAX_LOOKUP]


def email_lookup(email: str) -> str:
    """Return an e-mail address without spaces and in lower case."""
    return "".join(unicodedata.normalize("NFKC", email).split()).casefold()
