"""Trains the encoder in stages: large teachers, then the small student that ships.

Needs PyTorch. Everything that takes long is kept in a work folder, from which an interrupted
training goes on.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from amends.emotion.corpus import Corpus
from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.framing import frame
from amends.emotion.encoder.learning import learn, read_all
from amends.emotion.encoder.lessons import Lesson, is_held_out, plan_batches
from amends.emotion.encoder.network import Network, Origin, make_network
from amends.emotion.encoder.objective import Objective, weigh_sentiments
from amends.emotion.encoder.options import AuxiliaryOptions, EncoderOptions, StageOptions
from amends.emotion.encoder.outputs import VECTOR
from amends.emotion.encoder.pretrained import Piece, Pretrained
from amends.emotion.encoder.pruning import busiest_heads, busiest_neurons
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.splicing import splice
from amends.emotion.encoder.tokens import tokenize
from amends.emotion.encoder.vocabulary import choose_pieces, make_tokenizer
from amends.errors import ConfigurationError

Floats = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many steps of it are done."""

_MAIN_COUNT = 3
_SAMPLE = 1000
"""How many texts at most tell which neurons matter."""


@dataclass(frozen=True, slots=True)
class TrainedEncoder:
    """What came out of a training.

    Attributes:
        weights: What ships, by the names of `graph.build_graph`.
        shape: The network's sizes.
        tokenizer: What goes with it.
    """

    weights: Mapping[str, Floats]
    shape: EncoderShape
    tokenizer: Tokenizer


@dataclass(frozen=True, slots=True)
class _Texts:
    """What is learned from: the texts held out for calibration are not among them."""

    main: tuple[Example, ...]
    auxiliary: tuple[Example, ...]
    spliced: tuple[Example, ...]

    def all(self) -> tuple[Example, ...]:
        return (*self.main, *self.auxiliary, *self.spliced)


@dataclass(frozen=True, slots=True)
class _Trained:
    """A trained network, its tokenizer, and which pieces of the whole vocabulary it has."""

    network: Network
    tokenizer: Tokenizer
    kept: tuple[int, ...]


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
    texts = _choose_texts(corpora, options)
    _claim(work, texts, options)
    teacher = _average(
        [
            _train_teacher(number, pretrained, texts, options, work=work, progress=progress)
            for number in range(options.teachers)
        ]
    )
    taught = _ask_teacher(teacher, texts.all(), work / "taught.npy", progress)
    student = _train_stage(
        teacher,
        pretrained.pieces,
        texts,
        options.student,
        taught=taught,
        checkpoint=work / "student.pt",
        seed=options.seed,
        progress=lambda done, steps: progress("Student", done, steps),
    )
    polished = _train_stage(
        student,
        pretrained.pieces,
        texts,
        options.polish,
        taught=taught,
        checkpoint=work / "polished.pt",
        seed=options.seed,
        progress=lambda done, steps: progress("Polish", done, steps),
    )
    return TrainedEncoder(
        polished.network.shipped_weights(), polished.network.shape, polished.tokenizer
    )


def _train_teacher(
    number: int,
    pretrained: Pretrained,
    texts: _Texts,
    options: EncoderOptions,
    *,
    work: Path,
    progress: Progress,
) -> _Trained:
    """Train one of the large networks: they differ in the order of texts and in what is dropped."""
    seed = options.seed + number
    torch.manual_seed(seed)
    rows = range(len(pretrained.pieces))
    start = make_network(
        pretrained.shape, Origin(pretrained.weights, rows, range(pretrained.shape.layers))
    )
    return _train_stage(
        _Trained(start, make_tokenizer(pretrained.pieces), tuple(rows)),
        pretrained.pieces,
        texts,
        options.teacher,
        taught=None,
        checkpoint=work / f"teacher{number}.pt",
        seed=seed,
        progress=lambda done, steps: progress(f"Teacher {number + 1}", done, steps),
    )


def _average(trained: Sequence[_Trained]) -> _Trained:
    """Return one network with the mean of all weights, which is right more often than each.

    It is about as good as the mean of what they say (Wortsman et al. 2022, "Model soups",
    arXiv 2203.05482), and has to be asked only once. All started from the same weights.
    """
    first = trained[0]
    states = [one.network.state() for one in trained]
    first.network.load(
        {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    )
    return first


def _train_stage(
    start: _Trained,
    pieces: Sequence[Piece],
    texts: _Texts,
    options: StageOptions,
    *,
    taught: Floats | None,
    checkpoint: Path,
    seed: int,
    progress: Callable[[int, int], None],
) -> _Trained:
    counted = [(one.text, _MAIN_COUNT) for one in texts.main]
    counted += [(one.text, 1) for one in texts.auxiliary]
    kept = choose_pieces(pieces, counted, size=options.pieces)
    tokenizer = make_tokenizer([pieces[number] for number in kept], longest=options.longest)
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
    learned = texts.all() if taught is not None else (*texts.main, *texts.auxiliary)
    lessons = _prepare(tokenizer, learned, taught)
    learn(
        network,
        Objective(
            options.objective,
            weigh_sentiments(texts.main),
            spread=1.0 if taught is None else float(taught[:, VECTOR].var(0).mean()),
            device=network.device,
        ),
        plan_batches(
            _with_framed(lessons, tokenizer, options.framed, seed),
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
    return _Trained(network, tokenizer, kept)


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


def _ask_teacher(
    teacher: _Trained, examples: Sequence[Example], path: Path, progress: Progress
) -> Floats:
    """Return what the teacher says of each text, from the file if it was asked before."""
    if path.exists():
        return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)
    tokens = tokenize(teacher.tokenizer, [example.text for example in examples])
    said = read_all(
        teacher.network, tokens, progress=lambda done, all_: progress("Asking", done, all_)
    )
    np.save(path, said, allow_pickle=False)
    return said


def _choose_texts(corpora: Mapping[str, Corpus], options: EncoderOptions) -> _Texts:
    """Return the texts that are learned from, the same for the same seed."""
    main: list[Example] = []
    others: dict[str, list[Example]] = defaultdict(list)
    for language, corpus in corpora.items():
        for example in (*corpus.main, *corpus.auxiliary):
            if example.source in {Source.BRIGHTER, Source.SUPPORT}:
                main.append(example)
            else:
                kind = language if example.source is Source.XED else str(example.source)
                others[kind].append(example)
    chooser = random.Random(options.seed)  # noqa: S311 - the choice of texts is no secret
    auxiliary = [
        example
        for kind, examples in sorted(others.items())
        for example in chooser.sample(examples, _wanted(kind, len(examples), options.auxiliary))
    ]
    learned = tuple(example for example in main if not is_held_out(example))
    return _Texts(learned, tuple(auxiliary), splice(learned, options.splices, seed=options.seed))


def _wanted(kind: str, there: int, options: AuxiliaryOptions) -> int:
    if kind in options.left_out:
        return 0
    return min(there, options.comments if kind == Source.GOEMOTIONS else options.lines)


def _claim(work: Path, texts: _Texts, options: EncoderOptions) -> None:
    """Note in the work folder what it is for, or make sure that it is for the same."""
    digest = hashlib.sha256()
    for example in texts.all():
        digest.update(example.text.encode("utf-8", "replace") + b"\0")
    wanted = {"options": asdict(options), "texts": digest.hexdigest()}
    path = work / "training.json"
    text = json.dumps(wanted, indent=1)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ConfigurationError(
            f"{work} holds a training with other options or other texts. Remove it, or name "
            "another folder with --work."
        )
    work.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
