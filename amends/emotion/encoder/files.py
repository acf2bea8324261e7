"""Keeps the shipped emotion model in a directory: a manifest and the encoder.

`config.json` and the tokenizer's files are those that `transformers` reads; `model.onnx` is the
network, its weights are beside it. The manifest has the checksum of each, and how what the network
says becomes an emotion.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from tokenizers import Tokenizer
from transformers import PreTrainedConfig, PreTrainedTokenizerFast

from amends.emotion.checksums import MANIFEST, REMEDY, checksum_of, read_checked
from amends.emotion.encoder.calibration import Calibration
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.reading import Encoder, EncoderEmotionModel
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.tokens import END, PADDING, START
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.networks import open_onnx
from amends.errors import ConfigurationError

FORMAT: Literal["amends-encoder-emotion-3"] = "amends-encoder-emotion-3"
NETWORK = "model.onnx"
WEIGHTS = "model.onnx.data"
_CONFIG = "config.json"
_TOKENIZER = "tokenizer.json"
_TOKENIZER_CONFIG = "tokenizer_config.json"
_FILES = (NETWORK, WEIGHTS, _CONFIG, _TOKENIZER, _TOKENIZER_CONFIG)


class Manifest(BaseModel):
    """What the manifest says; `checksums` are the SHA-256 of the files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["amends-encoder-emotion-3"]
    calibration: Calibration
    checksums: dict[str, str]


def save(
    directory: Path,
    *,
    network: Path,
    tokenizer: Tokenizer,
    shape: EncoderShape,
    calibration: Calibration,
) -> None:
    """Write a model, replacing the files of the one that is there.

    Args:
        directory: Where it goes.
        network: The ONNX graph; `WEIGHTS` lies beside it (see `graph.write_graph`).
        tokenizer: What cuts messages into tokens, as many as the network reads.
        shape: The network's sizes.
        calibration: How what the network says becomes an emotion.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _replace(directory / NETWORK, network.read_bytes())
    _replace(directory / WEIGHTS, network.with_name(WEIGHTS).read_bytes())
    tokenizer.save(str(directory / _TOKENIZER), pretty=False)
    _write_json(
        directory / _TOKENIZER_CONFIG,
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.longest,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
    )
    _write_json(directory / _CONFIG, _configuration(tokenizer, shape))
    manifest = Manifest(
        format=FORMAT,
        calibration=calibration,
        checksums={name: checksum_of((directory / name).read_bytes()) for name in _FILES},
    )
    (directory / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load(directory: Path, manifest: str) -> EncoderEmotionModel:
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
    for name in _FILES:
        read_checked(directory / name, described.checksums.get(name))
    config = PreTrainedConfig.from_json_file(directory / _CONFIG)
    if config.num_labels != SHIPPED:
        raise ConfigurationError(
            f"The emotion model in {directory} is made for another version; {REMEDY}."
        )
    return EncoderEmotionModel(
        encoder=Encoder(
            _read_tokenizer(directory, config.max_position_embeddings),
            open_onnx(directory / NETWORK, as_it_is=True),
        ),
        calibration=described.calibration,
    )


def read_shape(directory: Path) -> EncoderShape:
    """Return the sizes of the network of a model that is whole (see `load`)."""
    config = PreTrainedConfig.from_json_file(directory / _CONFIG)
    return EncoderShape(
        width=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        head_width=config.head_dim,
        inner=config.intermediate_size,
        longest=config.max_position_embeddings,
    )


def size(directory: Path) -> int:
    """Return how many bytes all files of a model take that are needed to read with it."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.suffix != ".md")


def _configuration(tokenizer: Tokenizer, shape: EncoderShape) -> dict[str, Any]:
    from transformers import BertConfig  # noqa: PLC0415 - takes a third of a second, for writing only

    names = [*EmotionName, *Sentiment, "intensity"]
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.longest,
        bos_token_id=START,
        pad_token_id=PADDING,
        eos_token_id=END,
        id2label={place: str(name) for place, name in enumerate(names)},
        label2id={str(name): place for place, name in enumerate(names)},
    )
    return {**config.to_diff_dict(), "head_dim": shape.head_width}


def _read_tokenizer(directory: Path, longest: int) -> Tokenizer:
    fast = PreTrainedTokenizerFast.from_pretrained(directory, local_files_only=True)
    tokenizer: Tokenizer = fast.backend_tokenizer
    tokenizer.enable_truncation(longest)
    return tokenizer


def _replace(path: Path, content: bytes) -> None:
    """Write a file anew instead of over the old one, which a running process may have mapped."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
