"""Turns a text into the n-grams by which its intent is told, in all languages alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from engine.components.patterns import find

WORDS, CHARACTERS = "w ", "c"
"""What the features of words and of characters begin with."""

_WORD = re.compile(r"<\w+>|[^\W_]+(?:['\u2019][^\W_]+)*|[^\w\s]")
_REPEATED = re.compile(r"(.)\1{2,}")
_NUMBER = re.compile(r"\d+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def normalise(text: str) -> str:
    """Return the text as it is compared: entities masked, case, accents and stretching removed.

    `Dónde está mi A-10001??????` becomes `donde esta mi <order_number>??`.
    """
    masked, end = [], 0
    for found in find(text):
        masked += [text[end : found.start], f"<{found.entity}>"]
        end = found.end
    folded = unicodedata.normalize("NFKD", "".join([*masked, text[end:]]).casefold())
    plain = "".join(c for c in folded if not _is_latin_accent(c))
    composed = unicodedata.normalize("NFKC", plain)
    return _REPEATED.sub(r"\1\1", _NUMBER.sub("0", composed)).strip()


def says_something(text: str) -> bool:
    """Tell whether a normalised text has a letter or an emoji, or an entity."""
    return any(one.isalpha() or unicodedata.category(one) == "So" for one in text)


def ngrams(text: str, *, words: int, characters: tuple[int, int]) -> Iterator[str]:
    """Yield the features of a normalised text, repeated ones included.

    Runs of up to `words` words, and runs of `characters` (least, most) characters that do not
    cross the limits of a word. Scripts without spaces have a word per character.
    """
    tokens = _tokens(text)
    bounded = ["^", *tokens, "$"]
    for size in range(1, words + 1):
        source = tokens if size == 1 else bounded
        for start in range(len(source) - size + 1):
            yield WORDS + " ".join(source[start : start + size])
    least, most = characters
    for token in tokens:
        if token.startswith("<") and len(token) > 1:
            continue
        padded = f" {token} "
        for size in range(least, most + 1):
            for start in range(len(padded) - size + 1):
                yield CHARACTERS + padded[start : start + size]
            if size >= len(padded):
                break


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for word in _WORD.findall(text):
        if _UNSPACED.search(word):
            tokens.extend(word)
        else:
            tokens.append(word)
    return tokens


def _is_latin_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"
