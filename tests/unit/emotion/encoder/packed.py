"""Writes a small pretrained encoder in the packed form that training starts from."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amends.emotion.encoder.pretrained import Piece
from amends.emotion.encoder.shape import EncoderShape

Floats = NDArray[np.float32]

PACKED_SHAPE = EncoderShape(width=32, layers=3, heads=2, head_width=16, inner=64, longest=40)
_PARTS = (("q", 0), ("k", 0), ("v", 0), ("ao", 0), ("fi", 1), ("fo", 2))


def write_packed(path: Path, pieces: Sequence[Piece]) -> Path:
    """Write an encoder with weights at random (from a fixed seed) and return its path."""
    shape = PACKED_SHAPE
    random = np.random.default_rng(5)

    def matrix(rows: int, columns: int) -> bytes:
        return pack(random.normal(0, 0.2, (rows, columns)).astype(np.float32))

    def vector(size: int, centre: float = 0.0) -> bytes:
        return random.normal(centre, 0.02, size).astype("<f4").tobytes()

    rows = len(pieces) + 3
    tensors: list[tuple[str, int, int, bytes]] = [
        ("emb.word", 1, rows * shape.width, matrix(rows, shape.width)),
        ("emb.pos", 0, shape.longest * shape.width, vector(shape.longest * shape.width)),
        ("emb.type", 0, 2 * shape.width, vector(2 * shape.width)),
        ("emb.ln.w", 0, shape.width, vector(shape.width, 1.0)),
        ("emb.ln.b", 0, shape.width, vector(shape.width)),
    ]
    sizes = {
        0: (shape.width, shape.width),
        1: (shape.inner, shape.width),
        2: (shape.width, shape.inner),
    }
    for layer in range(shape.layers):
        for part, kind in _PARTS:
            out, into = sizes[kind]
            tensors.append((f"l{layer}.{part}.w", 1, out * into, matrix(out, into)))
            tensors.append((f"l{layer}.{part}.b", 0, out, vector(out)))
        for part in ("aln", "oln"):
            tensors.append((f"l{layer}.{part}.w", 0, shape.width, vector(shape.width, 1.0)))
            tensors.append((f"l{layer}.{part}.b", 0, shape.width, vector(shape.width)))
    path.write_bytes(_header(pieces, rows) + _directory(pieces, rows, tensors))
    return path


def pack(values: Floats) -> bytes:
    """Return numbers in blocks of 32: a 16-bit scale and 4-bit integers around 8."""
    blocks = values.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1) / 7).astype("<f2")
    integers = np.rint(blocks / scales.astype(np.float32)[:, None]).astype(np.int8) + 8
    halves = (integers[:, :16] | (integers[:, 16:] << 4)).astype(np.uint8)
    return b"".join(
        scale.tobytes() + half.tobytes() for scale, half in zip(scales, halves, strict=True)
    )


def _header(pieces: Sequence[Piece], rows: int) -> bytes:
    shape = PACKED_SHAPE
    letters = [piece.text.encode() for piece in pieces]
    starts = np.cumsum([0, *map(len, letters)]).astype("<u4")
    scores = np.array([piece.score for piece in pieces], "<f4")
    sizes = (shape.width, shape.layers, shape.heads, shape.inner, rows, shape.longest, 2)
    return b"".join(
        [
            b"E5S1",
            struct.pack("<I7ifi", 1, *sizes, 1e-12, 32),
            struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(starts[-1])),
            starts.tobytes(),
            scores.tobytes(),
            *letters,
            struct.pack("<iI", 1, 5) + b"\0" * 5,
        ]
    )


def _directory(
    pieces: Sequence[Piece], rows: int, tensors: Sequence[tuple[str, int, int, bytes]]
) -> bytes:
    length = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name, *_ in tensors)
    offset = len(_header(pieces, rows)) + length
    entries = [struct.pack("<i", len(tensors))]
    for name, kind, numbers, content in tensors:
        entries.append(struct.pack("<H", len(name)) + name.encode())
        entries.append(struct.pack("<BIQQ", kind, numbers, offset, len(content)))
        offset += len(content)
    return b"".join([*entries, *(content for *_, content in tensors)])
