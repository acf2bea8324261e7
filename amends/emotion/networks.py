"""Runs a network: an ONNX file with ONNX Runtime, or a model of `transformers` with PyTorch.

Knows nothing of `transformers` itself, which takes long to import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from amends.errors import ConfigurationError

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
"""What a network may want to be given."""

Integers = NDArray[np.int64]

_KINDS: Mapping[str, type[np.int32] | type[np.int64]] = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


class Network(Protocol):
    """Computes the logits of a batch. Implementations are safe to share between threads."""

    def logits(self, batch: Mapping[str, Integers]) -> NDArray[np.float32]:
        """Return one row for each text and one column for each label.

        Args:
            batch: Each of `INPUTS`, one row for each text.
        """
        ...


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """A network that ONNX Runtime runs.

    Attributes:
        session: Where it is loaded.
        wanted: The inputs that its graph has, with the type of their numbers.
        output: The name of the output that holds the logits.
    """

    session: onnxruntime.InferenceSession
    wanted: Mapping[str, type[np.int32] | type[np.int64]]
    output: str

    def logits(self, batch: Mapping[str, Integers]) -> NDArray[np.float32]:
        """Compute the logits; see `Network.logits`."""
        inputs = {name: batch[name].astype(kind) for name, kind in self.wanted.items()}
        return np.asarray(self.session.run([self.output], inputs)[0], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class TorchNetwork:
    """A network that PyTorch runs.

    Attributes:
        torch: The library, which is optional and thus not imported here.
        model: The sequence classifier.
        wanted: The inputs that it takes.
    """

    torch: Any
    model: Any
    wanted: tuple[str, ...]

    def logits(self, batch: Mapping[str, Integers]) -> NDArray[np.float32]:
        """Compute the logits; see `Network.logits`."""
        inputs = {name: self.torch.from_numpy(batch[name]) for name in self.wanted}
        with self.torch.inference_mode():
            return np.asarray(self.model(**inputs).logits.float().numpy(), dtype=np.float32)


def open_onnx(path: Path, *, as_it_is: bool = False) -> OnnxNetwork:
    """Load a network, which will compute on one thread.

    Args:
        path: Its file.
        as_it_is: Whether its operators are already those that should run; else ONNX Runtime
            rewrites them.

    Raises:
        ConfigurationError: If it cannot be read or is not a text classifier.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    if as_it_is:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # what ONNX Runtime raises has no common base
        raise ConfigurationError(
            f"{path} is damaged or needs a newer ONNX Runtime. Copy or download the model again."
        ) from error
    wanted = {given.name: _KINDS.get(given.type) for given in session.get_inputs()}
    known = {name: kind for name, kind in wanted.items() if kind is not None and name in INPUTS}
    if known.keys() != wanted.keys() or "input_ids" not in known:
        raise ConfigurationError(
            f"{path} wants {', '.join(sorted(wanted))}; a text classifier wants at most "
            f"{', '.join(INPUTS)}, as whole numbers."
        )
    outputs = [output.name for output in session.get_outputs()]
    return OnnxNetwork(session, known, "logits" if "logits" in outputs else outputs[0])
