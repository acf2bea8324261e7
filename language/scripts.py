"""The writing systems in a text, which settle most languages that are not written in Latin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_RANGES = {
    "latin": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "arabic": r"\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "devanagari": r"\u0900-\u0965\u0970-\u097f",
    "han": r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    # Without the voicing marks, which decorate messages in other languages: ☆*ﾟ
    "kana": r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d",
    "cyrillic": r"\u0400-\u052f",
    "greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": r"\u05d0-\u05ea",
    "hangul": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    "thai": r"\u0e00-\u0e3a\u0e40-\u0e4e",
    "bengali": r"\u0980-\u09e3",
    "gurmukhi": r"\u0a00-\u0a65\u0a70-\u0a7f",
    "gujarati": r"\u0a80-\u0ae3",
    "tamil": r"\u0b80-\u0be5",
    "telugu": r"\u0c00-\u0c65",
    "kannada": r"\u0c80-\u0ce5",
    "malayalam": r"\u0d00-\u0d65",
    "armenian": r"\u0530-\u058f",
    "georgian": r"\u10a0-\u10ff",
}
_PATTERNS = {script: re.compile(f"[{characters}]") for script, characters in _RANGES.items()}

# A character of these says about as much as this many letters.
_WEIGHTS = {"han": 3, "kana": 2, "hangul": 2}

LANGUAGE_OF_UNSPOKEN_SCRIPT: Mapping[str, str] = MappingProxyType(
    {
        "cyrillic": "ru",
        "greek": "el",
        "hebrew": "he",
        "hangul": "ko",
        "thai": "th",
        "bengali": "bn",
        "gurmukhi": "pa",
        "gujarati": "gu",
        "tamil": "ta",
        "telugu": "te",
        "kannada": "kn",
        "malayalam": "ml",
        "armenian": "hy",
        "georgian": "ka",
    }
)
"""Scripts that no supported language uses, with the language most people write in them."""

_SHARE_THAT_SETTLES = 0.3


def count_letters(text: str) -> dict[str, int]:
    """Return how many characters of each script a text has, scripts without any left out."""
    found = {script: len(pattern.findall(text)) for script, pattern in _PATTERNS.items()}
    return {script: count for script, count in found.items() if count}


def leading_script(letters: Mapping[str, int]) -> str | None:
    """Return the script whose language a text is in: `latin`, `cjk` or another; None without any.

    People put Latin product names into a text in another script, hardly ever the reverse: a third
    of the letters is therefore enough for any script but Latin. Han and kana count as one.
    """
    weights = {script: count * _WEIGHTS.get(script, 1) for script, count in letters.items()}
    weights["cjk"] = weights.pop("han", 0) + weights.pop("kana", 0)
    total = sum(weights.values())
    if not total:
        return None
    others = {script: weight for script, weight in weights.items() if script != "latin"}
    leader = max(others, key=lambda script: others[script])
    if others[leader] / total >= _SHARE_THAT_SETTLES:
        return leader
    return "latin"


def han_characters(text: str) -> list[str]:
    """Return the Chinese characters of a text in order, kanji included."""
    return _PATTERNS["han"].findall(text)


def can_be_japanese(han: str) -> bool:
    """Whether all characters are in Japan's standard set; few simplified Chinese ones are."""
    return _can_be_written_in(han, "cp932")


def can_be_chinese(han: str) -> bool:
    """Whether all characters are in China's or Taiwan's standard set; some kanji are not."""
    return _can_be_written_in(han, "gb2312") or _can_be_written_in(han, "big5")


def _can_be_written_in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
