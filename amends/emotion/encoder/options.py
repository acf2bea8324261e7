"""How the encoder is trained: a teacher first, then the student that ships."""

from __future__ import annotations

from dataclasses import dataclass, field

from amends.emotion.encoder.learning_options import LearningOptions, ObjectiveOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxiliaryOptions:
    """Which texts of the auxiliary sets are learned from.

    Attributes:
        comments: How many of GoEmotions' comments.
        lines: The most of XED's lines of one language.
        left_out: Languages whose lines are not aligned with their labels.
    """

    comments: int = 14_000
    lines: int = 8_000
    left_out: tuple[str, ...] = ("zh",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOptions:
    """How a network is trained that is there.

    Attributes:
        main_rounds: How often it sees each main text.
        auxiliary_rounds: How often it sees each auxiliary text.
        framed: How many texts it sees beside each support message that are the same message between
            other words (see `framing`).
        batch: Texts in a batch.
        learning: How it learns.
        objective: Towards what.
    """

    main_rounds: float
    auxiliary_rounds: float = 0.0
    framed: int = 0
    batch: int = 32
    learning: LearningOptions = field(default_factory=LearningOptions)
    objective: ObjectiveOptions = field(default_factory=ObjectiveOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOptions:
    """How a network is made of another one and trained.

    Attributes:
        layers: Which layers of the network it starts from become its own.
        pieces: How many pieces of the vocabulary it keeps; None for all that occur.
        heads: How many attention heads a layer keeps; None for all.
        inner: How many inner neurons a layer keeps; None for all.
        longest: How many tokens of a text it reads.
        course: How it is trained.
    """

    layers: tuple[int, ...]
    pieces: int | None
    heads: int | None = None
    inner: int | None = None
    longest: int = 96
    course: CourseOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderOptions:
    """How the networks are trained.

    Attributes:
        auxiliary: Which auxiliary texts all see.
        splices: How many texts are made of the main ones, for the teacher to tell the student of.
        teacher: The large network, which starts from the pretrained encoder.
        teachers: How many of them are trained, each with a seed of its own; what teaches is one
            with the mean of their weights.
        student: The small one, which starts from the teacher.
        polish: How the student is trained at last, for the messages that a shop gets; then it
            ships.
        further: How a model that ships is trained further: once in each way, then the mean of their
            weights is taken.
        seed: Of the order of texts and of what is dropped at random.
    """

    auxiliary: AuxiliaryOptions = field(default_factory=AuxiliaryOptions)
    splices: int = 50_000
    teacher: StageOptions = field(
        default_factory=lambda: StageOptions(
            layers=tuple(range(12)),
            pieces=None,
            course=CourseOptions(main_rounds=4.0, auxiliary_rounds=1.0),
        )
    )
    teachers: int = 2
    student: StageOptions = field(
        default_factory=lambda: StageOptions(
            layers=(0, 1, 2, 3, 4),
            pieces=50_000,
            heads=8,
            inner=768,
            course=CourseOptions(
                main_rounds=6.0, auxiliary_rounds=1.25, learning=LearningOptions(rate=2e-4)
            ),
        )
    )
    polish: CourseOptions = field(
        default_factory=lambda: CourseOptions(
            main_rounds=2.0, framed=7, learning=LearningOptions(rate=1e-4, heads_rate=5e-4)
        )
    )
    further: tuple[CourseOptions, ...] = (
        CourseOptions(
            main_rounds=2.0,
            framed=5,
            learning=LearningOptions(rate=1e-4, heads_rate=5e-4),
            objective=ObjectiveOptions(support_teacher=0.0),
        ),
        CourseOptions(
            main_rounds=2.0,
            auxiliary_rounds=0.3,
            framed=5,
            learning=LearningOptions(rate=2e-4, heads_rate=5e-4),
            objective=ObjectiveOptions(support_teacher=0.0),
        ),
    )
    seed: int = 0
