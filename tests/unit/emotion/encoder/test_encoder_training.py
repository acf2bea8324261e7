"""Trains small networks; needs PyTorch, which only training needs."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch", reason="PyTorch is not installed (the extra `train`)")

import torch

from amends.emotion.corpus import Corpus
from amends.emotion.datasets import Example, Source
from amends.emotion.encoder import learning, stages
from amends.emotion.encoder.graph import build_graph
from amends.emotion.encoder.learning_options import LearningOptions, ObjectiveOptions
from amends.emotion.encoder.lessons import Lesson
from amends.emotion.encoder.network import Network, Origin, make_network
from amends.emotion.encoder.objective import Objective
from amends.emotion.encoder.options import CourseOptions, EncoderOptions, StageOptions
from amends.emotion.encoder.outputs import SHIPPED, TRAINED
from amends.emotion.encoder.pretrained import Piece, Pretrained, read_pretrained
from amends.emotion.encoder.pruning import busiest_heads, busiest_neurons
from amends.emotion.encoder.reading import Encoder
from amends.emotion.encoder.trained import TrainedEncoder
from amends.emotion.encoder.training import train_encoder, train_further
from amends.emotion.model import EmotionName
from amends.emotion.networks import open_onnx
from amends.errors import ConfigurationError
from tests.unit.emotion.encoder.packed import write_packed
from tests.unit.emotion.encoder.small_encoder import PIECES
from tests.unit.emotion.labelled import FILLERS, WORDS, example, examples

FAST = LearningOptions(rate=3e-3, heads_rate=3e-2)
GENTLE = LearningOptions(rate=1e-3, heads_rate=1e-2)
COURSE = CourseOptions(main_rounds=10, auxiliary_rounds=1, batch=8, learning=FAST)
OPTIONS = EncoderOptions(
    teacher=StageOptions(layers=(0, 1, 2), pieces=None, longest=24, course=COURSE),
    student=StageOptions(layers=(0, 2), pieces=56, inner=48, longest=24, course=COURSE),
    polish=CourseOptions(main_rounds=1, framed=1, batch=8, learning=GENTLE),
    further=tuple(
        CourseOptions(
            main_rounds=4,
            auxiliary_rounds=rounds,
            framed=1,
            batch=8,
            learning=GENTLE,
            objective=ObjectiveOptions(support_teacher=0.0),
        )
        for rounds in (0, 1)
    ),
    teachers=1,
    splices=40,
)
KNOWN = (*PIECES, *(Piece(f"▁{word}", -3.0) for word in WORDS.values()))


def note_lessons(monkeypatch: pytest.MonkeyPatch) -> list[list[Lesson]]:
    """Return what becomes the lessons of each course, in which nothing is learned from now on."""
    seen: list[list[Lesson]] = []

    def note(_: object, __: object, plan: list[list[Lesson]], *___: object, **____: object) -> None:
        seen.append([lesson for batch in plan for lesson in batch])

    monkeypatch.setattr(stages, "learn", note)
    return seen


def let_learn(monkeypatch: pytest.MonkeyPatch, *values: float) -> None:
    """Let the first networks that learn have all their weights become these; the others stay."""
    learned = iter(values)

    def learn(network: Network, *_: object, **__: object) -> None:
        if (value := next(learned, None)) is not None:
            network.load({name: torch.full_like(at, value) for name, at in network.state().items()})

    monkeypatch.setattr(stages, "learn", learn)


def said(encoder: TrainedEncoder, text: str) -> NDArray[np.float32]:
    """Return what an encoder says of a text, as it would when it ships."""
    graph = build_graph(encoder.weights, encoder.shape, SHIPPED).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    ids = encoder.tokenizer.encode(text).ids
    rows = session.run(["logits"], {"input_ids": np.array([ids])})[0]
    return cast(NDArray[np.float32], rows[0])


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return {
        "en": Corpus(
            (*examples(Source.BRIGHTER, without="disgust"), *examples(Source.SUPPORT)),
            (*examples(Source.XED), *examples(Source.GOEMOTIONS)),
        )
    }


@pytest.fixture(scope="module")
def pretrained(tmp_path_factory: pytest.TempPathFactory) -> Pretrained:
    path = tmp_path_factory.mktemp("pretrained") / "small.bin"
    return read_pretrained(write_packed(path, KNOWN))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def trained(corpora: dict[str, Corpus], pretrained: Pretrained, work: Path) -> TrainedEncoder:
    return train_encoder(corpora, pretrained, OPTIONS, work=work, progress=lambda *_: None)


def test_that_a_trained_student_knows_the_words_it_was_shown(
    trained: TrainedEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(build_graph(trained.weights, trained.shape, SHIPPED).SerializeToString())
    encoder = Encoder(trained.tokenizer, open_onnx(path))
    names = [*EmotionName]

    said = encoder.say([f"{word} today" for word in WORDS.values()])

    right = [
        row is not None and names[int(np.argmax(row[: len(names)]))] is name
        for name, row in zip(WORDS, said, strict=True)
    ]
    assert sum(right) >= 5


def test_that_the_student_is_as_small_as_wanted(trained: TrainedEncoder) -> None:
    assert trained.shape.layers == 2
    assert trained.weights["encoder.layer.1.intermediate.dense.weight"].shape == (48, 32)
    assert trained.weights["encoder.layer.1.output.dense.weight"].shape == (32, 48)
    assert "encoder.layer.1.output.dense.bias" in trained.weights
    assert "encoder.layer.2.output.dense.bias" not in trained.weights
    assert trained.weights["heads.weight"].shape == (SHIPPED, trained.shape.width)
    assert trained.tokenizer.get_vocab_size() == len(
        trained.weights["embeddings.word_embeddings.weight"]
    )


def test_that_the_student_has_as_few_heads_as_wanted(
    corpora: dict[str, Corpus],
    pretrained: Pretrained,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stages, "learn", lambda *_, **__: None)
    options = replace(OPTIONS, student=replace(OPTIONS.student, heads=1))

    small = train_encoder(corpora, pretrained, options, work=tmp_path, progress=lambda *_: None)

    assert small.shape.heads == 1
    assert small.weights["encoder.layer.1.attention.self.query.weight"].shape == (16, 32)
    assert small.weights["encoder.layer.1.attention.self.value.bias"].shape == (16,)
    assert small.weights["encoder.layer.1.attention.output.dense.weight"].shape == (32, 16)
    graph = build_graph(small.weights, small.shape, SHIPPED).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert session.run(["logits"], {"input_ids": np.array([[0, 4, 2]])})[0].shape == (1, SHIPPED)


def test_that_each_stage_learns_from_its_own_texts(
    corpora: dict[str, Corpus],
    pretrained: Pretrained,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = note_lessons(monkeypatch)
    options = replace(OPTIONS, teachers=2)
    train_encoder(corpora, pretrained, options, work=tmp_path, progress=lambda *_: None)
    *teachers, student, polish = seen

    assert len(teachers) == 2
    assert teachers[0] != teachers[1]
    assert {lesson.taught is None for teacher in teachers for lesson in teacher} == {True}
    assert {lesson.taught is None for lesson in (*student, *polish)} == {False}
    unspliced = (*teachers[0], *teachers[1], *polish)
    assert not any(lesson.example.source is Source.SPLICED for lesson in unspliced)
    assert sum(lesson.example.source is Source.SPLICED for lesson in student) == OPTIONS.splices

    forms: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in polish:
        if lesson.example.source is Source.SUPPORT:
            forms[lesson.example.text].append(lesson)
    assert forms
    for plain, framed in forms.values():
        assert plain.tokens != framed.tokens
        assert np.array_equal(plain.taught, framed.taught)


def test_that_what_teaches_is_the_mean_of_the_teachers(
    corpora: dict[str, Corpus],
    pretrained: Pretrained,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_learn(monkeypatch, 1.0, 6.0)
    options = replace(OPTIONS, teachers=2)
    trained = train_encoder(corpora, pretrained, options, work=tmp_path, progress=lambda *_: None)

    for name, values in trained.weights.items():
        assert {*values.flatten().tolist()} == {3.5}, name


def test_that_a_finished_training_is_not_done_again(
    trained: TrainedEncoder, corpora: dict[str, Corpus], pretrained: Pretrained, work: Path
) -> None:
    steps: list[str] = []

    again = train_encoder(
        corpora, pretrained, OPTIONS, work=work, progress=lambda what, *_: steps.append(what)
    )

    assert steps == []
    for name, values in trained.weights.items():
        assert np.array_equal(values, again.weights[name]), name


def test_that_an_interrupted_training_ends_where_it_would_have_ended(
    trained: TrainedEncoder,
    corpora: dict[str, Corpus],
    pretrained: Pretrained,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "_SAVE_EVERY", 3)

    def stop(what: str, done: int, _: int) -> None:
        if what == "Student" and done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_encoder(corpora, pretrained, OPTIONS, work=tmp_path, progress=stop)
    resumed = train_encoder(corpora, pretrained, OPTIONS, work=tmp_path, progress=lambda *_: None)

    for name, values in trained.weights.items():
        assert values == pytest.approx(resumed.weights[name], abs=1e-4), name


@pytest.mark.usefixtures("trained")
def test_that_a_work_folder_of_another_training_is_refused(
    corpora: dict[str, Corpus], pretrained: Pretrained, work: Path
) -> None:
    other = replace(OPTIONS, seed=1)

    with pytest.raises(ConfigurationError, match="another folder with --work"):
        train_encoder(corpora, pretrained, other, work=work, progress=lambda *_: None)


def test_that_an_encoder_trained_further_learns_new_support_messages_and_keeps_the_rest(
    trained: TrainedEncoder, corpora: dict[str, Corpus], tmp_path: Path
) -> None:
    ironic = [
        example(f"lovely {filler} {number}", EmotionName.ANGER, source=Source.SUPPORT)
        for filler in FILLERS
        for number in range(10)
    ]
    more = {"en": Corpus((*corpora["en"].main, *ironic), corpora["en"].auxiliary)}

    further = train_further(more, trained, OPTIONS, work=tmp_path, progress=lambda *_: None)

    assert further.shape == trained.shape
    assert further.tokenizer is trained.tokenizer
    assert {*further.weights} == {*trained.weights}
    anger = [*EmotionName].index(EmotionName.ANGER)
    assert said(trained, "lovely")[anger] < 0.0 < said(further, "lovely")[anger]
    names = [*EmotionName]
    right = [
        names[int(np.argmax(said(further, f"{word} today")[: len(names)]))] is name
        for name, word in WORDS.items()
    ]
    assert sum(right) >= 5


def test_that_an_encoder_trained_further_asks_itself_about_what_it_knows(
    trained: TrainedEncoder,
    corpora: dict[str, Corpus],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = note_lessons(monkeypatch)

    further = train_further(corpora, trained, OPTIONS, work=tmp_path, progress=lambda *_: None)

    first, second = seen
    main = {Source.BRIGHTER, Source.SUPPORT}
    assert {lesson.example.source for lesson in first} == main
    assert {lesson.example.source for lesson in second} == {*main, Source.SPLICED}
    for lesson in (*first, *second):
        assert lesson.taught is not None
        alone = said(trained, lesson.example.text)
        assert lesson.taught[:SHIPPED] == pytest.approx(alone, abs=0.2)
    for name, values in trained.weights.items():
        assert np.array_equal(values, further.weights[name]), name


def test_that_an_encoder_trained_further_is_the_mean_of_all_ways(
    trained: TrainedEncoder,
    corpora: dict[str, Corpus],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_learn(monkeypatch, 1.0, 6.0)
    further = train_further(corpora, trained, OPTIONS, work=tmp_path, progress=lambda *_: None)

    for name, numbers in further.weights.items():
        assert {*numbers.flatten().tolist()} == {3.5}, name


def test_that_a_work_folder_of_another_start_is_refused(
    trained: TrainedEncoder,
    corpora: dict[str, Corpus],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note_lessons(monkeypatch)
    train_further(corpora, trained, OPTIONS, work=tmp_path, progress=lambda *_: None)
    weights = {name: values + 1.0 for name, values in trained.weights.items()}

    with pytest.raises(ConfigurationError, match="another start"):
        train_further(
            corpora,
            replace(trained, weights=weights),
            OPTIONS,
            work=tmp_path,
            progress=lambda *_: None,
        )


@pytest.mark.parametrize(
    ("source", "share"), [(Source.SPLICED, 1.0), (Source.BRIGHTER, 0.7), (Source.SUPPORT, 0.2)]
)
def test_that_each_kind_of_text_is_learned_from_the_teacher_to_its_own_share(
    source: Source, share: float
) -> None:
    options = ObjectiveOptions(
        teacher=0.7, support_teacher=0.2, teacher_scale=1.5, sentiment=0.3, vector=2.0
    )
    objective = Objective(options, (1.0, 1.0, 1.0), spread=4.0, device="cpu")
    labels = (None,) * 6 if source is Source.SPLICED else (True,) * 6
    lesson = Lesson(
        Example("well", "en", source, "eng", labels),
        (0, 4, 2),
        taught=np.concatenate([np.zeros(SHIPPED), np.full(5, 2.0)]).astype(np.float32),
    )

    loss = objective.loss(torch.zeros(1, TRAINED), torch.zeros(1, 5), [lesson])

    by_teacher = 1.5 * (math.log(2) + 0.3 * math.log(3) + 2.0 * 4.0 / 4.0)
    assert float(loss) == pytest.approx(share * by_teacher + (1.0 - share) * math.log(2))


def test_that_a_processor_calculates_in_32_bits(pretrained: Pretrained) -> None:
    rows = range(len(pretrained.pieces))
    network = make_network(pretrained.shape, Origin(pretrained.weights, rows, range(3)))
    kinds: list[torch.dtype] = []
    network.encoder.encoder.layer[0].intermediate.register_forward_hook(
        lambda _, __, output: kinds.append(output.dtype)
    )

    network.read([(0, 4, 2)])

    assert kinds == [torch.bfloat16 if network.device == "cuda" else torch.float32]


@pytest.mark.parametrize("heads", [1, 2])
def test_that_the_graph_says_what_the_trained_network_says(
    pretrained: Pretrained, heads: int
) -> None:
    shape = replace(pretrained.shape, heads=heads)
    rows = range(len(pretrained.pieces))
    attended = [np.arange(shape.attended)] * shape.layers
    network = make_network(
        shape, Origin(pretrained.weights, rows, range(shape.layers), attended=attended)
    )
    network.train(False)
    texts = [(0, 4, 5, 2), (0, 9, 2), (0, *range(4, 13), 2)]
    graph = build_graph(network.shipped_weights(), shape, SHIPPED).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])

    said, vectors = network.read(texts)

    assert vectors.shape == (len(texts), shape.width)
    for row, tokens in zip(said.detach().numpy(), texts, strict=True):
        alone = session.run(["logits"], {"input_ids": np.array([tokens])})[0][0]
        assert row[:SHIPPED] == pytest.approx(alone, abs=0.1)


def test_that_the_neurons_that_matter_are_kept(pretrained: Pretrained) -> None:
    rows = range(len(pretrained.pieces))
    weights = {name: values.copy() for name, values in pretrained.weights.items()}
    weights["encoder.layer.1.output.dense.weight"][:, [5, 40]] *= 50.0
    network = make_network(pretrained.shape, Origin(weights, rows, range(3)))

    kept = busiest_neurons(network, [(0, 4, 5, 2), (0, 9, 2)], size=8)

    assert [len(one) for one in kept] == [8, 8, 8]
    assert {5, 40} <= {*kept[1].tolist()}


def test_that_the_heads_that_matter_are_kept_whole(pretrained: Pretrained) -> None:
    rows = range(len(pretrained.pieces))
    weights = {name: values.copy() for name, values in pretrained.weights.items()}
    weights["encoder.layer.0.attention.output.dense.weight"][:, 3] *= 50.0
    weights["encoder.layer.1.attention.output.dense.weight"][:, 20] *= 50.0
    network = make_network(pretrained.shape, Origin(weights, rows, range(3)))

    kept = busiest_heads(network, [(0, 4, 5, 2), (0, 9, 2)], size=1)

    assert kept[0].tolist() == [*range(16)]
    assert kept[1].tolist() == [*range(16, 32)]


def test_that_a_network_of_fewer_heads_starts_from_those_that_are_kept(
    pretrained: Pretrained,
) -> None:
    rows = range(len(pretrained.pieces))
    network = make_network(
        replace(pretrained.shape, layers=1, heads=1),
        Origin(pretrained.weights, rows, [2], attended=[np.arange(16)] * 2 + [np.arange(16, 32)]),
    )
    taken, start = network.arrays(), pretrained.weights
    own, old = "encoder.layer.0.attention", "encoder.layer.2.attention"

    for part in ("query", "key", "value"):
        for kind in ("weight", "bias"):
            expected = start[f"{old}.self.{part}.{kind}"][16:]
            assert np.array_equal(taken[f"{own}.self.{part}.{kind}"], expected)
    expected = start[f"{old}.output.dense.weight"][:, 16:]
    assert np.array_equal(taken[f"{own}.output.dense.weight"], expected)
