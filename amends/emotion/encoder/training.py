"""Trains the encoder in stages: large teachers, then the small student that ships.

Or an encoder that ships is trained further, so that it learns new support messages in a fraction of
the time. Needs PyTorch. Everything that takes long is kept in a work folder, from which an
interrupted training goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from amends.emotion.corpus import Corpus
from amends.emotion.encoder.network import Origin, make_network
from amends.emotion.encoder.options import EncoderOptions
from amends.emotion.encoder.outputs import TRAINED
from amends.emotion.encoder.pretrained import Pretrained
from amends.emotion.encoder.stages import (
    Learner,
    StepsDone,
    ask,
    average,
    make_smaller,
    take_course,
)
from amends.emotion.encoder.texts import Texts, choose_texts, claim
from amends.emotion.encoder.trained import TrainedEncoder
from amends.emotion.encoder.vocabulary import make_tokenizer

Floats = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many steps of it are done."""


def train_encoder(
    corpora: Mapping[str, Corpus],
    pretrained: Pretrained,
    options: EncoderOptions,
    *,
    work: Path,
    progress: Progress,
) -> TrainedEncoder:
    """Train teachers and student.

    Args:
        corpora: The texts, by language code.
        pretrained: What the teachers start from.
        options: How.
        work: Where checkpoints are kept; a training that was interrupted goes on from there.
        progress: See `Progress`.

    Raises:
        ConfigurationError: If the work folder is of a training with other options or texts.
    """
    texts = choose_texts(corpora, options)
    claim(work, texts, options)
    teacher = average(
        [
            _train_teacher(number, pretrained, texts, options, work=work, progress=progress)
            for number in range(options.teachers)
        ]
    )
    taught = ask(teacher, texts.all(), work / "taught.npy", progress=_of(progress, "Asking"))
    student = make_smaller(teacher, pretrained.pieces, texts, options.student)
    take_course(
        student,
        texts,
        options.student.course,
        taught=taught,
        checkpoint=work / "student.pt",
        seed=options.seed,
        progress=_of(progress, "Student"),
    )
    take_course(
        student,
        texts,
        options.polish,
        taught=taught,
        checkpoint=work / "polished.pt",
        seed=options.seed,
        progress=_of(progress, "Polish"),
    )
    return _trained(student)


def train_further(
    corpora: Mapping[str, Corpus],
    start: TrainedEncoder,
    options: EncoderOptions,
    *,
    work: Path,
    progress: Progress,
) -> TrainedEncoder:
    """Train an encoder further on the main texts, support messages above all.

    Of all texts but the support messages it is its own teacher, so that it keeps what it knows (Li,
    Hoiem 2016, "Learning without Forgetting", arXiv 1606.09282); these it learns from their labels.
    It does so in several ways, of which the mean is taken (see `stages.average`).

    Args:
        corpora: The texts, by language code; film lines and comments are not seen again.
        start: The encoder; its sizes and its vocabulary remain.
        options: How.
        work: As for `train_encoder`.
        progress: See `Progress`.

    Raises:
        ConfigurationError: If the work folder is of a training with other options or texts, or
            from another start.
    """
    texts = replace(choose_texts(corpora, options), auxiliary=())
    claim(work, texts, options, start=start)
    learners = [_restore(start, options.seed) for _ in options.further]
    known = ask(learners[0], texts.all(), work / "known.npy", progress=_of(progress, "Asking"))
    for number, (learner, course) in enumerate(zip(learners, options.further, strict=True)):
        take_course(
            learner,
            texts,
            course,
            taught=known,
            checkpoint=work / f"further{number}.pt",
            seed=options.seed + number,
            progress=_of(progress, f"Training {number + 1} of {len(learners)}"),
        )
    return _trained(average(learners))


def _train_teacher(
    number: int,
    pretrained: Pretrained,
    texts: Texts,
    options: EncoderOptions,
    *,
    work: Path,
    progress: Progress,
) -> Learner:
    """Train one of the large networks: they differ in the order of texts and in what is dropped."""
    seed = options.seed + number
    torch.manual_seed(seed)
    rows = range(len(pretrained.pieces))
    start = make_network(
        pretrained.shape, Origin(pretrained.weights, rows, range(pretrained.shape.layers))
    )
    teacher = make_smaller(
        Learner(start, make_tokenizer(pretrained.pieces), tuple(rows)),
        pretrained.pieces,
        texts,
        options.teacher,
    )
    take_course(
        teacher,
        texts,
        options.teacher.course,
        taught=None,
        checkpoint=work / f"teacher{number}.pt",
        seed=seed,
        progress=_of(progress, f"Teacher {number + 1}"),
    )
    return teacher


def _restore(start: TrainedEncoder, seed: int) -> Learner:
    """Return a network with the encoder's weights; heads that do not ship start from zero."""
    torch.manual_seed(seed)
    weights = {
        name: np.concatenate([values, np.zeros((TRAINED - len(values), *values.shape[1:]), "f4")])
        if name.startswith("heads.")
        else values
        for name, values in start.weights.items()
    }
    kept = range(start.tokenizer.get_vocab_size())
    network = make_network(start.shape, Origin(weights, kept, range(start.shape.layers)))
    return Learner(network, start.tokenizer, tuple(kept))


def _trained(learner: Learner) -> TrainedEncoder:
    network = learner.network
    return TrainedEncoder(network.shipped_weights(), network.shape, learner.tokenizer)


def _of(progress: Progress, what: str) -> StepsDone:
    return lambda done, steps: progress(what, done, steps)
