from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import numpy_helper

from amends.emotion.encoder.graph import build_graph, quantise_columns, write_graph
from amends.emotion.encoder.outputs import SHIPPED
from tests.unit.emotion.encoder.small_encoder import PIECES, SHAPE, small_weights

Floats = NDArray[np.float64]
Weights = dict[str, NDArray[np.float32]]


def run(weights: Weights, ids: list[int]) -> Floats:
    graph = build_graph(weights, SHAPE, SHIPPED).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    rows = session.run(["logits"], {"input_ids": np.array([ids], dtype=np.int64)})[0]
    return cast(Floats, rows[0].astype(np.float64))


def reference(weights: Weights, ids: list[int]) -> Floats:
    """Compute the same with plain NumPy and the weights as they are (Devlin et al. 2018)."""

    def dense(values: Floats, name: str) -> Floats:
        return cast(Floats, values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    def norm(values: Floats, name: str) -> Floats:
        centred = values - values.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return cast(Floats, scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def split(values: Floats) -> Floats:
        return values.reshape(len(ids), SHAPE.heads, -1).transpose(1, 0, 2)

    hidden = norm(
        weights["embeddings.word_embeddings.weight"][ids].astype(np.float64)
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm",
    )
    erf = np.vectorize(__import__("math").erf)
    for layer in range(SHAPE.layers):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            split(dense(hidden, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(SHAPE.width / SHAPE.heads)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (shares / shares.sum(-1, keepdims=True)) @ value
        flat = mixed.transpose(1, 0, 2).reshape(len(ids), -1)
        attended = dense(flat, f"{name}.attention.output.dense")
        hidden = norm(hidden + attended, f"{name}.attention.output.LayerNorm")
        wide = dense(hidden, f"{name}.intermediate.dense")
        active = wide * (1 + erf(wide / np.sqrt(2))) / 2
        hidden = norm(hidden + dense(active, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    return dense(hidden.mean(0), "heads")


@pytest.mark.parametrize("ids", [[0, 5, 2], [0, *range(4, 14), 2]])
def test_that_the_graph_computes_what_a_bert_encoder_does(ids: list[int]) -> None:
    weights = small_weights()

    assert run(weights, ids) == pytest.approx(reference(weights, ids), abs=0.05)


def test_that_every_weight_matters_to_the_graph() -> None:
    weights = small_weights()
    ids = [0, 7, 4, 9, 2]
    before = run(weights, ids)

    for name, values in weights.items():
        if not name.endswith("key.bias"):  # a constant that softmax takes away
            shifted = values + np.random.default_rng(1).normal(0, 0.5, values.shape)
            after = run({**weights, name: shifted.astype(np.float32)}, ids)
            assert np.abs(after - before).max() > 1e-4, name


def test_that_the_order_of_tokens_matters() -> None:
    assert np.abs(run(small_weights(), [0, 5, 6, 2]) - run(small_weights(), [0, 6, 5, 2])).max() > 0


def test_that_each_column_is_rounded_by_its_own_scale() -> None:
    matrix = np.array([[1.0, 100.0], [-0.5, 25.0], [0.0, 0.0]], dtype=np.float32)

    integers, scales = quantise_columns(matrix)

    assert integers.tolist() == [[127, 127], [-64, 32], [0, 0]]
    assert scales.tolist() == pytest.approx([1 / 127, 100 / 127])


def test_that_two_products_fit_into_16_bits_on_every_processor() -> None:
    graph = build_graph(small_weights(), SHAPE, SHIPPED)
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    multiplied = [
        tensors[name]
        for node in graph.graph.node
        if node.op_type in {"DynamicQuantizeMatMul", "QAttention"}
        for name in node.input
        if name in tensors and tensors[name].dtype == np.int8
    ]

    assert len(multiplied) == 4 * SHAPE.layers
    assert max(2 * 255 * int(np.abs(one.astype(int)).max()) for one in multiplied) < 2**15


def test_that_a_column_of_zeros_stays_zero() -> None:
    integers, scales = quantise_columns(np.zeros((3, 2), dtype=np.float32))

    assert not integers.any()
    assert np.isfinite(scales).all()


def test_that_a_vocabulary_takes_one_byte_a_number() -> None:
    small = len(build_graph(small_weights(), SHAPE, SHIPPED).SerializeToString())
    rows = len(PIECES) + 1000
    large = len(build_graph(small_weights(rows=rows), SHAPE, SHIPPED).SerializeToString())

    assert large - small == pytest.approx(1000 * (SHAPE.width + 4), abs=20)


def test_that_a_written_graph_has_its_weights_beside_it(tmp_path: Path) -> None:
    path, beside = tmp_path / "model.onnx", tmp_path / "model.onnx.data"
    ids = np.array([[0, 4, 7, 2]], dtype=np.int64)

    write_graph(build_graph(small_weights(seed=9), SHAPE, SHIPPED), path)
    size = beside.stat().st_size
    write_graph(build_graph(small_weights(), SHAPE, SHIPPED), path)

    assert beside.stat().st_size == size > small_weights()["heads.weight"].nbytes
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    said = session.run(["logits"], {"input_ids": ids})[0][0]
    assert said == pytest.approx(run(small_weights(), ids[0].tolist()))
