"""A linear classifier over TF-IDF n-grams that says how sure it is, fast enough for every message.

Training uses scikit-learn: one-versus-rest support vector machines with squared hinge loss
(Fan et al. 2008, "LIBLINEAR: A library for large linear classification"). Their margins become
probabilities by a softmax with one temperature, fitted on held-out folds (Guo et al. 2017, "On
calibration of modern neural networks").

Prediction needs numpy only. N-grams never seen in training count towards a text's length: the more
of a text is unknown, the smaller all margins are and the flatter the probabilities, so gibberish is
unsure of itself.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from engine.components.features import WORDS

_FOLDS = 3
_FEW = 3
"""So many examples make a run of characters a known one."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """What was learned: a weight for each n-gram and label, in the order of `labels`."""

    labels: tuple[str, ...]
    index: Mapping[str, int]
    rarity: Floats
    """Inverse document frequency of each n-gram."""
    unknown: float
    """The rarity of an n-gram that training never saw."""
    weights: Floats
    """Shape (n-grams, labels)."""
    bias: Floats
    temperature: float
    emphasis: float
    """How much more an n-gram of words counts than one of characters."""

    def probabilities(self, features: Iterable[str]) -> Floats:
        """Return a probability for each label, in the order of `labels`; they add up to 1."""
        rows, values, norm = [], [], 0.0
        for feature, count in Counter(features).items():
            row = self.index.get(feature)
            known = self.unknown if row is None else float(self.rarity[row])
            value = _damped(count) * known * _emphasis(feature, self.emphasis)
            norm += value * value
            if row is not None:
                rows.append(row)
                values.append(value)
        margins = self.bias.copy()
        if rows:
            margins += (np.array(values, np.float32) / math.sqrt(norm)) @ self.weights[rows]
        return _softmax(margins / self.temperature)

    def familiarity(self, features: Iterable[str]) -> float:
        """Return which share of a text's runs of characters is known, by rarity.

        1 for a text with a known word or without runs. A run is known that a few examples have.
        """
        known = total = 0.0
        for feature, count in Counter(features).items():
            row = self.index.get(feature)
            if feature.startswith(WORDS):
                if row is not None and any(letter.isalpha() for letter in feature[len(WORDS) :]):
                    return 1.0
                continue
            rarity = self.unknown if row is None else float(self.rarity[row])
            value = _damped(count) * rarity
            total += value * value
            known += value * value if rarity <= self.unknown - math.log(1 + _FEW) else 0.0
        return known / total if total else 1.0

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        names = sorted(self.index, key=self.index.__getitem__)
        meta = {
            "labels": self.labels,
            "features": names,
            "unknown": self.unknown,
            "temperature": self.temperature,
            "emphasis": self.emphasis,
        }
        (folder / "model.json").write_text(json.dumps(meta, ensure_ascii=False), "utf-8")
        np.savez(folder / "model.npz", rarity=self.rarity, weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        meta = json.loads((folder / "model.json").read_text("utf-8"))
        with np.load(folder / "model.npz") as arrays:
            return cls(
                labels=tuple(meta["labels"]),
                index={feature: row for row, feature in enumerate(meta["features"])},
                rarity=arrays["rarity"],
                unknown=meta["unknown"],
                weights=arrays["weights"],
                bias=arrays["bias"],
                temperature=meta["temperature"],
                emphasis=meta["emphasis"],
            )


def train(
    features: Sequence[Sequence[str]],
    labels: Sequence[str],
    *,
    cost: float,
    emphasis: float,
    seed: int,
) -> LinearModel:
    """Learn labels from texts' n-grams.

    `cost` is the price of a wrong example (C, above 0), `emphasis` how much more words count than
    characters (1: the same).
    """
    names = tuple(sorted(set(labels)))
    counts = [Counter(own) for own in features]
    seen = Counter(feature for own in counts for feature in own)
    index = {feature: row for row, feature in enumerate(sorted(seen))}
    total = len(features) + 1
    rarity = np.array([math.log(total / (1 + seen[name])) + 1 for name in index], np.float32)
    matrix = _matrix(counts, index, rarity, emphasis)
    target = np.array([names.index(label) for label in labels])
    weights, bias = _fit(matrix, target, cost=cost, seed=seed)
    return LinearModel(
        labels=names,
        index=index,
        rarity=rarity,
        unknown=math.log(total) + 1,
        weights=weights,
        bias=bias,
        temperature=_temperature(matrix, target, cost=cost, seed=seed),
        emphasis=emphasis,
    )


def _matrix(
    counts: Sequence[Counter[str]], index: Mapping[str, int], rarity: Floats, emphasis: float
) -> csr_matrix:
    starts, rows = [0], list[int]()
    values = list[float]()
    weight = rarity * np.array([_emphasis(feature, emphasis) for feature in index], np.float32)
    for own in counts:
        places = [index[feature] for feature in own]
        row = np.array([_damped(count) for count in own.values()]) * weight[places]
        rows += places
        values += (row / np.linalg.norm(row)).tolist() if places else []
        starts.append(len(rows))
    return csr_matrix((values, rows, starts), shape=(len(counts), len(index)), dtype=np.float32)


def _fit(
    matrix: csr_matrix, target: NDArray[np.int64], *, cost: float, seed: int
) -> tuple[Floats, Floats]:
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - takes a second, and only training needs it

    machine = LinearSVC(C=cost, random_state=seed).fit(matrix, target)
    weights, bias = machine.coef_, machine.intercept_
    if len(weights) == 1:  # of two labels, one machine tells both
        weights, bias = np.vstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return np.ascontiguousarray(weights.T, np.float32), np.asarray(bias, np.float32)


def _temperature(matrix: csr_matrix, target: NDArray[np.int64], *, cost: float, seed: int) -> float:
    """Return the temperature under which held-out examples are least surprising."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - as above
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    if np.bincount(target).min() < _FOLDS:
        return 1.0
    margins = np.zeros((matrix.shape[0], int(target.max()) + 1), np.float32)
    for fitted, held_out in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(
        matrix, target
    ):
        weights, bias = _fit(matrix[fitted], target[fitted], cost=cost, seed=seed)
        margins[held_out] = matrix[held_out] @ weights + bias

    def surprise(temperature: float) -> float:
        logits = margins / temperature
        right = logits[np.arange(len(target)), target]
        top = logits.max(axis=1)
        spread = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
        return float((spread - right).mean())

    return float(minimize_scalar(surprise, bounds=(0.01, 5.0), method="bounded").x)


def _emphasis(feature: str, emphasis: float) -> float:
    return emphasis if feature.startswith(WORDS) else 1.0


def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)
