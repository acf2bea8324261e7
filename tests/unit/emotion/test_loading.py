from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from amends.emotion.linear_files import MANIFEST, save
from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
from tests.unit.emotion.small_model import small_model

TEXTS = ["what an awful shop", "lovely", "fatal", ""]
LANGUAGES = ["en", "en", "es", "en"]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    save(small_model(), tmp_path / "model")
    return tmp_path / "model"


def test_that_a_saved_model_reads_as_before(directory: Path) -> None:
    assert load_model(directory).read(TEXTS, LANGUAGES) == small_model().read(TEXTS, LANGUAGES)


def test_that_the_path_may_be_a_setting(directory: Path) -> None:
    assert load_model(str(directory)).read(["x"], ["en"])


def test_that_the_same_model_gives_the_same_files(directory: Path, tmp_path: Path) -> None:
    save(small_model(), tmp_path / "again")

    for path in directory.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_that_no_file_needs_pickle(directory: Path) -> None:
    for path in directory.glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype != object for name in arrays.files)


def test_that_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train-emotion"):
        load_model(tmp_path / "nowhere")


def test_that_a_missing_language_file_is_named(directory: Path) -> None:
    (directory / "es.npz").unlink()

    with pytest.raises(ConfigurationError, match=r"es\.npz"):
        load_model(directory)


def test_that_a_changed_byte_is_noticed(directory: Path) -> None:
    path = directory / "en.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(ConfigurationError, match="checksum"):
        load_model(directory)


def test_that_a_truncated_file_is_noticed(directory: Path) -> None:
    path = directory / "en.npz"
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(ConfigurationError, match="checksum"):
        load_model(directory)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": "other"}', "\x00"])
def test_that_a_manifest_that_is_none_is_refused(directory: Path, content: str) -> None:
    (directory / MANIFEST).write_text(content)

    with pytest.raises(ConfigurationError):
        load_model(directory)


def test_that_a_manifest_that_is_not_text_is_refused(directory: Path) -> None:
    (directory / MANIFEST).write_bytes(b"\xff\xfe\xff")

    with pytest.raises(ConfigurationError):
        load_model(directory)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("checksums", {"es": "0"}),
        ("outputs", ["anger"]),
        ("overall", None),
        ("features", {"shortest": "x"}),
        ("surprise", 1),
    ],
)
def test_that_a_manifest_with_a_wrong_part_is_refused(
    directory: Path, name: str, value: object
) -> None:
    path = directory / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))

    with pytest.raises(ConfigurationError):
        load_model(directory)
