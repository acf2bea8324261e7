"""Says for each language which texts its model is made for and which help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from amends.emotion.datasets import (
    BRIGHTER_LANGUAGES,
    Example,
    Split,
    read_brighter,
    read_goemotions,
    read_xed,
)
from amends.emotion.support_data import LANGUAGES, read_support


@dataclass(frozen=True, slots=True)
class Corpus:
    """The training texts of one language.

    Attributes:
        main: BRIGHTER where it has the language, else XED; and the support messages.
        auxiliary: What else there is.
    """

    main: tuple[Example, ...]
    auxiliary: tuple[Example, ...]


def read_corpora(root: Path) -> Mapping[str, Corpus]:
    """Read all training texts, by language.

    Args:
        root: The folder that holds `brighter/`, `xed/` and `goemotions/`.

    Raises:
        ConfigurationError: If a file is missing.
    """
    annotated: dict[str, list[Example]] = defaultdict(list)
    others: dict[str, list[Example]] = defaultdict(list)
    for subset, language in BRIGHTER_LANGUAGES.items():
        annotated[language] += read_brighter(root, Split.TRAIN, subset)
    for example in (*read_xed(root), *read_goemotions(root, Split.TRAIN)):
        others[example.language].append(example)
    corpora = {}
    for language in LANGUAGES:
        main, auxiliary = annotated[language], others[language]
        if not main:
            main, auxiliary = auxiliary, []
        corpora[language] = Corpus((*main, *read_support(language)), tuple(auxiliary))
    return corpora


def read_dev_sets(root: Path) -> Mapping[str, tuple[Example, ...]]:
    """Read what is never trained on: BRIGHTER's dev splits by their names there, and GoEmotions'.

    Raises:
        ConfigurationError: If a file is missing.
    """
    sets = {name: tuple(read_brighter(root, Split.DEV, name)) for name in BRIGHTER_LANGUAGES}
    return {**sets, "goemotions": tuple(read_goemotions(root, Split.DEV))}
