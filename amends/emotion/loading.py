"""Loads the emotion model that an operator chose, whatever kind it is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from amends.emotion.checksums import MANIFEST, REMEDY
from amends.emotion.model import EmotionModel
from amends.errors import ConfigurationError


def _do_not_advise() -> None:
    """Keep `transformers` from saying that PyTorch is missing, which nobody here misses."""
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")


def _load_encoder(directory: Path, manifest: str) -> EmotionModel:
    _do_not_advise()
    from amends.emotion.encoder import files  # noqa: PLC0415 - takes a second, not always needed

    return files.load(directory, manifest)


READERS: Mapping[str, Callable[[Path, str], EmotionModel]] = {
    "amends-encoder-emotion-3": _load_encoder,
}
"""What reads each format that a manifest can name; a new kind of model is one line here."""


_ON_THE_HUB = re.compile(r"(?P<name>\w[\w.-]*/[\w.-]+)(?:@(?P<revision>[\w./-]+))?", re.ASCII)


def load_model(source: str | Path, *, labels: Path | None = None) -> EmotionModel:
    """Load a model from its directory, or from the Hub.

    Args:
        source: The directory, or `owner/name` of a model on the Hub (`@` and a revision may
            follow), as in `AMENDS_EMOTION_MODEL`. A directory of that name comes first.
        labels: What the labels of a classifier mean, if its directory does not say so.

    Raises:
        ConfigurationError: If it is missing, damaged or of an unknown format.
    """
    directory = Path(source)
    on_the_hub = None if directory.exists() else _ON_THE_HUB.fullmatch(str(source))
    if isinstance(source, str) and on_the_hub:
        return _load_classifier(*on_the_hub.group("name", "revision"), labels=labels)
    if not (directory / MANIFEST).exists() and (directory / "config.json").exists():
        return _load_classifier(directory, labels=labels)
    return _load_described(directory)


def _load_classifier(
    source: str | Path, revision: str | None = None, *, labels: Path | None
) -> EmotionModel:
    _do_not_advise()
    from amends.emotion import transformer_files  # noqa: PLC0415 - takes seconds, rarely needed

    folder = transformer_files.download(source, revision) if isinstance(source, str) else source
    return transformer_files.load(folder, labels)


def _load_described(directory: Path) -> EmotionModel:
    path = directory / MANIFEST
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
        raise ConfigurationError(
            f"The emotion model's {path} is of no format known here; {REMEDY}."
        )
    return reader(directory, manifest)
