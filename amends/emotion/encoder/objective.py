"""What the encoder is trained towards: its labels, and what a teacher says of the same text.

Knowledge distillation (Hinton, Vinyals, Dean 2015, arXiv 1503.02531): a small network learns more
from a large one's probabilities than from labels alone, and can learn them from any text. It also
learns the vector from which they follow, which says more about a text than ten numbers (as with the
hints of Romero et al. 2015, "FitNets", arXiv 1412.6550).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.learning_options import ObjectiveOptions
from amends.emotion.encoder.lessons import Lesson
from amends.emotion.encoder.outputs import (
    EMOTIONS,
    FIRST_EMOTION,
    INTENSITY,
    SENTIMENTS,
    VECTOR,
)
from amends.emotion.model import EmotionName, Sentiment

_IGNORED = -100
_SOFTENED = 0.7
"""How far rare sentiments are weighed up: 0 not at all, 1 until the three count the same."""


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss of a batch.

    Attributes:
        options: How much each part counts.
        sentiment_weights: How much each sentiment counts.
        spread: Variance of the teacher's vectors, the mean over their numbers.
        device: Where tensors are.
    """

    options: ObjectiveOptions
    sentiment_weights: tuple[float, ...]
    spread: float
    device: str

    def loss(self, said: Any, vectors: Any, lessons: Sequence[Lesson]) -> Any:
        """Return the mean loss, a tensor without dimensions.

        Args:
            said: What the network says of the texts, `outputs.TRAINED` numbers each.
            vectors: The vectors that these follow from.
            lessons: The texts; a teacher has read all of them or none.
        """
        by_labels = self._by_labels(said, lessons)
        if lessons[0].taught is None:
            return by_labels.mean()
        taught = self._tensor([lesson.taught for lesson in lessons])
        by_teacher = self.options.teacher_scale * self._by_teacher(said, vectors, taught)
        share = self._tensor([self._teacher_share(lesson) for lesson in lessons])
        return ((1.0 - share) * by_labels + share * by_teacher).mean()

    def _teacher_share(self, lesson: Lesson) -> float:
        if not lesson.is_labelled:
            return 1.0
        support = lesson.example.source is Source.SUPPORT
        return self.options.support_teacher if support else self.options.teacher

    def _by_labels(self, said: Any, lessons: Sequence[Lesson]) -> Any:
        examples = [lesson.example for lesson in lessons]
        main = torch.tensor([lesson.is_main for lesson in lessons], device=self.device)
        first = torch.tensor([FIRST_EMOTION[one.source] for one in examples], device=self.device)
        columns = first[:, None] + torch.arange(len(EmotionName), device=self.device)
        emotions = self._tensor(
            [[np.nan if there is None else there for there in one.emotions] for one in examples]
        )
        known = ~emotions.isnan()
        each = functional.binary_cross_entropy_with_logits(
            said.gather(1, columns), torch.nan_to_num(emotions), reduction="none"
        )
        emotion = (each * known).sum(1) / known.sum(1).clamp(min=1)
        sentiment = functional.cross_entropy(
            said[:, SENTIMENTS],
            torch.tensor([_sentiment(one) for one in examples], device=self.device),
            weight=self._tensor(self.sentiment_weights),
            ignore_index=_IGNORED,
            reduction="none",
        )
        strength = self._tensor(
            [np.nan if one.intensity is None else one.intensity for one in examples]
        )
        intensity = (torch.sigmoid(said[:, INTENSITY]) - torch.nan_to_num(strength)) ** 2
        options = self.options
        return (
            emotion * torch.where(main, 1.0, options.auxiliary_emotions)
            + options.sentiment * sentiment * torch.where(main, 1.0, options.auxiliary_sentiment)
            + options.intensity * intensity * ~strength.isnan()
        )

    def _by_teacher(self, said: Any, vectors: Any, taught: Any) -> Any:
        emotion = functional.binary_cross_entropy_with_logits(
            said[:, EMOTIONS], torch.sigmoid(taught[:, EMOTIONS]), reduction="none"
        ).mean(1)
        sentiment = functional.cross_entropy(
            said[:, SENTIMENTS], torch.softmax(taught[:, SENTIMENTS], 1), reduction="none"
        )
        intensity = (torch.sigmoid(said[:, INTENSITY]) - torch.sigmoid(taught[:, INTENSITY])) ** 2
        distance = ((vectors - taught[:, VECTOR]) ** 2).mean(1) / self.spread
        options = self.options
        return (
            emotion
            + options.sentiment * sentiment
            + options.intensity * intensity
            + options.vector * distance
        )

    def _tensor(self, values: Any) -> Any:
        return torch.tensor(np.array(values, dtype=np.float32), device=self.device)


def weigh_sentiments(examples: Sequence[Example]) -> tuple[float, ...]:
    """Return how much each sentiment counts, so that rare ones are not given up."""
    counts = np.array(
        [sum(example.sentiment is name for example in examples) for name in Sentiment], float
    )
    shares = np.maximum(counts, 1.0) / max(counts.sum(), 1.0)
    return tuple(float(weight) for weight in (1.0 / len(Sentiment) / shares) ** _SOFTENED)


def _sentiment(example: Example) -> int:
    return _IGNORED if example.sentiment is None else [*Sentiment].index(example.sentiment)
