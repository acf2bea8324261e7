"""Trains one language's model in two linear steps, which ship as one weight for n-gram and label.

The sets disagree on what an emotion is. So a first machine for each label learns from the
auxiliary texts (film lines, comments). A second one learns from the main texts (messages annotated
for this task, and support messages) and sees what all the first say of them, with a share that
cross-validation chooses; 0 where they do not help. Sentiment, on which the sets agree better, and
an emotion that the main set does not have (disgust in BRIGHTER's English) are learned in one step
from all texts, of which the auxiliary ones count less; the three sentiments count the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from amends.emotion.datasets import Example, Source
from amends.emotion.features import hash_ngrams
from amends.emotion.linear import OUTPUTS, LanguageModel, Vocabulary
from amends.emotion.machines import (
    Calibrated,
    Floats,
    Machine,
    Rows,
    TrainingOptions,
    fit,
    fit_calibrated,
)
from amends.emotion.matrix import choose_vocabulary, to_matrix
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.odds import sigmoid

_EMOTIONS = len(EmotionName)
_LARGEST = 127


@dataclass(frozen=True, slots=True)
class TrainedLanguage:
    """A language's model and what it said of its main texts when they were held out.

    Attributes:
        model: What ships.
        held_out: The probabilities of `OUTPUTS` for each main text.
        share: Which share of the first machines was taken.
    """

    model: LanguageModel
    held_out: Floats
    share: float


@dataclass(frozen=True, slots=True)
class _Data:
    """All texts of a language, the main ones first; a label that is not known is NaN."""

    texts: sparse.csr_matrix
    labels: Floats
    counts: Floats
    main: int
    own_set: Floats

    def main_rows(self, output: int, texts: sparse.csr_matrix) -> Rows:
        """Return the labelled main texts, as rows of the given matrix of all main texts."""
        every = Rows(texts, self.labels[: self.main, output], self.counts[: self.main])
        return every.pick(~np.isnan(every.labels))

    def auxiliary_rows(self, output: int) -> Rows:
        """Return the labelled auxiliary texts, which count the same among themselves."""
        labels = self.labels[self.main :, output]
        every = Rows(self.texts[self.main :], labels, np.ones(len(labels)))
        return every.pick(~np.isnan(every.labels))

    def all_rows(self, output: int) -> Rows:
        """Return all labelled texts; for a sentiment each of the three counts the same."""
        counts = self.counts.copy()
        if output >= _EMOTIONS:
            sentiments = np.nan_to_num(self.labels[:, _EMOTIONS:])
            counts *= sentiments @ (1.0 / np.maximum(counts @ sentiments, 1.0))
            counts *= np.count_nonzero(counts) / counts.sum()
        every = Rows(self.texts, self.labels[:, output], counts)
        return every.pick(~np.isnan(every.labels))

    def is_two_step(self, output: int) -> bool:
        """Return whether it is an emotion that the main set has, support messages aside."""
        own = self.labels[: self.main, output] * self.own_set
        return output < _EMOTIONS and bool(np.nansum(own) > 0)


def train_language(
    main: Sequence[Example], auxiliary: Sequence[Example], options: TrainingOptions
) -> TrainedLanguage:
    """Train on the texts of one language.

    Args:
        main: What the model is made and calibrated for; has every label at least once.
        auxiliary: Further texts with noisier or other labels; may be empty.
        options: How.
    """
    examples = (*main, *auxiliary)
    documents = [hash_ngrams(example.text, options.features) for example in examples]
    vocabulary = choose_vocabulary(
        documents, important=len(main), size=options.vocabulary, rarest=options.rarest
    )
    support = np.array([example.source is Source.SUPPORT for example in examples])
    data = _Data(
        texts=to_matrix(documents, vocabulary),
        labels=np.array([_labels(example) for example in examples]),
        counts=np.where(support, options.support_count, 1.0)
        * np.where(np.arange(len(examples)) < len(main), 1.0, options.auxiliary_count),
        main=len(main),
        own_set=(~support[: len(main)]).astype(float),
    )
    one_step = {
        output: fit_calibrated(data.all_rows(output), cost=options.cost, options=options)
        for output in range(len(OUTPUTS))
        if not data.is_two_step(output)
    }
    first = _first_machines(data, options)
    tries = [
        (share, _second_machines(data, first, share, options))
        for share in (options.shares if first else (0.0,))
    ]
    share, two_step = max(
        tries, key=lambda one: float(np.mean([machine.f1 for machine in one[1].values()]))
    )
    chosen = [{**one_step, **two_step}[output] for output in range(len(OUTPUTS))]
    return TrainedLanguage(
        model=_to_model(chosen, vocabulary), held_out=_held_out(data, chosen), share=share
    )


def _labels(example: Example) -> list[float]:
    emotions = [np.nan if there is None else float(there) for there in example.emotions]
    if example.sentiment is None:
        return [*emotions, *(np.nan for _ in Sentiment)]
    return [*emotions, *(float(example.sentiment is name) for name in Sentiment)]


def _first_machines(data: _Data, options: TrainingOptions) -> list[Machine]:
    """Fit one machine for each label to the auxiliary texts, on one scale; none without texts."""
    if data.main == len(data.counts):
        return []
    machines = []
    for output in range(len(OUTPUTS)):
        machine = fit(data.auxiliary_rows(output), cost=options.auxiliary_cost)
        margins = machine.margins(data.texts[: data.main])
        spread = float(margins.std())
        machines.append(Machine(machine.weights / spread, (machine.bias - margins.mean()) / spread))
    return machines


def _second_machines(
    data: _Data, first: list[Machine], share: float, options: TrainingOptions
) -> dict[int, Calibrated]:
    """Fit the machines that ship, over n-grams only: what they take from the first is merged."""
    plain = data.texts[: data.main]
    heard = np.array([machine.margins(plain) * share for machine in first]).T
    texts = sparse.hstack([plain, sparse.csr_matrix(heard)]).tocsr() if share else plain
    found = {}
    for output in range(len(OUTPUTS)):
        if data.is_two_step(output):
            rows = data.main_rows(output, texts)
            calibrated = fit_calibrated(rows, cost=options.cost, options=options)
            found[output] = _merge(calibrated, first, share) if share else calibrated
    return found


def _merge(calibrated: Calibrated, first: list[Machine], share: float) -> Calibrated:
    """Replace what a machine takes from the first machines by weights of n-grams."""
    second = calibrated.machine
    taken = second.weights[-len(first) :] * share
    weights = second.weights[: -len(first)] + sum(
        part * machine.weights for part, machine in zip(taken, first, strict=True)
    )
    bias = second.bias + sum(
        part * machine.bias for part, machine in zip(taken, first, strict=True)
    )
    return Calibrated(
        Machine(weights, float(bias)), calibrated.threshold, calibrated.held_out, calibrated.f1
    )


def _held_out(data: _Data, chosen: list[Calibrated]) -> Floats:
    """Return each main text's probabilities: held out where it is labelled, else as read."""
    columns = []
    for output, calibrated in enumerate(chosen):
        margins = calibrated.machine.margins(data.texts[: data.main])
        chances = sigmoid(margins)
        labelled = ~np.isnan(data.labels[: data.main, output])
        chances[labelled] = calibrated.held_out[: int(labelled.sum())]
        columns.append(chances)
    return np.array(columns).T


def _to_model(chosen: list[Calibrated], vocabulary: Vocabulary) -> LanguageModel:
    """Store each machine's weights as integers of 8 bits, the largest being 127."""
    weights = np.array([calibrated.machine.weights for calibrated in chosen]).T
    scales = np.abs(weights).max(axis=0) / _LARGEST
    return LanguageModel(
        vocabulary=vocabulary,
        weights=np.rint(weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.array([calibrated.machine.bias for calibrated in chosen], dtype=np.float32),
        thresholds=np.array(
            [calibrated.threshold for calibrated in chosen[:_EMOTIONS]], dtype=np.float32
        ),
    )
