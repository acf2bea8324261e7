from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from amends.emotion.checksums import MANIFEST
from amends.emotion.encoder.files import size
from amends.emotion.encoder.reading import EncoderEmotionModel
from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
from tests.unit.emotion.encoder.small_encoder import (
    small_calibration,
    small_weights,
    write_encoder,
)

FILES = ["model.onnx", "model.onnx.data", "config.json", "tokenizer.json", "tokenizer_config.json"]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "model")


def test_that_a_saved_model_is_read_back(directory: Path) -> None:
    model = load_model(directory)

    assert isinstance(model, EncoderEmotionModel)
    assert model.calibration == small_calibration()
    assert model.encoder.tokenizer.encode("my order").tokens == ["<s>", "▁my", "▁order", "</s>"]
    assert len(model.encoder.tokenizer.encode("my order " * 99).ids) == 12


def test_that_the_same_model_gives_the_same_files(directory: Path, tmp_path: Path) -> None:
    write_encoder(tmp_path / "again")

    for path in directory.rglob("*"):
        if path.is_file():
            again = tmp_path / "again" / path.relative_to(directory)
            assert path.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data"])
def test_that_what_runs_keeps_the_file_it_has_when_a_model_is_replaced(
    directory: Path, name: str
) -> None:
    with (directory / name).open("rb") as opened:
        write_encoder(directory, small_weights(seed=8))

        assert os.fstat(opened.fileno()).st_ino != (directory / name).stat().st_ino
    assert not list(directory.glob("*.unfinished"))


@pytest.mark.parametrize("name", FILES)
def test_that_a_missing_file_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()

    with pytest.raises(ConfigurationError, match=name.replace(".", r"\.")):
        load_model(directory)


@pytest.mark.parametrize("name", FILES)
def test_that_a_truncated_file_is_a_clear_error(directory: Path, name: str) -> None:
    path = directory / name
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(ConfigurationError, match="damaged"):
        load_model(directory)


@pytest.mark.parametrize("name", FILES)
def test_that_a_damaged_file_is_a_clear_error(directory: Path, name: str) -> None:
    path = directory / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match="damaged"):
        load_model(directory)


@pytest.mark.parametrize("part", ["calibration", "checksums", "format"])
def test_that_a_manifest_without_a_part_is_a_clear_error(directory: Path, part: str) -> None:
    path = directory / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest[part]
    path.write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(ConfigurationError):
        load_model(directory)


def test_that_the_card_does_not_count_as_part_of_the_model(directory: Path) -> None:
    before = size(directory)
    (directory / "README.md").write_text("a long card", encoding="utf-8")

    assert size(directory) == before > 1000
