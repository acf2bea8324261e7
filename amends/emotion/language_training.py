"""Trains one language's model in two linear steps, which ship as one weight for n-gram and label.

The sets disagree on what an emotion is. So a first machine for each label learns from the
auxiliary texts (film lines, comments). A second one learns from the main texts (messages annotated
for this task, and support messages) and sees what all the first say of them, with a share that
cross-validation chooses; 0 where they do not help. A label that the main set does not have (disgust
in BRIGHTER's English) is learned from all texts in one step.
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

    def rows(self, output: int, *, texts: sparse.csr_matrix, first: int, last: int) -> Rows:
        """Return the labelled texts from the first to before the last."""
        labels = self.labels[first:last, output]
        every = Rows(texts, labels, self.counts[first:last])
        return every.pick(~np.isnan(labels))

    def is_in_main(self, output: int) -> bool:
        """Return whether the main set itself, without support messages, has the label.

        The three sentiments are one label: Spanish has no neutral texts in BRIGHTER.
        """
        columns = [output] if output < _EMOTIONS else list(range(_EMOTIONS, len(OUTPUTS)))
        own = self.labels[: self.main, columns] * self.own_set[:, None]
        return bool((np.nansum(own, axis=0) > 0).all())


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
        counts=np.where(support, options.support_count, 1.0),
        main=len(main),
        own_set=(~support[: len(main)]).astype(float),
    )
    first = _first_machines(data, options)
    tries = [
        (share, _second_machines(data, first, share, options))
        for share in (options.shares if first else (0.0,))
    ]
    share, chosen = max(tries, key=lambda one: float(np.mean([c.f1 for c in one[1][:_EMOTIONS]])))
    return TrainedLanguage(
        model=_to_model(chosen, vocabulary),
        held_out=_held_out(data, chosen),
        share=share,
    )


def _labels(example: Example) -> list[float]:
    emotions = [np.nan if there is None else float(there) for there in example.emotions]
    if example.sentiment is None:
        return [*emotions, *(np.nan for _ in Sentiment)]
    return [*emotions, *(float(example.sentiment is name) for name in Sentiment)]


def _first_machines(data: _Data, options: TrainingOptions) -> list[Machine]:
    """Fit one machine for each label to the auxiliary texts, on one scale; none without texts."""
    end = len(data.counts)
    if data.main == end:
        return []
    machines = []
    for output in range(len(OUTPUTS)):
        rows = data.rows(output, texts=data.texts[data.main :], first=data.main, last=end)
        machine = fit(rows, cost=options.auxiliary_cost)
        margins = machine.margins(data.texts[: data.main])
        spread = float(margins.std())
        machines.append(Machine(machine.weights / spread, (machine.bias - margins.mean()) / spread))
    return machines


def _second_machines(
    data: _Data, first: list[Machine], share: float, options: TrainingOptions
) -> list[Calibrated]:
    """Fit the machines that ship, over n-grams only: what they take from the first is merged."""
    plain = data.texts[: data.main]
    heard = np.array([machine.margins(plain) * share for machine in first]).T
    texts = sparse.hstack([plain, sparse.csr_matrix(heard)]).tocsr() if share else plain
    found = []
    for output in range(len(OUTPUTS)):
        if data.is_in_main(output) or not first:
            rows = data.rows(output, texts=texts, first=0, last=data.main)
            calibrated = fit_calibrated(rows, cost=options.cost, options=options)
            found.append(_merge(calibrated, first, share) if share else calibrated)
        else:
            rows = data.rows(output, texts=data.texts, first=0, last=len(data.counts))
            found.append(fit_calibrated(rows, cost=options.auxiliary_cost, options=options))
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
        chances = 1.0 / (1.0 + np.exp(-margins))
        labelled = ~np.isnan(data.labels[: data.main, output])
        chances[labelled] = calibrated.held_out[: int(labelled.sum())]
        columns.append(chances)
    result = np.array(columns).T
    result[:, _EMOTIONS:] /= result[:, _EMOTIONS:].sum(axis=1, keepdims=True)
    return result


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
