"""What can go wrong with wording, told so that whoever edits the files can find the place."""

from __future__ import annotations


class WordingError(ValueError):
    """A wording file, a key or a value is wrong; the message says where and what."""


class ValueFormatError(WordingError):
    """A value cannot be formatted as the kind its placeholder asks for."""
