"""Makes a small encoder with weights at random, so that tests need neither data nor training."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.encoder import files
from amends.emotion.encoder.calibration import Calibration, LanguageCalibration
from amends.emotion.encoder.graph import build_graph, write_graph
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.pretrained import Piece
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.vocabulary import make_tokenizer
from amends.emotion.model import EmotionName, Sentiment

Weights = dict[str, NDArray[np.float32]]

SHAPE = EncoderShape(width=16, layers=2, heads=2, head_width=8, inner=32, longest=12)
LETTERS = "abcdefghijklmnopqrstuvwxyzáéíóúñ?!,'123"
KNOWING = EncoderShape(width=16, layers=0, heads=2, head_width=8, inner=32, longest=64)
WORDS = ("▁awful", "▁lovely", "▁my", "▁order", "▁order", "▁the", "▁is", "ing", "el", "er", "▁")
PIECES = (
    *(Piece(name, 0.0) for name in ("<s>", "<pad>", "</s>", "<unk>")),
    *(Piece(word, -2.0 - place / 10) for place, word in enumerate(dict.fromkeys(WORDS))),
    *(Piece(letter, -6.0 - place / 10) for place, letter in enumerate(LETTERS)),
)

ANGER, JOY, NEGATIVE, NEUTRAL, POSITIVE = 0, 3, 6, 7, 8
_KNOWN = {"▁awful": (0, [ANGER, NEGATIVE]), "▁lovely": (1, [JOY, POSITIVE])}
_OTHER = 2


def small_weights(
    shape: EncoderShape = SHAPE, *, rows: int = len(PIECES), seed: int = 3
) -> Weights:
    """Return all tensors of an encoder with heads."""
    random = np.random.default_rng(seed)

    def make(*size: int) -> NDArray[np.float32]:
        return random.normal(0.0, 0.3, size).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": make(rows, shape.width),
        "embeddings.position_embeddings.weight": make(shape.longest, shape.width),
        "embeddings.token_type_embeddings.weight": make(2, shape.width),
        **_norm("embeddings.LayerNorm", make(shape.width)),
        "heads.weight": make(SHIPPED, shape.width),
        "heads.bias": make(SHIPPED),
    }
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        for dense, out, into in (
            ("attention.self.query", shape.width, shape.width),
            ("attention.self.key", shape.width, shape.width),
            ("attention.self.value", shape.width, shape.width),
            ("attention.output.dense", shape.width, shape.width),
            ("intermediate.dense", shape.inner, shape.width),
            ("output.dense", shape.width, shape.inner),
        ):
            weights[f"{name}.{dense}.weight"] = make(out, into)
            weights[f"{name}.{dense}.bias"] = make(out)
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights |= _norm(f"{name}.{norm}", make(shape.width))
    return weights


def small_tokenizer(shape: EncoderShape = SHAPE) -> Tokenizer:
    """Return a tokenizer that knows letters and a few words."""
    return make_tokenizer(PIECES, longest=shape.longest)


def small_calibration() -> Calibration:
    """Return a calibration that takes most of what the encoder says as it is."""
    return Calibration(
        scales=(1.0,) * len(EmotionName),
        languages={
            code: LanguageCalibration(offsets=(shift,) * len(EmotionName), thresholds=(0.4,) * 6)
            for code, shift in (("en", 0.0), ("es", -0.2))
        },
        fallback="en",
        sentiment=tuple(
            tuple(float(place == at) for at in range(9)) for place in range(len(Sentiment))
        ),
        sentiment_offsets=(0.0, 0.0, 0.0),
        intensity=(0.3, 0.6, 0.1),
        intensity_offset=0.0,
    )


def write_encoder(
    directory: Path, weights: Weights | None = None, shape: EncoderShape = SHAPE
) -> Path:
    """Write a whole model as it ships and return its directory; by default weights at random."""
    graph = build_graph(small_weights() if weights is None else weights, shape, SHIPPED)
    with TemporaryDirectory() as work:
        write_graph(graph, Path(work) / files.NETWORK)
        files.save(
            directory,
            network=Path(work) / files.NETWORK,
            tokenizer=small_tokenizer(shape),
            shape=shape,
            calibration=small_calibration(),
        )
    return directory


def write_knowing_encoder(directory: Path) -> Path:
    """Write a model that knows two words: `awful` angers, `lovely` pleases, the rest is neutral."""
    weights = small_weights(KNOWING)
    weights = {name: np.zeros_like(values) for name, values in weights.items()}
    words = weights["embeddings.word_embeddings.weight"]
    words[:, _OTHER] = 1.0
    for word, (column, outputs) in _KNOWN.items():
        words[[piece.text for piece in PIECES].index(word)] = np.eye(KNOWING.width)[column]
        weights["heads.weight"][outputs, column] = 200.0
    weights["embeddings.LayerNorm.weight"] += 1.0
    weights["heads.bias"][:] = weights["heads.weight"].sum(1) / np.sqrt(KNOWING.width - 1) - 2.0
    weights["heads.bias"][NEUTRAL] = 0.0
    return write_encoder(directory, weights, KNOWING)


def _norm(name: str, bias: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return {f"{name}.weight": 1.0 + bias, f"{name}.bias": bias[::-1].copy()}
