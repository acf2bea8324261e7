"""What a question about a product is about, told by its words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import yaml
from pydantic import TypeAdapter, ValidationError

from amends.customers.model import Aspect
from amends.customers.naming import words_of
from amends.errors import ConfigurationError

_FOLDER = Path("data/aspects")
_FILE = TypeAdapter(dict[Aspect, tuple[str, ...]])


class Aspects:
    """The words by which questions are told apart, by language.

    Args:
        cues: By language and aspect: runs of words without accents; ``*`` stands for any ending.
    """

    def __init__(self, cues: Mapping[str, Mapping[Aspect, tuple[str, ...]]]) -> None:
        self._cues = cues

    @classmethod
    def load(cls, project: Path) -> Self:
        """Read the files of a project, one for each language.

        Raises:
            ConfigurationError: A file is broken.
        """
        cues = {}
        for file in sorted((project / _FOLDER).glob("*.yml")):
            try:
                cues[file.stem] = _FILE.validate_python(yaml.safe_load(file.read_text("utf-8")))
            except (yaml.YAMLError, ValidationError) as error:
                raise ConfigurationError(f"{_FOLDER / file.name} is broken: {error}") from error
        return cls(cues)

    def of(self, question: str, language: str, *, most: int = 2) -> tuple[Aspect, ...]:
        """Return what a question is about, in the order of its words; nothing if it does not say.

        Features are what nothing more specific is said about, so they count only on their own.
        """
        words = words_of(question)
        found: dict[Aspect, int] = {}
        for aspect, cues in self._cues.get(language, {}).items():
            places = [place for cue in cues if (place := _place_of(cue.split(), words)) is not None]
            if places:
                found[aspect] = min(places)
        if len(found) > 1:
            found.pop(Aspect.FEATURES, None)
        return tuple(sorted(found, key=found.__getitem__))[:most]


def _place_of(cue: list[str], words: tuple[str, ...]) -> int | None:
    for start in range(len(words) - len(cue) + 1):
        if all(_fits(own, word) for own, word in zip(cue, words[start:], strict=False)):
            return start
    return None


def _fits(own: str, word: str) -> bool:
    return word.startswith(own[:-1]) if own.endswith("*") else word == own
