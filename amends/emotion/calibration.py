"""Turns margins into probabilities, and finds from which probability on an emotion is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from amends.emotion.odds import sigmoid

Floats = NDArray[np.float64]

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Platt:
    """A logistic curve through margins (Platt 1999, "Probabilistic outputs for SVMs")."""

    slope: float
    offset: float

    def probabilities(self, margins: Floats) -> Floats:
        """Return the probability (0..1) for each margin."""
        return sigmoid(self.slope * margins + self.offset)


def fit_platt(margins: Floats, labels: Floats, counts: Floats) -> Platt:
    """Fit the curve to margins of texts that the model was not trained on.

    Args:
        margins: The model's margin for each text.
        labels: 1 where the text has the label, else 0; both must occur.
        counts: How much each text counts.
    """
    curve = LogisticRegression(C=100.0).fit(margins[:, None], labels, counts)
    return Platt(slope=max(1e-3, float(curve.coef_[0, 0])), offset=float(curve.intercept_[0]))


def best_threshold(probabilities: Floats, labels: Floats, counts: Floats) -> float:
    """Return the probability from which on saying "present" gives the highest F1.

    Midway between the last text that is taken and the first that is not. With fewer than three
    positive texts there is nothing to choose by, and it is 0.5.
    """
    if labels.sum() < _FEWEST:
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum((labels * counts)[order])
    taken = np.cumsum(counts[order])
    f1 = 2.0 * hits / (taken + (labels * counts).sum())
    best = int(np.argmax(f1))
    after = min(best + 1, len(order) - 1)
    return float((probabilities[order[best]] + probabilities[order[after]]) / 2.0)
