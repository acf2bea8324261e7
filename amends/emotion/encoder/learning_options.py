"""How a network learns and towards what, apart from PyTorch so that it is there without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningOptions:
    """How a network is trained.

    Attributes:
        rate: Highest learning rate of the encoder.
        heads_rate: Highest learning rate of the heads, which start from nothing.
        warm_up: Share of the steps in which the rates rise; after it they fall to 0.
        decay: Weight decay of matrices.
        longest_gradient: Norm to which a gradient is cut.
    """

    rate: float = 8e-5
    heads_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    longest_gradient: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveOptions:
    """How much each part counts.

    Attributes:
        sentiment: Sentiment, beside the emotions.
        intensity: Intensity, beside the emotions.
        auxiliary_emotions: The emotions of an auxiliary text, beside those of a main one.
        auxiliary_sentiment: Its sentiment likewise.
        teacher: What a teacher says, against the labels; 0..1.
        support_teacher: The same for support messages.
        vector: How near the vector is to the teacher's, beside its emotions.
        teacher_scale: What the teacher's part is multiplied with, as its gradients are smaller.
    """

    sentiment: float = 0.3
    intensity: float = 0.5
    auxiliary_emotions: float = 0.4
    auxiliary_sentiment: float = 0.3
    teacher: float = 0.7
    support_teacher: float = 0.7
    vector: float = 1.0
    teacher_scale: float = 1.5
