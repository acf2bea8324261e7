"""Takes an encoder back out of the model that ships, so that it can be trained further.

What was rounded stays rounded: its tensors are those that the graph calculates with.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from amends.emotion.encoder import files
from amends.emotion.encoder.reading import EncoderEmotionModel
from amends.emotion.encoder.trained import TrainedEncoder
from amends.emotion.loading import load_model
from amends.errors import ConfigurationError

Floats = NDArray[np.float32]

_PARTS = ("query", "key", "value")


def restore_encoder(directory: Path) -> TrainedEncoder:
    """Return the encoder of a model.

    Args:
        directory: Where the model is.

    Raises:
        ConfigurationError: If it is missing, damaged or of another kind.
    """
    model = load_model(directory)
    if not isinstance(model, EncoderEmotionModel):
        raise ConfigurationError(
            f"The emotion model in {directory} is of a kind that cannot be trained further: only "
            "those can that `amends train-emotion` made."
        )
    return TrainedEncoder(
        restore_weights(directory / files.NETWORK),
        files.read_shape(directory),
        model.encoder.tokenizer,
    )


def restore_weights(path: Path) -> dict[str, Floats]:
    """Return the tensors by the names that `graph.build_graph` takes.

    Args:
        path: The graph; its weights lie beside it.

    Raises:
        KeyError: If it is not such a graph.
    """
    model = onnx.load(path)
    tensors = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    places = tensors.pop("places")
    weights = {
        "embeddings.word_embeddings.weight": tensors.pop("words") * tensors.pop("words.scale"),
        "embeddings.position_embeddings.weight": places,
        "embeddings.token_type_embeddings.weight": np.zeros((1, places.shape[1]), np.float32),
    }
    for name in [name for name in tensors if name.endswith(".scale")]:
        dense = name.removesuffix(".scale")
        matrix = (tensors.pop(f"{dense}.weight") * tensors.pop(name)).T
        bias = tensors.pop(f"{dense}.bias")
        weights |= (
            _split(dense, matrix, bias)
            if dense.endswith(".attention")
            else {
                f"{dense}.weight": matrix,
                f"{dense}.bias": bias,
            }
        )
    del tensors["zero"]
    return {**weights, **tensors}


def _split(name: str, matrix: Floats, bias: Floats) -> dict[str, Floats]:
    """Return an attention's three projections, which are one in the graph."""
    found = {}
    for part, rows, own in zip(_PARTS, np.split(matrix, 3), np.split(bias, 3), strict=True):
        found[f"{name}.self.{part}.weight"] = rows
        found[f"{name}.self.{part}.bias"] = own
    return found
