"""What a training is made of: a network is made of a larger one, takes a course, and is asked.

Needs PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.framing import frame
from amends.emotion.encoder.learning import learn, read_all
from amends.emotion.encoder.lessons import Lesson, plan_batches
from amends.emotion.encoder.network import Network, Origin, make_network
from amends.emotion.encoder.objective import Objective, weigh_sentiments
from amends.emotion.encoder.options import CourseOptions, StageOptions
from amends.emotion.encoder.outputs import VECTOR
from amends.emotion.encoder.pretrained import Piece
from amends.emotion.encoder.pruning import busiest_heads, busiest_neurons
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.texts import Texts
from amends.emotion.encoder.tokens import tokenize
from amends.emotion.encoder.vocabulary import choose_pieces, make_tokenizer

Floats = NDArray[np.float32]
StepsDone = Callable[[int, int], None]
"""Told how many of how many steps are done."""

_MAIN_COUNT = 3
_SAMPLE = 1000
"""How many texts at most tell which neurons matter."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A network with its tokenizer, and which pieces of the whole vocabulary it has."""

    network: Network
    tokenizer: Tokenizer
    kept: tuple[int, ...]


def average(learners: Sequence[Learner]) -> Learner:
    """Return one network with the mean of all weights, which is right more often than each.

    It is about as good as the mean of what they say (Wortsman et al. 2022, "Model soups",
    arXiv 2203.05482), and has to be asked only once. All started from the same weights.
    """
    first = learners[0]
    states = [one.network.state() for one in learners]
    first.network.load(
        {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    )
    return first


def make_smaller(
    start: Learner, pieces: Sequence[Piece], texts: Texts, options: StageOptions
) -> Learner:
    """Return a network that starts from what matters most in another one.

    Args:
        start: The other one.
        pieces: The whole vocabulary.
        texts: They tell which pieces, neurons and heads matter.
        options: What is kept; its course does not matter here.
    """
    counted = [(one.text, _MAIN_COUNT) for one in texts.main]
    counted += [(one.text, 1) for one in texts.auxiliary]
    kept = choose_pieces(pieces, counted, size=options.pieces)
    places = {number: place for place, number in enumerate(start.kept)}
    old = start.network.shape
    sample = tokenize(
        start.tokenizer,
        [one.text for one in texts.main[:: len(texts.main) // _SAMPLE + 1]],
    )
    neurons = attended = None
    if options.inner is not None:
        neurons = busiest_neurons(start.network, sample, size=options.inner)
    if options.heads is not None:
        attended = busiest_heads(start.network, sample, size=options.heads)
    network = make_network(
        EncoderShape(
            width=old.width,
            layers=len(options.layers),
            heads=options.heads or old.heads,
            head_width=old.head_width,
            inner=options.inner or old.inner,
            longest=options.longest,
        ),
        Origin(
            start.network.arrays(),
            [places[number] for number in kept],
            options.layers,
            neurons=neurons,
            attended=attended,
        ),
    )
    tokenizer = make_tokenizer([pieces[number] for number in kept], longest=options.longest)
    return Learner(network, tokenizer, kept)


def take_course(
    learner: Learner,
    texts: Texts,
    options: CourseOptions,
    *,
    taught: Floats | None,
    checkpoint: Path,
    seed: int,
    progress: StepsDone,
) -> None:
    """Train a network.

    Args:
        learner: The network.
        texts: What it learns from; texts without labels only if there is a teacher.
        options: How.
        taught: What a teacher says of all texts, as `ask` returns it.
        checkpoint: Where its state is kept; a training that was interrupted goes on from there.
        seed: Of the order of texts and of what is dropped at random.
        progress: See `StepsDone`.
    """
    learned = texts.all() if taught is not None else (*texts.main, *texts.auxiliary)
    lessons = _prepare(learner.tokenizer, learned, taught)
    learn(
        learner.network,
        Objective(
            options.objective,
            weigh_sentiments(texts.main),
            spread=1.0 if taught is None else float(taught[:, VECTOR].var(0).mean()),
            device=learner.network.device,
        ),
        plan_batches(
            _with_framed(lessons, learner.tokenizer, options.framed, seed),
            [lesson for lesson in lessons if not lesson.is_main],
            main_rounds=options.main_rounds,
            auxiliary_rounds=options.auxiliary_rounds,
            size=options.batch,
            seed=seed,
        ),
        options.learning,
        checkpoint=checkpoint,
        seed=seed,
        progress=progress,
    )


def ask(
    teacher: Learner, examples: Sequence[Example], path: Path, *, progress: StepsDone
) -> Floats:
    """Return what a teacher says of each text, from the file if it was asked before.

    A row has `outputs.SHIPPED` numbers, then the vector from which they follow.
    """
    if path.exists():
        return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)
    tokens = tokenize(teacher.tokenizer, [example.text for example in examples])
    said = read_all(teacher.network, tokens, progress=progress)
    np.save(path, said, allow_pickle=False)
    return said


def _with_framed(
    lessons: Sequence[Lesson], tokenizer: Tokenizer, times: int, seed: int
) -> list[Lesson]:
    """Return the main lessons, and so many framed ones of each support message.

    What a framed message should be read as is what its message alone is: the teacher's word for it
    is kept as well.
    """
    support = [lesson for lesson in lessons if lesson.example.source is Source.SUPPORT]
    framed = frame([lesson.example for lesson in support], times, seed=seed)
    return [
        *(lesson for lesson in lessons if lesson.is_main),
        *(
            replace(lesson, tokens=tokens)
            for lesson, texts in zip(support, framed, strict=True)
            for tokens in tokenize(tokenizer, texts)
        ),
    ]


def _prepare(
    tokenizer: Tokenizer, examples: Sequence[Example], taught: Floats | None
) -> list[Lesson]:
    """Return the lessons of all texts in which something is said."""
    tokens = tokenize(tokenizer, [example.text for example in examples])
    return [
        Lesson(example, own, None if taught is None else taught[place])
        for place, (example, own) in enumerate(zip(examples, tokens, strict=True))
        if own
    ]
