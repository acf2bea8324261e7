"""Loads the emotion model that an operator chose, whatever kind it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from amends.emotion import linear_files
from amends.emotion.model import EmotionModel
from amends.errors import ConfigurationError

READERS: Mapping[str, Callable[[Path, str], EmotionModel]] = {
    linear_files.FORMAT: linear_files.load,
}
"""What reads each format that a manifest can name; a new kind of model is one line here."""


def load_model(source: str | Path) -> EmotionModel:
    """Load a model from its directory.

    Args:
        source: The directory, as in `AMENDS_EMOTION_MODEL`.

    Raises:
        ConfigurationError: If it is missing, damaged or of an unknown format.
    """
    directory = Path(source)
    path = directory / linear_files.MANIFEST
    try:
        manifest = path.read_text(encoding="utf-8")
        described = json.loads(manifest)
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"There is no emotion model in {directory}: {path.name} is missing. Point "
            "AMENDS_EMOTION_MODEL to one, or make one with `amends train-emotion`."
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"The emotion model's {path} cannot be read.") from error
    reader = READERS.get(str(described.get("format"))) if isinstance(described, dict) else None
    if reader is None:
        raise ConfigurationError(f"The emotion model's {path} names no format known here.")
    return reader(directory, manifest)
