"""Makes a small encoder with weights at random, so that tests need neither data nor training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.encoder import files
from amends.emotion.encoder.blend import Blend, LanguageBlend
from amends.emotion.encoder.graph import build_graph
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.pretrained import Piece
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.vocabulary import make_tokenizer
from amends.emotion.model import EmotionName, Sentiment
from tests.unit.emotion.small_model import small_model

SHAPE = EncoderShape(width=16, layers=2, heads=2, inner=32, longest=12)
LETTERS = "abcdefghijklmnopqrstuvwxyzáéíóúñ?!,'123"
WORDS = ("▁awful", "▁lovely", "▁my", "▁order", "▁order", "▁the", "▁is", "ing", "el", "er", "▁")
PIECES = (
    *(Piece(name, 0.0) for name in ("<s>", "<pad>", "</s>", "<unk>")),
    *(Piece(word, -2.0 - place / 10) for place, word in enumerate(dict.fromkeys(WORDS))),
    *(Piece(letter, -6.0 - place / 10) for place, letter in enumerate(LETTERS)),
)


def small_weights(
    shape: EncoderShape = SHAPE, *, rows: int = len(PIECES), seed: int = 3
) -> dict[str, NDArray[np.float32]]:
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


def small_tokenizer() -> Tokenizer:
    """Return a tokenizer that knows letters and a few words."""
    return make_tokenizer(PIECES, longest=SHAPE.longest)


def small_blend() -> Blend:
    """Return a blend in which both models count the same."""
    return Blend(
        encoder=(0.5,) * len(EmotionName),
        linear=(1.0,) * len(EmotionName),
        languages={
            code: LanguageBlend(biases=(shift,) * len(EmotionName), thresholds=(0.4,) * 6)
            for code, shift in (("en", 0.0), ("es", -0.2))
        },
        fallback="en",
        sentiment=tuple(
            tuple(float(place == at) for at in range(18)) for place in range(len(Sentiment))
        ),
        sentiment_biases=(0.0, 0.0, 0.0),
        intensity=(0.2, 0.5, 0.3),
        intensity_bias=0.0,
    )


def write_encoder(directory: Path) -> Path:
    """Write a whole model as it ships and return its directory."""
    files.save(
        directory,
        network=build_graph(small_weights(), SHAPE, SHIPPED).SerializeToString(),
        tokenizer=small_tokenizer(),
        shape=SHAPE,
        linear=small_model(),
        blend=small_blend(),
    )
    return directory


def _norm(name: str, bias: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return {f"{name}.weight": 1.0 + bias, f"{name}.bias": bias[::-1].copy()}
