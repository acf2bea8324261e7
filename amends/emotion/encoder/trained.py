"""What comes out of a training, apart from PyTorch so that it is there without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.encoder.shape import EncoderShape


@dataclass(frozen=True, slots=True)
class TrainedEncoder:
    """An encoder as it ships, before its weights are rounded.

    Attributes:
        weights: Its tensors, by the names of `graph.build_graph`.
        shape: The network's sizes.
        tokenizer: What goes with it.
    """

    weights: Mapping[str, NDArray[np.float32]]
    shape: EncoderShape
    tokenizer: Tokenizer
