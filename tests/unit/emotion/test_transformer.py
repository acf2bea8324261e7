from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from click.testing import CliRunner
from onnx import TensorProto

from amends.emotion.cli import emotion_command
from amends.emotion.loading import load_model
from amends.emotion.mapping import LABELS_FILE
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.transformer import LONGEST, TransformerEmotionModel
from amends.errors import ConfigurationError
from amends.settings import PROJECT
from tests.unit.emotion.likeness import assert_alike
from tests.unit.emotion.small_classifier import BERT_INPUTS, EMOTIONS, TEXTS, write_classifier


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_classifier(tmp_path / "model")


def load(directory: Path) -> TransformerEmotionModel:
    model = load_model(directory)
    assert isinstance(model, TransformerEmotionModel)
    return model


def test_that_the_words_a_classifier_knows_are_felt(directory: Path) -> None:
    angry, glad = load(directory).read(["what an awful shop", "lovely, thanks"], ["en", "en"])

    assert angry.present() == (EmotionName.ANGER,)
    assert angry.sentiment is Sentiment.NEGATIVE
    assert glad.present() == (EmotionName.JOY,)
    assert glad.sentiment is Sentiment.POSITIVE


def test_that_many_texts_of_all_lengths_keep_their_order(directory: Path) -> None:
    model = load(directory)
    texts = [f"{text} {'awful ' * (number % 9)}" for number in range(10) for text in TEXTS]
    codes = ["en"] * len(texts)

    together = model.read(texts, codes)

    for text, emotion in zip(texts, together, strict=True):
        assert_alike(emotion, model.read([text], ["en"])[0])
    assert together[-1].score(EmotionName.ANGER) != together[0].score(EmotionName.ANGER)


def test_that_what_comes_after_the_longest_length_is_not_read(directory: Path) -> None:
    model = load(directory)
    start = "shop " * LONGEST

    assert model.read([start + "awful"], ["en"]) == model.read([start], ["en"])
    assert model.read(["awful " + start], ["en"]) != model.read([start], ["en"])


@pytest.mark.parametrize(
    "inputs", [BERT_INPUTS, BERT_INPUTS[:2]], ids=["with-token-types", "without-token-types"]
)
@pytest.mark.parametrize("kind", [TensorProto.INT64, TensorProto.INT32], ids=["int64", "int32"])
def test_that_the_graph_gets_what_it_wants(
    tmp_path: Path, inputs: tuple[str, ...], kind: int
) -> None:
    model = load(write_classifier(tmp_path, inputs=inputs, kind=kind))

    assert model.read(["awful"], ["en"])[0].present() == (EmotionName.ANGER,)


@pytest.mark.parametrize(
    "file", ["model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx"]
)
def test_that_the_graph_is_found_where_it_usually_is(tmp_path: Path, file: str) -> None:
    assert load(write_classifier(tmp_path, file=file)).read(["awful"], ["en"])


def test_that_one_thread_computes(directory: Path) -> None:
    network = load(directory).network

    assert network.session.get_session_options().intra_op_num_threads == 1  # type: ignore[attr-defined]


def test_that_exactly_one_label_holds_in_a_single_label_model(tmp_path: Path) -> None:
    labels = (*EMOTIONS, "neutral")
    model = load(
        write_classifier(tmp_path, labels=labels, problem_type="single_label_classification")
    )

    chances = model.chances(model.tokenizer(list(TEXTS[:1]))["input_ids"])

    assert chances.sum(axis=1) == pytest.approx(np.ones(1))


def test_that_a_model_on_the_command_line_reads_lines(directory: Path) -> None:
    result = CliRunner().invoke(
        emotion_command,
        ["--model", str(directory), "--language", "en"],
        input="awful\nlovely\n",
        catch_exceptions=False,
    )
    read = [json.loads(line) for line in result.stdout.splitlines()]

    assert [line["sentiment"] for line in read] == ["negative", "positive"]


def test_that_the_folder_says_what_labels_mean(tmp_path: Path) -> None:
    write_classifier(tmp_path, labels=("LABEL_0", "LABEL_1"))
    said = {"LABEL_0": {"sentiment": "negative"}, "LABEL_1": {"sentiment": "positive"}}
    (tmp_path / LABELS_FILE).write_text(json.dumps(said))

    assert load(tmp_path).read(["awful"], ["en"])[0].sentiment is Sentiment.NEGATIVE


def test_that_a_file_elsewhere_comes_before_the_one_in_the_folder(
    directory: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "mine.json"
    beside.write_text(json.dumps({"anger": {"emotion": "surprise"}}))
    (directory / LABELS_FILE).write_text(json.dumps({"anger": {"emotion": "fear"}}))

    emotion = load_model(directory, labels=beside).read(["awful"], ["en"])[0]

    assert emotion.present() == (EmotionName.SURPRISE,)


def _remove(name: str) -> Callable[[Path], object]:
    return lambda directory: (directory / name).unlink()


def _damage(name: str) -> Callable[[Path], object]:
    return lambda directory: (directory / name).write_bytes(b"{\x00 not what it was")


def _truncate(name: str) -> Callable[[Path], object]:
    def cut(directory: Path) -> None:
        content = (directory / name).read_bytes()
        (directory / name).write_bytes(content[: len(content) // 2])

    return cut


def _regression(directory: Path) -> None:
    write_classifier(directory, problem_type="regression")


def _nameless(directory: Path) -> None:
    write_classifier(directory, labels=("LABEL_0", "LABEL_1"))


def _one_length(directory: Path) -> None:
    write_classifier(directory, length=128)


def _odd_input(directory: Path) -> None:
    write_classifier(directory, inputs=(*BERT_INPUTS, "pixel_values"))


def _other_labels(directory: Path) -> None:
    graph = onnx.load(write_classifier(directory.parent / "o", labels=EMOTIONS[:2]) / "model.onnx")
    onnx.save(graph, directory / "model.onnx")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (_remove("config.json"), "manifest.json is missing"),
        (_damage("config.json"), r"config\.json is damaged"),
        (_remove("tokenizer.json"), r"lacks its tokenizer \(tokenizer\.json\)"),
        (_damage("tokenizer.json"), r"tokenizer\.json\) cannot be read"),
        (_truncate("tokenizer.json"), r"tokenizer\.json\) cannot be read"),
        (_damage("model.onnx"), r"model\.onnx is damaged"),
        (_truncate("model.onnx"), r"model\.onnx is damaged"),
        (_regression, "regression"),
        (_nameless, "LABEL_0, LABEL_1"),
        (_one_length, "dynamic axes"),
        (_odd_input, "pixel_values"),
        (_other_labels, "one number for each of the 6 labels"),
    ],
)
def test_that_what_is_wrong_with_a_model_is_said(
    directory: Path, spoil: Callable[[Path], object], named: str
) -> None:
    spoil(directory)

    with pytest.raises(ConfigurationError, match=named):
        load_model(directory)


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_that_without_a_graph_and_without_torch_it_is_said_how_to_go_on(directory: Path) -> None:
    (directory / "model.onnx").unlink()

    with pytest.raises(ConfigurationError, match="install PyTorch"):
        load_model(directory)


READ_ONE = """
import sys
from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
try:
    print(load_model(sys.argv[1]).read(["awful"], ["en"])[0].present()[0])
except ConfigurationError as error:
    print("refused:", error.message)
"""


def read_in_new_process(source: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READ_ONE, source],
        env={**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out what a download leaves behind."""
    home = tmp_path_factory.mktemp("hub")
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = home / "hub" / "models--acme--mood"
    write_classifier(repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    return home


@pytest.mark.parametrize(
    "source", ["acme/mood", "acme/mood@0123456789abcdef0123456789abcdef01234567"]
)
def test_that_a_downloaded_model_is_read_without_a_network(hub: Path, source: str) -> None:
    assert read_in_new_process(source, hub) == "anger"


def test_that_a_model_that_cannot_be_downloaded_is_one_clear_error(hub: Path) -> None:
    said = read_in_new_process("acme/other", hub)

    assert said.startswith("refused: There is no folder acme/other")
    assert "HF_HUB_OFFLINE" in said
    assert len(said.splitlines()) == 1
