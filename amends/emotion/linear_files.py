"""Keeps a linear emotion model in a directory: a manifest and one file of weights a language."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from amends.emotion.checksums import REMEDY, checksum_of, read_checked
from amends.emotion.features import FeatureOptions
from amends.emotion.linear import OUTPUTS, LanguageModel, LinearEmotionModel, Vocabulary
from amends.emotion.overall import OverallWeights
from amends.errors import ConfigurationError

FORMAT: Literal["amends-linear-emotion-1"] = "amends-linear-emotion-1"
MANIFEST = "manifest.json"
_OUTPUTS = tuple(output.value for output in OUTPUTS)


class Manifest(BaseModel):
    """What the manifest says; `checksums` are the SHA-256 of each language's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["amends-linear-emotion-1"]
    outputs: tuple[str, ...]
    features: FeatureOptions
    fallback: str
    overall: OverallWeights
    checksums: dict[str, str]


def save(model: LinearEmotionModel, directory: Path) -> None:
    """Write a model, replacing the one that is there. The same model gives the same bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    checksums = {}
    for language, weights in sorted(model.languages.items()):
        content = _pack(weights)
        (directory / f"{language}.npz").write_bytes(content)
        checksums[language] = checksum_of(content)
    manifest = Manifest(
        format=FORMAT,
        outputs=_OUTPUTS,
        features=model.options,
        fallback=model.fallback,
        overall=model.overall,
        checksums=checksums,
    )
    text = manifest.model_dump_json(indent=2) + "\n"
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def load(directory: Path, manifest: str) -> LinearEmotionModel:
    """Read the model that `save` wrote, checking every file.

    Args:
        directory: Where it is.
        manifest: The content of the manifest there.

    Raises:
        ConfigurationError: If a file is missing or is not the one that was saved.
    """
    try:
        described = Manifest.model_validate_json(manifest)
    except ValidationError as error:
        raise ConfigurationError(
            f"The emotion model's {MANIFEST} in {directory} is damaged; {REMEDY}."
        ) from error
    if described.outputs != _OUTPUTS or described.fallback not in described.checksums:
        raise ConfigurationError(
            f"The emotion model in {directory} is made for another version; {REMEDY}."
        )
    return LinearEmotionModel(
        options=described.features,
        languages={
            language: _unpack(read_checked(directory / f"{language}.npz", checksum))
            for language, checksum in described.checksums.items()
        },
        overall=described.overall,
        fallback=described.fallback,
    )


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
