"""A classifier without an ONNX file, which PyTorch reads; needs the extra `torch`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.emotion.loading import load_model
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.networks import TorchNetwork
from amends.emotion.transformer import TransformerEmotionModel
from amends.errors import ConfigurationError
from tests.unit.emotion.likeness import assert_alike
from tests.unit.emotion.small_classifier import EMOTIONS, TEXTS, write_classifier

torch = pytest.importorskip("torch", reason="PyTorch (the extra torch) is not installed")
SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "vocab_size": 400,
}
SMALL_DISTILBERT = {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64, "vocab_size": 400}


def write_weights(directory: Path, kind: str = "Bert") -> Any:
    """Write a classifier with random weights and no ONNX file; return it."""
    write_classifier(directory)
    (directory / "model.onnx").unlink()
    library = importlib.import_module("transformers")
    torch.manual_seed(3)
    config = getattr(library, f"{kind}Config")(
        **(SMALL_DISTILBERT if kind == "DistilBert" else SMALL),
        id2label=dict(enumerate(EMOTIONS)),
        label2id={label: place for place, label in enumerate(EMOTIONS)},
        problem_type="multi_label_classification",
    )
    network = getattr(library, f"{kind}ForSequenceClassification")(config).eval()
    network.save_pretrained(directory)
    return network


def load(directory: Path) -> TransformerEmotionModel:
    model = load_model(directory)
    assert isinstance(model, TransformerEmotionModel)
    assert isinstance(model.network, TorchNetwork)
    return model


@pytest.mark.parametrize("kind", ["Bert", "DistilBert"])
def test_that_torch_reads_what_the_weights_say(tmp_path: Path, kind: str) -> None:
    network = write_weights(tmp_path, kind)
    model = load(tmp_path)
    tokens = model.tokenizer(TEXTS[0], return_tensors="pt")
    inputs = {name: tokens[name] for name in ("input_ids", "attention_mask")}

    with torch.inference_mode():
        expected = torch.sigmoid(network(**inputs).logits)[0].numpy()
    read = model.read([TEXTS[0]], ["en"])[0]

    found = [read.score(EmotionName(name)) for name in EMOTIONS]
    assert np.allclose(found, expected, atol=1e-5)
    assert sum(read.sentiment_scores[name] for name in Sentiment) == pytest.approx(1.0)


def test_that_texts_of_all_lengths_are_read_together_as_alone(tmp_path: Path) -> None:
    write_weights(tmp_path)
    model = load(tmp_path)
    texts = [f"{text} {'awful ' * (number % 9)}" for number in range(5) for text in TEXTS]

    together = model.read(texts, ["en"] * len(texts))

    for text, emotion in zip(texts, together, strict=True):
        assert_alike(emotion, model.read([text], ["en"])[0])


def test_that_an_onnx_file_comes_before_the_weights(tmp_path: Path) -> None:
    write_weights(tmp_path / "model")
    write_classifier(tmp_path / "other")
    (tmp_path / "other" / "model.onnx").rename(tmp_path / "model" / "model.onnx")

    model = load_model(tmp_path / "model")

    assert isinstance(model, TransformerEmotionModel)
    assert not isinstance(model.network, TorchNetwork)


@pytest.mark.parametrize("content", [None, b"", b"not weights"])
def test_that_missing_or_damaged_weights_are_one_clear_error(
    tmp_path: Path, content: bytes | None
) -> None:
    write_weights(tmp_path)
    path = tmp_path / "model.safetensors"
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"model\.safetensors\) are missing or damaged"):
        load_model(tmp_path)


def test_that_weights_that_lack_the_head_are_refused(tmp_path: Path) -> None:
    network = write_weights(tmp_path)
    network.bert.save_pretrained(tmp_path / "bare")
    (tmp_path / "bare" / "model.safetensors").replace(tmp_path / "model.safetensors")

    with pytest.raises(ConfigurationError, match=r"lack classifier\.bias, classifier\.weight"):
        load_model(tmp_path)
