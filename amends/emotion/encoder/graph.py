"""Writes a BERT encoder with its heads as an ONNX graph of small integers for ONNX Runtime.

The graph uses ONNX Runtime's fused operators (attention, matrix products that quantise their input
as they go), which is what makes it fast enough on one core: attention and its three projections are
one node. Weights are symmetric integers in 8 bits with one scale a
column (one a row in the embedding); activations are quantised while the network runs.

Weights that are multiplied use 7 of the 8 bits. Processors without VNNI add up two products of an
activation (8 bits) and a weight in 16 bits, and cut off what does not fit: with all 8 bits a
message would be read differently there (ONNX Runtime, "Quantize ONNX models", on `reduce_range`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from amends.emotion.encoder.shape import EncoderShape

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

_CONTRIB = "com.microsoft"
_LARGEST = 127
_LARGEST_MULTIPLIED = 63
_OPSET = 17
_EPSILON = 1e-12
_OUTPUT = "logits"


@dataclass(slots=True)
class _Graph:
    """Nodes and tensors gathered so far; each method adds a node and returns its output's name."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)

    def tensor(self, name: str, values: NDArray[np.generic]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(
        self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any
    ) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def product(self, values: str, name: str, weights: Weights) -> str:
        """Multiply with a dense layer's weights, add its bias; the input is quantised first."""
        integers, scales = quantise_columns(weights[f"{name}.weight"].T, _LARGEST_MULTIPLIED)
        return self.add(
            "DynamicQuantizeMatMul",
            [
                values,
                self.tensor(f"{name}.weight", integers),
                self.tensor(f"{name}.scale", scales),
                "",
                self.tensor(f"{name}.bias", weights[f"{name}.bias"]),
            ],
            f"{name}.product",
            domain=_CONTRIB,
        )

    def norm(self, values: str, name: str, weights: Weights) -> str:
        """Normalise each token's vector."""
        return self.add(
            "LayerNormalization",
            [
                values,
                self.tensor(f"{name}.weight", weights[f"{name}.weight"]),
                self.tensor(f"{name}.bias", weights[f"{name}.bias"]),
            ],
            f"{name}.normal",
            axis=-1,
            epsilon=_EPSILON,
        )

    def add_and_norm(self, values: str, residual: str, name: str, weights: Weights) -> str:
        """Add and normalise, in two nodes: fused into one, this takes three times as long."""
        return self.norm(self.add("Add", [residual, values], f"{name}.sum"), name, weights)


def build_graph(weights: Weights, shape: EncoderShape, outputs: int) -> onnx.ModelProto:
    """Return the graph: `input_ids` [batch, length] to `logits` [batch, outputs].

    All texts of a batch have the same length. What else is in a batch changes how activations are
    quantised, and so the numbers a little: texts that should be read the same come one by one.

    Args:
        weights: The encoder's tensors by the names that `transformers` gives them in a BERT
            model, and the heads' as `heads.weight` [outputs, width] and `heads.bias`.
        shape: The encoder's sizes.
        outputs: How many numbers the heads give.
    """
    graph = _Graph()
    hidden = _embed(graph, weights)
    for layer in range(shape.layers):
        hidden = _layer(graph, hidden, f"encoder.layer.{layer}", weights, shape)
    pooled = graph.add("ReduceMean", [hidden], "pooled", axes=[1], keepdims=0)
    graph.add(
        "Gemm",
        [
            pooled,
            graph.tensor("heads.weight", weights["heads.weight"]),
            graph.tensor("heads.bias", weights["heads.bias"]),
        ],
        _OUTPUT,
        transB=1,
    )
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])],
            [helper.make_tensor_value_info(_OUTPUT, TensorProto.FLOAT, ["batch", outputs])],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def write_graph(graph: onnx.ModelProto, path: Path) -> None:
    """Write a graph, with its weights in a file beside it whose name ends in `.data`.

    ONNX Runtime maps such weights into memory instead of copying them, so that of the pieces'
    vectors only those are held that are used.

    Args:
        graph: What `build_graph` returned; its weights are moved out of it.
        path: Where it goes.
    """
    beside = path.with_name(f"{path.name}.data")
    beside.unlink(missing_ok=True)  # else onnx writes after what is there
    onnx.save_model(graph, path, save_as_external_data=True, location=beside.name, size_threshold=0)


def quantise_columns(matrix: Floats, largest: int = _LARGEST) -> tuple[NDArray[np.int8], Floats]:
    """Return a matrix as integers of -largest..largest and what to multiply each column with."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / largest
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


def _embed(graph: _Graph, weights: Weights) -> str:
    """Add up the vectors of tokens and places, and normalise them."""
    words, scales = quantise_columns(weights["embeddings.word_embeddings.weight"].T)
    places = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    graph.add("Gather", [graph.tensor("words", words.T), "input_ids"], "words.integers")
    graph.add("Cast", ["words.integers"], "words.numbers", to=TensorProto.FLOAT)
    graph.add("Gather", [graph.tensor("words.scale", scales[:, None]), "input_ids"], "words.sizes")
    graph.add("Mul", ["words.numbers", "words.sizes"], "words.vectors")
    graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    graph.add(
        "Slice",
        [graph.tensor("places", places), graph.tensor("zero", np.array([0])), "length"],
        "places.vectors",
    )
    graph.add("Add", ["words.vectors", "places.vectors"], "embedded")
    return graph.norm("embedded", "embeddings.LayerNorm", weights)


def _layer(graph: _Graph, hidden: str, name: str, weights: Weights, shape: EncoderShape) -> str:
    attended = _attention(graph, hidden, f"{name}.attention", weights, shape)
    mixed = graph.product(attended, f"{name}.attention.output.dense", weights)
    hidden = graph.add_and_norm(mixed, hidden, f"{name}.attention.output.LayerNorm", weights)
    wide = graph.product(hidden, f"{name}.intermediate.dense", weights)
    active = graph.add("Gelu", [wide], f"{name}.active", domain=_CONTRIB)
    narrow = graph.product(active, f"{name}.output.dense", weights)
    return graph.add_and_norm(narrow, hidden, f"{name}.output.LayerNorm", weights)


def _attention(graph: _Graph, hidden: str, name: str, weights: Weights, shape: EncoderShape) -> str:
    parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
    integers, scales = quantise_columns(
        np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1),
        _LARGEST_MULTIPLIED,
    )
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    integer, scale, zero = f"{name}.integers", f"{name}.size", f"{name}.zero"
    graph.nodes.append(helper.make_node("DynamicQuantizeLinear", [hidden], [integer, scale, zero]))
    return graph.add(
        "QAttention",
        [
            integer,
            graph.tensor(f"{name}.weight", integers),
            graph.tensor(f"{name}.bias", bias),
            scale,
            graph.tensor(f"{name}.scale", scales),
            "",
            zero,
        ],
        f"{name}.attended",
        domain=_CONTRIB,
        num_heads=shape.heads,
    )
