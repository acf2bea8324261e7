from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from amends.emotion.encoder import files
from amends.emotion.encoder.graph import build_graph, write_graph
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.restoring import restore_encoder, restore_weights
from amends.errors import ConfigurationError
from tests.unit.emotion.encoder.small_encoder import (
    SHAPE,
    small_tokenizer,
    small_weights,
    write_encoder,
)
from tests.unit.emotion.small_classifier import write_classifier


def test_that_a_graph_gives_back_what_it_was_built_of_but_for_rounding(tmp_path: Path) -> None:
    weights = small_weights()

    restored = restore_weights(write_encoder(tmp_path, weights) / files.NETWORK)

    assert {*restored} == {*weights}
    types = "embeddings.token_type_embeddings.weight"
    places = "embeddings.position_embeddings.weight"
    weights[places] = weights[places] + weights[types][0]
    weights[types] = np.zeros_like(weights[types][:1])
    for name, values in weights.items():
        assert restored[name].dtype == np.float32
        assert restored[name].shape == values.shape
        largest = np.abs(values).max()
        assert np.abs(restored[name] - values).max() <= largest / 63 / 2 + 1e-6, name


def test_that_a_graph_built_of_what_was_restored_is_the_same(tmp_path: Path) -> None:
    first = write_encoder(tmp_path / "model") / files.NETWORK
    again = tmp_path / files.NETWORK

    write_graph(build_graph(restore_weights(first), SHAPE, SHIPPED), again)

    assert (
        again.with_name(files.WEIGHTS).read_bytes() == first.with_name(files.WEIGHTS).read_bytes()
    )


def test_that_a_model_gives_back_its_sizes_and_its_tokenizer(tmp_path: Path) -> None:
    restored = restore_encoder(write_encoder(tmp_path))

    assert restored.shape == SHAPE
    assert restored.tokenizer.get_vocab() == small_tokenizer().get_vocab()
    long = "my order is lovely " * 5
    assert restored.tokenizer.encode(long).ids == small_tokenizer().encode(long).ids


def test_that_a_model_of_another_kind_cannot_be_restored(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be trained further"):
        restore_encoder(write_classifier(tmp_path))
