"""Keeps a linear emotion model in a directory: a manifest and one file of weights a language."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from amends.emotion.features import FeatureOptions
from amends.emotion.intensity import IntensityWeights
from amends.emotion.linear import OUTPUTS, LanguageModel, LinearEmotionModel, Vocabulary
from amends.errors import ConfigurationError

FORMAT = "amends-linear-emotion-1"
MANIFEST = "manifest.json"


def save(model: LinearEmotionModel, directory: Path) -> None:
    """Write a model, replacing the one that is there. The same model gives the same bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    languages = {}
    for language, weights in sorted(model.languages.items()):
        content = _pack(weights)
        (directory / f"{language}.npz").write_bytes(content)
        languages[language] = {"sha256": hashlib.sha256(content).hexdigest()}
    manifest = {
        "format": FORMAT,
        "outputs": [output.value for output in OUTPUTS],
        "features": asdict(model.options),
        "fallback": model.fallback,
        "intensity": asdict(model.intensity),
        "languages": languages,
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def load(directory: Path, manifest: Mapping[str, object]) -> LinearEmotionModel:
    """Read the model that `save` wrote, checking every file.

    Raises:
        ConfigurationError: If a file is missing or is not the one that was saved.
    """
    try:
        features = FeatureOptions(**_mapping(manifest["features"]))
        intensity = _mapping(manifest["intensity"])
        if manifest["outputs"] != [output.value for output in OUTPUTS]:
            raise ValueError("other outputs")
        checksums = {
            language: str(_mapping(entry)["sha256"])
            for language, entry in _mapping(manifest["languages"]).items()
        }
        return LinearEmotionModel(
            options=features,
            languages={
                language: _unpack(_checked(directory / f"{language}.npz", checksum))
                for language, checksum in checksums.items()
            },
            intensity=IntensityWeights(tuple(intensity["weights"]), float(intensity["bias"])),
            fallback=str(manifest["fallback"]),
        )
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ConfigurationError(
            f"The emotion model's {MANIFEST} in {directory} is damaged; restore it or train the "
            "model again with `amends train-emotion`."
        ) from error


def _pack(weights: LanguageModel) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        hashes=weights.vocabulary.hashes,
        rarity=weights.vocabulary.rarity.astype(np.float16),
        weights=weights.weights,
        scales=weights.scales,
        biases=weights.biases,
        thresholds=weights.thresholds,
    )
    return buffer.getvalue()


def _unpack(content: bytes) -> LanguageModel:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return LanguageModel(
            vocabulary=Vocabulary(arrays["hashes"], arrays["rarity"].astype(np.float32)),
            weights=arrays["weights"],
            scales=arrays["scales"],
            biases=arrays["biases"],
            thresholds=arrays["thresholds"],
        )


def _checked(path: Path, checksum: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"The emotion model lacks {path.name} in {path.parent}; restore it or train the model "
            "again with `amends train-emotion`."
        ) from error
    if hashlib.sha256(content).hexdigest() != checksum:
        raise ConfigurationError(
            f"{path.name} in {path.parent} is damaged (its checksum is another one); restore it or "
            "train the emotion model again with `amends train-emotion`."
        )
    return content


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("an object is expected")
    return value
