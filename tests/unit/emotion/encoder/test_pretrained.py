from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from amends.emotion.encoder.pretrained import Pretrained, read_pretrained
from amends.errors import ConfigurationError
from tests.unit.emotion.encoder.packed import PACKED_SHAPE, write_packed
from tests.unit.emotion.encoder.small_encoder import PIECES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_packed(tmp_path / "small.bin", PIECES)


@pytest.fixture
def pretrained(path: Path) -> Pretrained:
    return read_pretrained(path)


def test_that_sizes_and_pieces_are_read(pretrained: Pretrained) -> None:
    assert pretrained.shape == PACKED_SHAPE
    assert [piece.text for piece in pretrained.pieces] == [piece.text for piece in PIECES]
    assert pretrained.pieces[7].score == pytest.approx(PIECES[7].score)


def test_that_every_tensor_has_its_shape(pretrained: Pretrained) -> None:
    layer = "encoder.layer.2"
    shapes = {name: values.shape for name, values in pretrained.weights.items()}

    assert shapes["embeddings.word_embeddings.weight"] == (len(PIECES) + 3, 32)
    assert shapes["embeddings.position_embeddings.weight"] == (40, 32)
    assert shapes[f"{layer}.intermediate.dense.weight"] == (64, 32)
    assert shapes[f"{layer}.output.dense.weight"] == (32, 64)
    assert shapes[f"{layer}.output.dense.bias"] == (32,)
    assert shapes[f"{layer}.attention.output.LayerNorm.weight"] == (32,)
    assert len(shapes) == 5 + 3 * 16


def test_that_packed_numbers_come_out_in_their_order(pretrained: Pretrained) -> None:
    random = np.random.default_rng(5)
    packed = random.normal(0, 0.2, (len(PIECES) + 3, 32)).astype(np.float32)

    words = pretrained.weights["embeddings.word_embeddings.weight"]

    steps = np.abs(packed).max(axis=1, keepdims=True) / 7
    assert np.all(np.abs(words - packed) <= 0.51 * steps)


@pytest.mark.parametrize("content", [b"", b"E5S1", b"PK\x03\x04" + b"\0" * 400])
def test_that_another_file_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.bin").write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"other\.bin is not the pretrained encoder"):
        read_pretrained(tmp_path / "other.bin")


def test_that_a_file_that_is_cut_off_is_a_clear_error(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    with pytest.raises(ConfigurationError, match="damaged"):
        read_pretrained(path)
