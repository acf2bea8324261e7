"""Turns a message into hashed character and word n-grams, the same for training and reading."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

MAX_CHARACTERS = 2000
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_MENTION = re.compile(r"@<?\w+>?")
_DIGITS = re.compile(r"\d")
_STRETCHED = re.compile(r"(.)\1{3,}", re.DOTALL)
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+|[^\w\s]")
_DROPPED = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\ufe0e\ufe0f]")
_FOLDED = str.maketrans("\u0623\u0625\u0622\u0649", "\u0627\u0627\u0627\u064a")
_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x85EBCA6B)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureOptions:
    """Which n-grams are taken.

    Attributes:
        shortest: Length of the shortest character n-gram, in characters.
        longest: Length of the longest one.
        words: Length of the longest word n-gram, in words; 0 for none.
    """

    shortest: int = 1
    longest: int = 5
    words: int = 2


def normalise(text: str) -> str:
    """Return a text in the form in which its n-grams are taken.

    Compatibility forms, letter case, links, user names and digits do not matter; a letter is
    repeated three times at most; Arabic short vowels are dropped and its alefs made one. Only the
    first 2,000 characters are looked at.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).casefold()
    text = _MENTION.sub("@", _LINK.sub("\u2197", text))
    text = _DROPPED.sub("", text).translate(_FOLDED)
    text = _STRETCHED.sub(r"\1\1\1", _DIGITS.sub("0", text))
    return _SPACES.sub(" ", text).strip()


def hash_ngrams(text: str, options: FeatureOptions) -> Hashes:
    """Return the 32-bit hashes of a text's n-grams; those that occur twice come twice."""
    text = normalise(text)
    if not text:
        return np.empty(0, dtype=np.uint32)
    return np.concatenate([_characters(f" {text} ", options), _words(text, options)])


def _characters(text: str, options: FeatureOptions) -> Hashes:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    rolling = np.full(len(codes), np.uint32(0x811C9DC5))
    found: list[Hashes] = []
    for length in range(1, min(options.longest, len(codes)) + 1):
        kept = len(codes) - length + 1
        rolling = (rolling[:kept] ^ codes[length - 1 :]) * _PRIME
        if length >= options.shortest:
            found.append(_scramble(rolling ^ np.uint32(length)))
    return np.concatenate([np.empty(0, dtype=np.uint32), *found])


def _words(text: str, options: FeatureOptions) -> Hashes:
    words = _WORDS.findall(text)
    grams = [
        zlib.crc32("\x1f".join(words[start : start + length]).encode("utf-8", "replace"), length)
        for length in range(1, options.words + 1)
        for start in range(len(words) - length + 1)
    ]
    return np.array(grams, dtype=np.uint32)


def _scramble(hashes: Hashes) -> Hashes:
    """Spread hashes over all bits (the finaliser of MurmurHash3)."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * _MIX
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
