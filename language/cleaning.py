"""Takes out of a message what is in no language: order numbers, addresses, links, symbols."""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_MENTION = re.compile(r"[@#]\S+")
_ANYTHING_WITH_A_DIGIT = re.compile(r"[A-Za-z_./:\-]{0,40}\d[\dA-Za-z_./:\-]*")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
# The range is Devanagari, whose vowel signs are no word characters to Python.
_LETTERS = r"(?:[^\W\d_]|[\u0900-\u0963])+"
_WORD = re.compile(f"{_LETTERS}(?:'{_LETTERS})*")

_WRITTEN_ALIKE_EVERYWHERE = """
    app bye chat email hm hmm haha hahaha iphone jaja jajaja kkk lol mail mmm ok okay okey oki
    online paypal pdf sms stop test visa whatsapp wifi wow
"""
_NEUTRAL = frozenset(_WRITTEN_ALIKE_EVERYWHERE.split())


def without_codes(text: str) -> str:
    """Return a message without links, addresses, mentions and anything that has a digit in it.

    Letters drawn out for emphasis (`pleaaase`) are shortened to one, apostrophes made alike.
    """
    for pattern in (_LINK, _EMAIL_ADDRESS, _MENTION, _ANYTHING_WITH_A_DIGIT):
        text = pattern.sub(" ", text)
    return _DRAWN_OUT.sub(r"\1", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without those that belong to every language."""
    return [word for word in _WORD.findall(text.lower()) if word not in _NEUTRAL]
