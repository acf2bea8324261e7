from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from amends.emotion.checksums import MANIFEST
from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
from tests.unit.emotion.encoder.small_encoder import write_knowing_encoder


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_knowing_encoder(tmp_path / "model")


def test_that_the_path_may_be_a_setting(directory: Path) -> None:
    assert load_model(str(directory)).read(["x"], ["en"])


def test_that_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train-emotion"):
        load_model(tmp_path / "nowhere")


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
        ("checksums", {"model.onnx": "0"}),
        ("calibration", None),
        ("calibration", {"scales": [1.0]}),
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


def test_that_what_only_other_models_need_is_not_imported(directory: Path) -> None:
    """Finding out which of its models `transformers` has takes a third of a second."""
    script = (
        "import sys; from amends.emotion.loading import load_model; "
        f"load_model({str(directory)!r}).read(['x'], ['en']); "
        "print(*(name for name in sys.modules if name.startswith('transformers.models')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
