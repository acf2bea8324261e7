"""Turns a wording key, a language and a tone into the text a customer reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from language.catalogue_file import Entry, read_wording_file
from language.errors import ValueFormatError, WordingError
from language.formats import (
    format_day,
    format_enumeration,
    format_moment,
    format_money,
    format_number,
    plural_category,
)
from language.names import DEFAULT, SUPPORTED, direction, supported_or_default
from language.template import Kind, Placeholder, Template, needed_values
from language.tones import Tone

WORDING_FOLDER = Path("data") / "wording"

_NO_VALUES: Mapping[str, object] = MappingProxyType({})
_FORMATS: Mapping[Kind, Callable[[object, str], str]] = MappingProxyType(
    {
        Kind.MONEY: format_money,
        Kind.NUMBER: format_number,
        Kind.DATE: format_day,
        Kind.DATETIME: format_moment,
    }
)
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Catalogue:
    """Every wording in every language that has a file."""

    entries: Mapping[str, Mapping[str, Entry]]
    """Language code, then key."""

    @classmethod
    def load(cls, root: Path) -> Catalogue:
        """Read `data/wording/<lang>.yml` below the project's root folder.

        Raises `WordingError`, with file and line, unless every language has the keys of English
        and each key needs the same values in all of them.
        """
        folder = root / WORDING_FOLDER
        files = {language: folder / f"{language}.yml" for language in SUPPORTED}
        shown = {language: (WORDING_FOLDER / f"{language}.yml").as_posix() for language in files}
        if not files[DEFAULT].is_file():
            raise WordingError(f"{shown[DEFAULT]}: the file is missing")
        entries = {
            language: read_wording_file(path, shown_as=shown[language], language=language)
            for language, path in files.items()
            if path.is_file()
        }
        for language, own in entries.items():
            _require_same_keys(own, entries[DEFAULT], file=shown[language])
            _require_same_values(own, entries[DEFAULT])
        return cls(entries=entries)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a wording file."""
        return tuple(self.entries)

    def __contains__(self, key: object) -> bool:
        return key in self.entries[DEFAULT]

    def render(
        self,
        key: str,
        *,
        language: str,
        tone: Tone = Tone.NEUTRAL,
        values: Mapping[str, object] = _NO_VALUES,
    ) -> str:
        """Return the text of a key.

        A language without a file falls back to English, a tone without a wording to neutral.
        Values are JSON types. Raises `WordingError` for an unknown key, a missing value, or a
        value that does not fit its placeholder. Values that no placeholder asks for are ignored.
        """
        spoken = supported_or_default(language)
        if spoken not in self.entries:
            spoken = DEFAULT
        rendering = _Rendering(entries=self.entries[spoken], language=spoken, tone=tone)
        return rendering.text(key, values, within=())


@dataclass(frozen=True)
class _Rendering:
    """One call of `render`: what stays the same while items are rendered inside items."""

    entries: Mapping[str, Entry]
    language: str
    tone: Tone

    def text(self, key: str, values: Mapping[str, object], *, within: tuple[str, ...]) -> str:
        if key in within:
            raise WordingError(f"{key} contains itself")
        entry = self.entries.get(key)
        if entry is None:
            raise WordingError(f"there is no wording {key}")
        wording = entry.wording(self.tone)
        try:
            if isinstance(wording, Template):
                template = wording
            else:
                category = plural_category(_value(wording.count, values), self.language)
                template = wording.forms.get(category, wording.forms["other"])
            return "".join(
                part if isinstance(part, str) else self._insert(part, values, within=(*within, key))
                for part in template.parts
            )
        except ValueFormatError as error:
            raise WordingError(f"{entry.place}: {key}: {error}") from error

    def _insert(
        self, placeholder: Placeholder, values: Mapping[str, object], *, within: tuple[str, ...]
    ) -> str:
        value = _value(placeholder.name, values)
        try:
            if placeholder.kind in _FORMATS:
                return _FORMATS[placeholder.kind](value, self.language)
            if placeholder.kind is Kind.LIST:
                return format_enumeration(
                    [self._plain(item) for item in _list(value)], self.language
                )
            if placeholder.kind is Kind.ITEM:
                return self._item(value, values, within=within)
            if placeholder.kind is Kind.ITEMS:
                texts = [self._item(item, values, within=within) for item in _list(value)]
                return format_enumeration(texts, self.language)
            return self._plain(value)
        except ValueFormatError as error:
            raise ValueFormatError(f"{placeholder}: {error}") from error

    def _plain(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValueFormatError("a text has to be a string or a whole number")
        if direction(self.language) == "rtl":
            # Keeps an order number or a Latin name from scrambling the words around it.
            return f"{_ISOLATE}{value}{_END_OF_ISOLATE}"
        return str(value)

    def _item(self, value: object, values: Mapping[str, object], *, within: tuple[str, ...]) -> str:
        if isinstance(value, str):
            return self.text(value, values, within=within)
        if isinstance(value, Mapping):
            key, own = value.get("key"), value.get("values", {})
            if isinstance(key, str) and isinstance(own, Mapping):
                return self.text(key, own, within=within)
        raise ValueFormatError("an item has to be a wording key, alone or with its values")


def _value(name: str, values: Mapping[str, object]) -> object:
    if values.get(name) is None:
        raise ValueFormatError(f"the value {name} is missing")
    return values[name]


def _list(value: object) -> Sequence[object]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueFormatError("a list is needed")
    return value


def _require_same_keys(
    own: Mapping[str, Entry], english: Mapping[str, Entry], *, file: str
) -> None:
    missing = sorted(english.keys() - own.keys())
    if missing:
        raise WordingError(f"{file}: missing {', '.join(missing)}")
    for key in sorted(own.keys() - english.keys()):
        raise WordingError(f"{own[key].place}: {key} is not among the English wordings")


def _require_same_values(own: Mapping[str, Entry], english: Mapping[str, Entry]) -> None:
    for key, entry in own.items():
        here = needed_values(entry.wording(Tone.NEUTRAL))
        there = needed_values(english[key].wording(Tone.NEUTRAL))
        for placeholder in sorted(there - here, key=str):
            raise WordingError(f"{entry.place}: {key} is missing placeholder {placeholder}")
        for placeholder in sorted(here - there, key=str):
            raise WordingError(f"{entry.place}: {key} has an extra placeholder {placeholder}")
