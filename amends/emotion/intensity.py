"""Estimates how strong a feeling is from how likely each feeling is and how the text is written.

The weights are the same for every language, since few languages have texts whose intensity was
annotated: a linear regression on the probabilities, their largest and shouting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.emotion.model import EmotionName
from amends.emotion.signal import shouting

_EMOTIONS = len(EmotionName)


def describe(chances: NDArray[np.float64], text: str) -> NDArray[np.float64]:
    """Return what intensity is estimated from, given the probabilities of one text."""
    emotions = np.sort(chances[:_EMOTIONS])[::-1]
    return np.array([*chances, emotions[0], 1.0 - np.prod(1.0 - emotions), shouting(text)])


@dataclass(frozen=True, slots=True)
class IntensityWeights:
    """A linear estimate of intensity from `describe`."""

    weights: tuple[float, ...]
    bias: float

    def estimate(self, chances: NDArray[np.float64], text: str) -> float:
        """Return the intensity, 0..1."""
        raw = float(describe(chances, text) @ np.array(self.weights)) + self.bias
        return min(1.0, max(0.0, raw))
