"""How texts become features, words, names and intents."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message

from engine.components.features import ngrams, normalise, says_something
from engine.components.language import LanguageIdentifier
from engine.components.linear import LinearModel, train
from engine.components.tokens import words_of
from engine.importer import LanguageFolderImporter, language_of
from engine.tests.conftest import PROJECT


def test_that_case_accents_stretching_and_entities_do_not_matter() -> None:
    assert normalise("Dónde está mi A-10001??????") == "donde esta mi <order_number>??"
    assert normalise("helloooooo") == "helloo"


@pytest.mark.parametrize("text", ["हैलो जी", "أين طلبي", "注文はどこ", "ñandú"])
def test_that_letters_of_other_scripts_stay(text: str) -> None:
    assert says_something(normalise(text))
    assert list(ngrams(normalise(text), words=2, characters=(2, 4)))


@pytest.mark.parametrize("text", ["???", "12345678", "\u0000 …", "!!"])
def test_that_signs_and_digits_say_nothing(text: str) -> None:
    assert not says_something(normalise(text))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "don't know", ["do", "n't", "know"]),
        ("zh", "我要退款", ["我", "要", "退", "款"]),
        ("ja", "返品したいです", ["返品", "し", "たい", "です"]),
        ("ar", "أين طلبي؟", ["أين", "طلبي", "؟"]),
        ("xx", "plain words", ["plain", "words"]),
    ],
)
def test_that_words_are_those_of_the_language(language: str, text: str, words: list[str]) -> None:
    found = words_of(text, language)

    assert [word.text for word in found] == words
    assert all(text[word.start : word.end] == word.text for word in found)


_EXAMPLES = {
    "refund": ["refund please", "give me a refund", "money back now", "I want my money back"],
    "late": ["it is late", "parcel is late again", "still not here", "where is it, so late"],
    "hello": ["hello", "hello there", "hi", "good morning"],
}


def _model() -> LinearModel:
    pairs = [(text, label) for label, texts in _EXAMPLES.items() for text in texts]
    return train(
        [_features(text) for text, _ in pairs],
        [label for _, label in pairs],
        cost=1.0,
        emphasis=1.5,
        seed=1,
    )


def _features(text: str) -> list[str]:
    return list(ngrams(normalise(text), words=2, characters=(2, 4)))


def test_that_gibberish_is_unfamiliar_unless_a_known_word_stands_beside_it() -> None:
    model = _model()

    def familiarity(text: str) -> float:
        return model.familiarity(ngrams(normalise(text), words=1, characters=(3, 3)))

    assert familiarity("qxzvj wkqxp") < 0.1
    assert familiarity("qxzvj is it") == 1.0


def test_that_a_classifier_knows_misspelt_words_and_is_unsure_of_gibberish() -> None:
    model = _model()

    misspelt = model.probabilities(_features("i want a refnd pleas"))
    gibberish = model.probabilities(_features("qxzvj wkqxp"))

    assert model.labels[misspelt.argmax()] == "refund"
    assert misspelt.sum() == pytest.approx(1.0)
    assert gibberish.max() < misspelt.max()


def test_that_two_labels_are_told_apart_too() -> None:
    texts = [*_EXAMPLES["refund"], *_EXAMPLES["hello"]]
    labels = ["refund"] * 4 + ["hello"] * 4
    model = train([_features(text) for text in texts], labels, cost=1.0, emphasis=1.0, seed=1)

    found = [model.labels[model.probabilities(_features(text)).argmax()] for text in texts]

    assert found == labels


def test_that_a_saved_classifier_is_the_same(tmp_path: Path) -> None:
    model = _model()
    model.save(tmp_path)

    loaded = LinearModel.load(tmp_path)

    features = _features("late again")
    assert loaded.probabilities(features).tolist() == model.probabilities(features).tolist()


async def test_that_products_and_the_other_order_are_found(agent) -> None:
    tracker = agent.tracker_store.init_tracker("c")

    damaged = agent.processor.understand("the mirror arrived cracked", tracker)
    other = agent.processor.understand("where is the other one", tracker)

    assert [(one["entity"], one["value"]) for one in damaged["entities"]] == [("product", "mirror")]
    assert [(one["entity"], one["value"]) for one in other["entities"]] == [("reference", "other")]


async def test_that_an_unsure_message_keeps_the_likeliest_intents_for_choices(agent) -> None:
    parsed = agent.processor.understand("qwpo zxnm", agent.tracker_store.init_tracker("c"))

    assert parsed["intent"]["name"] == "nlu_fallback"
    assert len(parsed["intent_ranking"]) > 2


def _identified(text: str, **data: object) -> str:
    component = LanguageIdentifier(LanguageIdentifier.get_default_config())
    (message,) = component.process([Message({"text": text, **data})])
    return message.get("language")


def test_that_the_gateway_decides_on_the_language() -> None:
    assert _identified("where is my order", metadata={"language": "pt"}) == "pt"
    assert _identified("¿dónde está mi pedido?", metadata={"language": "tlh"}) == "es"


def test_that_training_examples_know_the_language_of_their_folder() -> None:
    importer = LanguageFolderImporter(training_data_paths=[str(PROJECT / "data" / "nlu")])

    examples = importer.get_nlu_data().intent_examples

    languages = {one.get("text"): one.get("language") for one in examples}
    assert languages["hello"] == "en"
    assert languages["hola"] == "es"


@pytest.mark.parametrize(
    ("file", "language"),
    [("data/nlu/es/order.yml", "es"), ("heldout.en.yml", "en"), ("data/nlu/order.yml", None)],
)
def test_that_the_language_of_a_file_is_in_its_path(file: str, language: str | None) -> None:
    assert language_of(Path(file)) == language
