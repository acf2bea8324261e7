"""The languages Amends speaks: their codes, their names and their direction of writing."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

Direction = Literal["ltr", "rtl"]

SUPPORTED: tuple[str, ...] = ("en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja")
"""ISO 639-1 codes of the languages Amends speaks."""

DEFAULT = "en"
"""The language spoken when nothing is known about the customer's."""


def base_code(tag: str) -> str:
    """Return the ISO 639 code of a language tag: `pt` for `pt-BR`, `zh` for `zh_Hans_CN`."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def supported_or_default(tag: str | None) -> str:
    """Return the supported language that a tag (`es-MX`) means, or `DEFAULT` if there is none."""
    code = base_code(tag or "")
    return code if code in SUPPORTED else DEFAULT


def direction(code: str) -> Direction:
    """Return the direction in which a language is written; `ltr` for an unknown code."""
    return "rtl" if _is_written_right_to_left(base_code(code)) else "ltr"


def native_name(code: str) -> str:
    """Return a language's name in that language (`Deutsch`), or the code if it has none."""
    return name_in(code, code)


def name_in(code: str, language: str) -> str:
    """Return what a language is called in another one (`alemán`), or the code if unknown."""
    locale = locale_of(language)
    return locale.languages.get(base_code(code), code) if locale else code


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale | None:
    """Return Babel's locale for a language tag, or None if Babel knows none."""
    try:
        return Locale.parse(base_code(tag))
    except (UnknownLocaleError, ValueError):
        return None


def _is_written_right_to_left(code: str) -> bool:
    locale = locale_of(code)
    return locale is not None and locale.text_direction == "rtl"
