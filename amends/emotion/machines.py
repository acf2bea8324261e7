"""Fits the linear machines of one language: one for each label, calibrated on held-out folds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from amends.emotion.calibration import best_threshold, fit_platt
from amends.emotion.features import FeatureOptions

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """How models are trained.

    Attributes:
        features: Which n-grams are taken.
        vocabulary: The most n-grams that a language's model knows.
        rarest: In how many texts an n-gram must occur.
        cost: How much an error costs against large weights, for the main texts.
        auxiliary_cost: The same for the auxiliary texts.
        shares: The shares of the auxiliary margins that are tried.
        folds: Into how many parts the texts are cut for cross-validation.
        support_count: How much a support message counts against another main text.
        overall_support_count: The same where sentiment is settled, which is done for such messages.
        auxiliary_count: How much an auxiliary text counts where it is mixed with main texts.
        seed: Of the random cuts.
    """

    features: FeatureOptions = field(default_factory=FeatureOptions)
    vocabulary: int = 60_000
    rarest: int = 2
    cost: float = 0.3
    auxiliary_cost: float = 0.1
    shares: tuple[float, ...] = (0.0, 0.025, 0.05)
    folds: int = 4
    support_count: float = 3.0
    overall_support_count: float = 30.0
    auxiliary_count: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts with one label.

    Attributes:
        texts: One row for each text.
        labels: 1 where the text has the label, else 0.
        counts: How much each text counts.
    """

    texts: sparse.csr_matrix
    labels: Floats
    counts: Floats

    def pick(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Rows:
        """Return some of the rows."""
        return Rows(self.texts[which], self.labels[which], self.counts[which])


@dataclass(frozen=True, slots=True)
class Machine:
    """A separating plane: its margin for a text is `texts @ weights + bias`."""

    weights: Floats
    bias: float

    def margins(self, texts: sparse.csr_matrix) -> Floats:
        """Return the signed distance (in units of the margin) of each text."""
        return np.asarray(texts @ self.weights).ravel() + self.bias


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A machine whose margins are log-odds, with its threshold.

    Attributes:
        machine: Its margin is the logarithm of the odds of the label.
        threshold: From which probability on the label is there.
        held_out: The probability of each row when it was held out.
        f1: What the threshold gets on them, 0..1.
    """

    machine: Machine
    threshold: float
    held_out: Floats
    f1: float


def fit(rows: Rows, *, cost: float) -> Machine:
    """Fit a linear support vector machine (LIBLINEAR, Fan et al. 2008)."""
    plane = LinearSVC(C=cost, random_state=0).fit(rows.texts, rows.labels, rows.counts)
    return Machine(plane.coef_[0], float(plane.intercept_[0]))


def fit_calibrated(rows: Rows, *, cost: float, options: TrainingOptions) -> Calibrated:
    """Fit a machine, and its probabilities and threshold on texts that were held out."""
    held_out = np.zeros(len(rows.labels))
    cuts = KFold(options.folds, shuffle=True, random_state=options.seed)
    for seen, unseen in cuts.split(held_out):
        held_out[unseen] = fit(rows.pick(seen), cost=cost).margins(rows.texts[unseen])
    curve = fit_platt(held_out, rows.labels, rows.counts)
    chances = curve.probabilities(held_out)
    threshold = best_threshold(chances, rows.labels, rows.counts)
    plane = fit(rows, cost=cost)
    return Calibrated(
        machine=Machine(plane.weights * curve.slope, plane.bias * curve.slope + curve.offset),
        threshold=threshold,
        held_out=chances,
        f1=float(f1_score(rows.labels, chances >= threshold, sample_weight=rows.counts)),
    )
