"""Turns scores into probabilities; SciPy's would cost every gateway its import."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LARGEST = 30.0


def sigmoid(values: Floats) -> Floats:
    """Return the probability for each log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -_LARGEST, _LARGEST))))


def softmax(values: Floats) -> Floats:
    """Return probabilities that sum to 1 along the last dimension."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
