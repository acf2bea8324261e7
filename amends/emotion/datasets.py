"""Reads the public data sets that the shipped model may be trained on, with one set of labels.

Emotions are Ekman's six; a label a set does not have (BRIGHTER's English has no disgust) is None.
Sentiment is derived, by rules that leave out what is mixed:

- BRIGHTER: joy alone is positive; any of anger, disgust, fear, sadness without joy is negative;
  no emotion at all is neutral (not in Spanish, where every text has one).
- XED: joy or trust without a negative emotion is positive; the negative ones without joy and
  trust are negative; anticipation alone (mostly questions) and its list of neutral lines are
  neutral.
- GoEmotions: its own grouping, unless a comment is in several groups or an ambiguous one.

Intensity is BRIGHTER's track B: the strongest emotion of a text, 0..3, divided by 3.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from amends.emotion.model import NEGATIVE_EMOTIONS, EmotionName, Sentiment
from amends.errors import ConfigurationError

BRIGHTER_LANGUAGES = {
    "eng": "en",
    "esp": "es",
    "deu": "de",
    "hin": "hi",
    "ptbr": "pt",
    "chn": "zh",
    "arq": "ar",
    "ary": "ar",
}
_XED_PROJECTIONS = {
    "es": "es",
    "fr": "fr",
    "de": "de",
    "it": "it",
    "pt": "pt",
    "br": "pt",
    "ar": "ar",
    "ja": "ja",
    "cn": "zh",
    "zh": "zh",
    "tw": "zh",
}
_XED_EMOTIONS = {
    1: EmotionName.ANGER,
    3: EmotionName.DISGUST,
    4: EmotionName.FEAR,
    5: EmotionName.JOY,
    6: EmotionName.SADNESS,
    7: EmotionName.SURPRISE,
}
_XED_ANTICIPATION = 2
_XED_TRUST = 8
_AMBIGUOUS = ("ambiguous",)
_STRONGEST = 3


class Source(StrEnum):
    """Where an example comes from; spliced ones are made of two others and have no labels."""

    BRIGHTER = "brighter"
    XED = "xed"
    GOEMOTIONS = "goemotions"
    SUPPORT = "support"
    SPLICED = "spliced"


class Split(StrEnum):
    """Which part of a data set."""

    TRAIN = "train"
    DEV = "dev"


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text.

    Attributes:
        text: As it stands in the data set.
        language: ISO 639-1 code.
        source: The data set.
        subset: Its name there (`arq` and `ary` are both Arabic).
        emotions: Whether each emotion is there, in the order of `EmotionName`; None = not labelled.
        sentiment: None where it cannot be derived.
        intensity: 0..1, None where it is not annotated.
    """

    text: str
    language: str
    source: Source
    subset: str
    emotions: tuple[bool | None, ...]
    sentiment: Sentiment | None = None
    intensity: float | None = None


def read_brighter(root: Path, split: Split, subset: str) -> Iterator[Example]:
    """Yield one language of BRIGHTER (Muhammad et al. 2025, arXiv 2502.11926).

    Args:
        root: The folder that holds `brighter/`.
        split: Its train or dev part.
        subset: A key of `BRIGHTER_LANGUAGES`.

    Raises:
        ConfigurationError: If the file is not there.
    """
    strengths = _read_strengths(root / f"brighter/track_b/{split}/{subset}.csv")
    rows = list(_read_csv(root / f"brighter/track_a/{split}/{subset}.csv"))
    every_text_has_one = all(any(row.get(name) == "1" for name in EmotionName) for row in rows)
    for row in rows:
        present = {name for name in EmotionName if row.get(name) == "1"}
        sentiment = _sentiment(present, positive=EmotionName.JOY in present)
        if not present and not every_text_has_one:
            sentiment = Sentiment.NEUTRAL
        yield Example(
            text=row["text"],
            language=BRIGHTER_LANGUAGES[subset],
            source=Source.BRIGHTER,
            subset=subset,
            emotions=tuple(name in present if name in row else None for name in EmotionName),
            sentiment=sentiment,
            intensity=strengths.get(row["text"]),
        )


def read_xed(root: Path) -> Iterator[Example]:
    """Yield XED (Öhman et al. 2020): English, its projections and the neutral English lines.

    Raises:
        ConfigurationError: If a file is not there.
    """
    files = [("en", root / "xed/AnnotatedData/en-annotated.tsv")]
    files += [
        (language, root / f"xed/Projections/{name}-projections.tsv")
        for name, language in _XED_PROJECTIONS.items()
    ]
    for language, path in files:
        for line in _read_lines(path):
            text, _, labels = line.partition("\t")
            numbers = {int(part) for part in labels.split(",") if part.strip().isdigit()}
            if not numbers:
                continue
            present = {_XED_EMOTIONS[number] for number in numbers & _XED_EMOTIONS.keys()}
            positive = EmotionName.JOY in present or _XED_TRUST in numbers
            sentiment = _sentiment(present, positive=positive)
            yield Example(
                text=text,
                language=language,
                source=Source.XED,
                subset=path.stem.partition("-")[0],
                emotions=tuple(name in present for name in EmotionName),
                sentiment=Sentiment.NEUTRAL if numbers == {_XED_ANTICIPATION} else sentiment,
            )
    for line in _read_lines(root / "xed/AnnotatedData/neu_en.txt"):
        yield Example(
            text=line.partition("\t")[2],
            language="en",
            source=Source.XED,
            subset="neutral",
            emotions=(False,) * len(EmotionName),
            sentiment=Sentiment.NEUTRAL,
        )


def read_goemotions(root: Path, split: Split) -> Iterator[Example]:
    """Yield GoEmotions (Demszky et al. 2020): Ekman's labels, sentiment from its groups.

    Raises:
        ConfigurationError: If a file is not there.
    """
    folder = root / "goemotions"
    groups = _read_labels(folder / "group", split)
    for text, names, comment in _read_goemotions(folder / "ekman", split):
        group = groups.get(comment, ())
        yield Example(
            text=text,
            language="en",
            source=Source.GOEMOTIONS,
            subset="goemotions",
            emotions=tuple(name in names for name in EmotionName),
            sentiment=Sentiment(group[0]) if len(group) == 1 and group != _AMBIGUOUS else None,
        )


def _sentiment(present: set[EmotionName], *, positive: bool) -> Sentiment | None:
    negative = bool(present & NEGATIVE_EMOTIONS)
    if positive == negative:
        return None
    return Sentiment.POSITIVE if positive else Sentiment.NEGATIVE


def _read_strengths(path: Path) -> dict[str, float]:
    """Return each text's strongest emotion (0..1); empty where a language has no track B."""
    if not path.exists():
        return {}
    return {
        row["text"]: max(int(row.get(name, 0)) for name in EmotionName) / _STRONGEST
        for row in _read_csv(path)
    }


def _read_goemotions(folder: Path, split: Split) -> Iterator[tuple[str, tuple[str, ...], str]]:
    labels = [*_read_lines(folder / "labels.txt")]
    for line in _read_lines(folder / f"{split}.tsv"):
        text, numbers, comment = line.split("\t")
        yield text, tuple(labels[int(number)] for number in numbers.split(",")), comment


def _read_labels(folder: Path, split: Split) -> dict[str, tuple[str, ...]]:
    return {comment: names for _, names, comment in _read_goemotions(folder, split)}


def _read_csv(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except FileNotFoundError as error:
        raise ConfigurationError(f"There is no {path.name} in {path.parent}.") from error


def _read_lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                if line.strip():
                    yield line.rstrip("\r\n")
    except FileNotFoundError as error:
        raise ConfigurationError(f"There is no {path.name} in {path.parent}.") from error
