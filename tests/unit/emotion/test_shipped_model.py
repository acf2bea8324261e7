"""What the shipped model makes of support messages that it was not trained on.

`support_messages.tsv` was looked at while the model was built, `support_messages_held_out.tsv` was
written afterwards. No model gets all of them; the shares below are a little under
what it gets, so that a worse one is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amends.emotion.encoder.files import size
from amends.emotion.encoder.reading import EncoderEmotionModel
from amends.emotion.encoder.tokens import tokenize
from amends.emotion.frustration import Frustration, Trend, update
from amends.emotion.loading import load_model
from amends.emotion.model import Emotion, EmotionModel, EmotionName, Sentiment
from amends.emotion.signal import signal_of
from amends.emotion.support_data import LANGUAGES, read_support
from amends.emotion.tone import tone_for
from amends.emotion.weights import FrustrationThresholds
from amends.settings import PROJECT
from benchmarks.emotion.clock import MESSAGE
from language import Tone

HERE = Path(__file__).parent
SHIPPED = PROJECT / "models" / "emotion"
FILES = ("support_messages.tsv", "support_messages_held_out.tsv")
OF_OWNERSHIP = {EmotionName.ANGER, EmotionName.DISGUST}


@dataclass(frozen=True)
class Message:
    kind: str
    language: str
    text: str


def messages(*files: str) -> list[Message]:
    lines = [line for file in files for line in (HERE / file).read_text("utf-8").splitlines()]
    return [Message(*line.split("\t")) for line in lines]


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return load_model(SHIPPED)


def read(model: EmotionModel, kind: str, *files: str) -> list[Emotion]:
    chosen = [message for message in messages(*files) if message.kind == kind]
    return model.read([m.text for m in chosen], [m.language for m in chosen])


def share(emotions: list[Emotion], *present: EmotionName, sentiment: Sentiment) -> float:
    """Return the share of emotions with that sentiment and any of those emotions present."""
    good = [
        emotion.sentiment is sentiment and (not present or bool({*present} & {*emotion.present()}))
        for emotion in emotions
    ]
    return sum(good) / len(good)


@pytest.mark.parametrize(("file", "least"), [*zip(FILES, (0.85, 0.75), strict=True)])
def test_that_angry_complaints_are_angry_and_negative(
    model: EmotionModel, file: str, least: float
) -> None:
    emotions = read(model, "angry", file)

    assert share(emotions, *OF_OWNERSHIP, sentiment=Sentiment.NEGATIVE) >= least


@pytest.mark.parametrize("file", FILES)
def test_that_angry_complaints_are_mostly_owned_and_hardly_ever_answered_cheerfully(
    model: EmotionModel, file: str
) -> None:
    tones = [tone_for(emotion, 0.0) for emotion in read(model, "angry", file)]

    assert tones.count(Tone.ACCOUNTABLE) >= 0.7 * len(tones)
    assert tones.count(Tone.WARM) <= 0.06 * len(tones)


@pytest.mark.parametrize(("file", "least"), [*zip(FILES, (0.95, 0.9), strict=True)])
def test_that_thanks_are_joyful_and_positive(model: EmotionModel, file: str, least: float) -> None:
    emotions = read(model, "thanks", file)

    assert share(emotions, EmotionName.JOY, sentiment=Sentiment.POSITIVE) >= least
    assert sum(bool(OF_OWNERSHIP & {*e.present()}) for e in emotions) <= 0.1 * len(emotions)


@pytest.mark.parametrize(("file", "least"), [*zip(FILES, (0.9, 0.8), strict=True)])
def test_that_plain_requests_are_neutral(model: EmotionModel, file: str, least: float) -> None:
    assert share(read(model, "plain", file), sentiment=Sentiment.NEUTRAL) >= least


@pytest.mark.parametrize(("file", "most"), [*zip(FILES, (0.08, 0.2), strict=True)])
def test_that_plain_requests_rarely_read_as_angry(
    model: EmotionModel, file: str, most: float
) -> None:
    emotions = read(model, "plain", file)
    angry = [emotion for emotion in emotions if OF_OWNERSHIP & {*emotion.present()}]

    assert len(angry) <= most * len(emotions)


def test_that_the_question_after_an_order_is_calm_in_english_and_spanish(
    model: EmotionModel,
) -> None:
    texts = ["where is my order A-10001?", "¿dónde está mi pedido A-10001?"]

    for emotion in model.read(texts, ["en", "es"]):
        assert emotion.sentiment is Sentiment.NEUTRAL
        assert not emotion.present()
        assert emotion.intensity < 0.2


def test_that_sadness_and_worry_want_care(model: EmotionModel) -> None:
    tones = [tone_for(e, 0.0) for kind in ("sad", "worried") for e in read(model, kind, FILES[0])]

    assert set(tones) <= {Tone.CARING, Tone.ACCOUNTABLE}
    assert tones.count(Tone.CARING) >= len(tones) / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_language_tells_anger_thanks_and_requests_apart(
    model: EmotionModel, language: str
) -> None:
    found = [m for m in messages(FILES[0]) if m.language == language]
    wanted = {
        "angry": Sentiment.NEGATIVE,
        "sad": Sentiment.NEGATIVE,
        "worried": Sentiment.NEGATIVE,
        "plain": Sentiment.NEUTRAL,
        "thanks": Sentiment.POSITIVE,
    }
    emotions = model.read([m.text for m in found], [language] * len(found))
    right = [e.sentiment is wanted[m.kind] for e, m in zip(emotions, found, strict=True)]

    assert sum(right) / len(right) >= 0.8


@pytest.mark.parametrize("file", FILES)
def test_that_no_test_message_was_trained_on(file: str) -> None:
    trained = {example.text for language in LANGUAGES for example in read_support(language)}

    assert not trained & {message.text for message in messages(file)}


def test_that_a_conversation_that_goes_wrong_ends_with_a_person_and_thanks_calm_it(
    model: EmotionModel,
) -> None:
    conversation = [
        "where is my order A-10001?",
        "That is not an answer. It is three days late and nobody tells me anything!",
        "I have asked you twice now. This is ridiculous, your service is terrible.",
        "WHERE IS MY ORDER A-10001? I want my money back NOW!!!",
        "oh great, thank you so much, that was kind of you",
    ]
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    state, levels, trends = Frustration.calm(now), [], []
    for text in conversation:
        now += timedelta(minutes=2)
        state = update(state, signal_of(text, model.read([text], ["en"])[0]), now)
        levels.append(state.level)
        trends.append(state.direction())
    thresholds = FrustrationThresholds()

    assert levels[0] < thresholds.caring
    assert levels[:4] == sorted(levels[:4])
    assert levels[3] >= thresholds.offer_person
    assert levels[4] < 0.75 * levels[3]
    assert trends[3] is Trend.RISING
    assert trends[4] is Trend.FALLING


def test_that_the_model_is_small_and_has_its_card() -> None:
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")

    assert size(SHIPPED) <= 30_000_000
    for part in ("CC BY 4.0", "Apache-2.0", "MIT", "Intended use", "Limits", "Figures"):
        assert part in card


def test_that_the_message_of_the_benchmark_has_forty_tokens(model: EmotionModel) -> None:
    assert isinstance(model, EncoderEmotionModel)

    assert [len(one) for one in tokenize(model.encoder.tokenizer, [f"{MESSAGE} 7"])] == [40]
