"""What every `EmotionModel` must do; a new implementation is one more entry of `MODELS`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amends.emotion.loading import load_model
from amends.emotion.model import NEGATIVE_EMOTIONS, EmotionModel, EmotionName, Sentiment
from amends.settings import PROJECT
from language import SUPPORTED
from tests.unit.emotion.encoder.small_encoder import write_encoder, write_knowing_encoder
from tests.unit.emotion.likeness import assert_alike
from tests.unit.emotion.small_classifier import write_classifier

MODELS: dict[str, Callable[[Path], EmotionModel]] = {
    "shipped": lambda _: load_model(PROJECT / "models" / "emotion"),
    "random": lambda folder: load_model(write_encoder(folder)),
    "knowing": lambda folder: load_model(write_knowing_encoder(folder)),
    "several-labels": lambda folder: load_model(write_classifier(folder)),
    "single-label": lambda folder: load_model(
        write_classifier(
            folder,
            labels=("negative", "surprise", "neutral", "positive"),
            problem_type="single_label_classification",
        )
    ),
}
IN_TEN_LANGUAGES = {
    "en": "where is my order",
    "es": "¿dónde está mi pedido?",
    "fr": "où est ma commande",
    "de": "wo ist meine Bestellung",
    "pt": "onde está meu pedido",
    "it": "dov'è il mio ordine",
    "ar": "أين طلبي من فضلك",
    "hi": "मेरा ऑर्डर कहाँ है",
    "zh": "我的订单在哪里",
    "ja": "注文はどこですか",
}
ODD_TEXTS = [
    "",
    " \n\t ",
    "\x00\x00",
    "\ud800",
    "😡😡😡",
    "!?!?",
    "1234567890",
    "a",
    "的",
    "x" * 20_000,
    "<script>alert(1)</script>",
    "/restart",
    "مرحبا \u202e hello",
]


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> EmotionModel:
    return MODELS[request.param](tmp_path_factory.mktemp("model"))


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_that_any_text_can_be_read(model: EmotionModel, text: str) -> None:
    emotion = model.read([text], ["en"])[0]

    assert set(emotion.emotions) == set(EmotionName)
    assert sum(emotion.sentiment_scores.values()) == pytest.approx(1.0)
    assert emotion.sentiment_scores[emotion.sentiment] == max(emotion.sentiment_scores.values())
    assert 0.0 <= emotion.intensity <= 1.0


@pytest.mark.parametrize("text", ["", "  \n"])
def test_that_an_empty_message_is_neutral(model: EmotionModel, text: str) -> None:
    emotion = model.read([text], ["en"])[0]

    assert emotion.sentiment is Sentiment.NEUTRAL
    assert emotion.present() == ()
    assert emotion.intensity == 0.0


def test_that_a_batch_says_the_same_as_its_texts_one_by_one(model: EmotionModel) -> None:
    texts = ["what an awful shop", "lovely, thanks", "fatal", ""]
    languages = ["en", "en", "es", "es"]

    single = [model.read([text], [code])[0] for text, code in zip(texts, languages, strict=True)]

    for emotion, alone in zip(model.read(texts, languages), single, strict=True):
        assert_alike(emotion, alone)


def test_that_every_language_is_read_in_order(model: EmotionModel) -> None:
    assert set(IN_TEN_LANGUAGES) == set(SUPPORTED)
    texts, codes = [*IN_TEN_LANGUAGES.values()], [*IN_TEN_LANGUAGES]

    forwards = model.read(texts, codes)

    for one, other in zip(forwards, reversed(model.read(texts[::-1], codes[::-1])), strict=True):
        assert_alike(one, other)


def test_that_no_texts_give_no_emotions(model: EmotionModel) -> None:
    assert model.read([], []) == []


def test_that_texts_without_their_languages_are_refused(model: EmotionModel) -> None:
    with pytest.raises(ValueError, match="zip"):
        model.read(["one", "two"], ["en"])


def test_that_a_language_that_is_not_spoken_is_read_all_the_same(model: EmotionModel) -> None:
    assert model.read(["awful"], ["tlh"]) == model.read(["awful"], ["en"])


def test_that_threads_can_share_a_model(model: EmotionModel) -> None:
    texts = [f"awful lovely {number}" for number in range(40)]
    alone = model.read(texts, ["en"] * len(texts))

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: model.read([text], ["en"])[0], texts))

    for one, other in zip(together, alone, strict=True):
        assert_alike(one, other)


def test_that_a_weak_negative_emotion_is_not_present_in_a_neutral_message(
    model: EmotionModel,
) -> None:
    texts = ["where is my order", "do you ship to Norway", "my e-mail is a@example.org", "ok"]

    for emotion in model.read(texts, ["en"] * len(texts)):
        if emotion.sentiment_scores[Sentiment.NEUTRAL] >= 0.5:
            weak = {name for name in NEGATIVE_EMOTIONS if emotion.score(name) < 0.5}
            assert not weak & {*emotion.present()}
