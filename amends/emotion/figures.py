"""Keeps what a training measured in `figures.json` beside the card, for programs to read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from amends.emotion.checksums import MANIFEST
from amends.emotion.evaluation import Figures
from amends.emotion.model import EmotionName
from amends.errors import ConfigurationError

FIGURES = "figures.json"
FORMAT = "amends-emotion-figures-1"


@dataclass(frozen=True, slots=True)
class RecordedFigures:
    """What was measured of one model.

    Attributes:
        sets: The figures of each dev set, by its name.
        languages: The language code of each dev set.
        manifest: SHA-256 of the measured model's manifest, which tells one model from another.
    """

    sets: Mapping[str, Figures]
    languages: Mapping[str, str]
    manifest: str


def write_figures(
    directory: Path, sets: Mapping[str, Figures], *, languages: Mapping[str, str]
) -> None:
    """Write the figures beside the model that they were measured of.

    Args:
        directory: The model's, with its final manifest.
        sets: The figures of each dev set, by its name.
        languages: The language code of each dev set.
    """
    described = {
        "format": FORMAT,
        "manifest": fingerprint(directory),
        "sets": {
            name: {
                "language": languages[name],
                "texts": measured.texts,
                "macro_f1": round(measured.macro_f1, 2),
                "emotions": {
                    emotion.value: round(f1, 2) for emotion, f1 in measured.emotions.items()
                },
                "sentiment": _rounded(measured.sentiment, 2),
                "intensity": _rounded(measured.intensity, 4),
            }
            for name, measured in sets.items()
        },
    }
    (directory / FIGURES).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def read_figures(directory: Path) -> RecordedFigures:
    """Read the figures that lie beside a model.

    Raises:
        ConfigurationError: If they are missing or not what `write_figures` writes.
    """
    path = directory / FIGURES
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        if described["format"] != FORMAT:
            raise ValueError("another format")
        return RecordedFigures(
            sets={
                name: Figures(
                    texts=int(measured["texts"]),
                    emotions={
                        EmotionName(emotion): float(f1)
                        for emotion, f1 in measured["emotions"].items()
                    },
                    sentiment=_optional(measured["sentiment"]),
                    intensity=_optional(measured["intensity"]),
                )
                for name, measured in described["sets"].items()
            },
            languages={name: str(one["language"]) for name, one in described["sets"].items()},
            manifest=str(described["manifest"]),
        )
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"The emotion model in {directory} has no {FIGURES}; `amends train-emotion` writes it."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"The emotion model's {path} cannot be read.") from error


def fingerprint(directory: Path) -> str:
    """Return the SHA-256 of a model's manifest.

    Raises:
        ConfigurationError: If it has none.
    """
    try:
        return hashlib.sha256((directory / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigurationError(f"There is no {MANIFEST} in {directory}.") from error


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _optional(value: object) -> float | None:
    return None if value is None else float(str(value))
