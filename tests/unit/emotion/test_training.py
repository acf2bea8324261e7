from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from amends.emotion.calibration import best_threshold, fit_platt
from amends.emotion.card import CardFacts, mean_macro_f1, render_card
from amends.emotion.corpus import Corpus, read_corpora
from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.options import EncoderOptions
from amends.emotion.evaluation import Figures, evaluate
from amends.emotion.features import FeatureOptions
from amends.emotion.linear_files import save
from amends.emotion.loading import load_model
from amends.emotion.machines import TrainingOptions
from amends.emotion.model import NEGATIVE_EMOTIONS, EmotionName, Sentiment
from amends.emotion.training import train
from amends.errors import ConfigurationError

WORDS = {
    EmotionName.ANGER: "outrage",
    EmotionName.DISGUST: "revolting",
    EmotionName.FEAR: "scared",
    EmotionName.JOY: "wonderful",
    EmotionName.SADNESS: "weeping",
    EmotionName.SURPRISE: "unexpected",
}
FILLERS = ("today", "my friend", "the train", "at home", "again", "in town", "you know", "at last")
OPTIONS = TrainingOptions(
    features=FeatureOptions(shortest=3, longest=4, words=1),
    vocabulary=2000,
    shares=(0.0, 0.05),
    folds=2,
)


def example(text: str, *present: EmotionName, source: Source, without: str = "") -> Example:
    positive = EmotionName.JOY in present
    negative = bool(NEGATIVE_EMOTIONS & {*present})
    sentiment = Sentiment.NEUTRAL
    if positive or negative:
        sentiment = Sentiment.POSITIVE if positive else Sentiment.NEGATIVE
    return Example(
        text=text,
        language="en",
        source=source,
        subset=source.value,
        emotions=tuple(None if name == without else name in present for name in EmotionName),
        sentiment=sentiment,
        intensity=2 / 3 if present else 0.0,
    )


def examples(source: Source, *, without: str = "") -> tuple[Example, ...]:
    felt = [
        example(f"{word} {filler} {number}", name, source=source, without=without)
        for name, word in WORDS.items()
        for number, filler in enumerate(FILLERS)
        if name != without
    ]
    plain = [
        example(f"{one} {other}", source=source, without=without)
        for one in FILLERS
        for other in FILLERS[:4]
    ]
    return (*felt, *plain)


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return {
        "en": Corpus(
            (*examples(Source.BRIGHTER, without="disgust"), *examples(Source.SUPPORT)),
            examples(Source.XED),
        ),
        "fr": Corpus((*examples(Source.XED), *examples(Source.SUPPORT)), ()),
    }


@pytest.fixture(scope="module")
def directory(corpora: dict[str, Corpus], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model")
    save(train(corpora, OPTIONS, progress=lambda _: None).model, path)
    return path


def test_that_a_trained_model_finds_the_words_it_was_shown(directory: Path) -> None:
    model = load_model(directory)

    for language in ("en", "fr"):
        for name, word in WORDS.items():
            emotion = model.read([f"so {word} here"], [language])[0]
            assert name in emotion.present()
        plain = model.read(["the train today"], [language])[0]
        assert plain.sentiment is Sentiment.NEUTRAL
        assert plain.intensity < model.read(["outrage"], [language])[0].intensity


def test_that_the_same_seed_gives_the_same_model(
    corpora: dict[str, Corpus], directory: Path, tmp_path: Path
) -> None:
    done: list[str] = []
    save(train(corpora, OPTIONS, progress=done.append).model, tmp_path)

    assert done == ["en", "fr"]
    for path in directory.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_that_a_margin_that_says_nothing_keeps_the_share_of_positives() -> None:
    labels = np.array([1.0, 0.0, 0.0, 0.0] * 50)
    curve = fit_platt(np.zeros(200), labels, np.ones(200))

    assert curve.probabilities(np.zeros(1))[0] == pytest.approx(0.25, abs=0.01)


def test_that_a_larger_margin_is_never_less_likely() -> None:
    labels = np.array([1.0] * 10 + [0.0] * 10)
    misleading = np.concatenate([np.full(10, -1.0), np.full(10, 1.0)])
    curve = fit_platt(misleading, labels, np.ones(20))

    assert np.all(np.diff(curve.probabilities(np.linspace(-3, 3, 9))) > 0)


def test_that_the_threshold_is_where_f1_is_highest() -> None:
    chances = np.array([0.9, 0.8, 0.3, 0.2, 0.1])
    labels = np.array([1.0, 1.0, 1.0, 0.0, 0.0])

    assert best_threshold(chances, labels, np.ones(5)) == pytest.approx(0.25)


def test_that_texts_that_count_more_move_the_threshold() -> None:
    chances = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    labels = np.array([1.0, 1.0, 0.0, 1.0, 0.0])
    counts = np.array([1.0, 1.0, 9.0, 1.0, 1.0])

    assert best_threshold(chances, labels, np.ones(5)) == pytest.approx(0.55)
    assert best_threshold(chances, labels, counts) == pytest.approx(0.75)


def test_that_two_positive_texts_are_too_few_to_choose_a_threshold_by() -> None:
    assert best_threshold(np.array([0.9, 0.8]), np.ones(2), np.ones(2)) == 0.5


def test_that_a_model_is_measured_where_there_are_labels(directory: Path) -> None:
    figures = evaluate(load_model(directory), examples(Source.BRIGHTER, without="disgust"))

    assert set(figures.emotions) == set(EmotionName) - {EmotionName.DISGUST}
    assert figures.macro_f1 > 95
    assert figures.sentiment is not None
    assert figures.sentiment > 90
    assert figures.intensity is not None
    assert figures.intensity > 0.8


def test_that_the_card_gives_credit_and_every_figure(corpora: dict[str, Corpus]) -> None:
    figures = Figures(
        texts=7,
        emotions={name: 10.0 * place for place, name in enumerate(EmotionName)},
        sentiment=None,
        intensity=0.5,
    )
    card = render_card(
        CardFacts(
            figures={"esp": figures},
            corpora=corpora,
            shares={"en": 0.025, "fr": 0.0},
            linear=OPTIONS,
            encoder=EncoderOptions(),
            megabytes=5.5,
        )
    )

    assert "| Spanish | esp | 7 | **25.0** | 0.0 | 10.0 |" in card
    assert mean_macro_f1({"esp": figures}) == 25.0
    for credit in ("CC BY 4.0", "Apache-2.0", "BRIGHTER", "XED", "GoEmotions"):
        assert credit in card
    assert "$" not in card


def test_that_training_without_the_data_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no eng\.csv"):
        read_corpora(tmp_path)
