"""What becomes of sarcasm, and of politeness that hides anger: `benchmarks/emotion/hidden/`.

A model that reads words misses much of it. The shares are a little under what the one that ships
gets together with what is known of the conversation, so that it is noticed when that gets worse.
"""

from __future__ import annotations

import pytest

from amends.emotion.loading import load_model
from amends.emotion.support_data import LANGUAGES, read_support
from amends.settings import PROJECT
from benchmarks.emotion.hidden import KINDS, Outcome, follow, read_talks, shares
from language import Tone

FEWEST = {"en": 12, "es": 12}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    model = load_model(PROJECT / "models" / "emotion")
    return [follow(model, talk) for language in LANGUAGES for talk in read_talks(language)]


@pytest.mark.parametrize(
    ("kind", "noticed", "cheerful"), [("sarcasm", 0.58, 0.25), ("politeness", 0.82, 0.07)]
)
def test_that_hidden_anger_is_noticed_as_often_as_before(
    outcomes: list[Outcome], kind: str, noticed: float, cheerful: float
) -> None:
    found = shares([one for one in outcomes if one.talk.kind == kind])

    assert found["noticed"] >= noticed
    assert found["cheerful"] <= cheerful


def test_that_glad_words_that_are_meant_are_hardly_ever_taken_for_anger(
    outcomes: list[Outcome],
) -> None:
    found = shares([one for one in outcomes if one.talk.kind == "sincerity"])

    assert found["noticed"] <= 0.07
    assert found["cheerful"] >= 0.6


def test_that_a_message_to_which_the_conversation_says_enough_is_never_answered_cheerfully(
    outcomes: list[Outcome],
) -> None:
    in_context = [one for one in outcomes if one.talk.contacts or len(one.talk.says) > 1]
    cheerful = [one for one in in_context if one.tone is Tone.WARM]

    assert len(cheerful) <= 0.05 * len(in_context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_language_has_enough_of_each_kind(language: str) -> None:
    talks = list(read_talks(language))

    for kind in KINDS:
        assert sum(talk.kind == kind for talk in talks) >= FEWEST.get(language, 6)
    assert all(talk.feels and talk.tone is not Tone.NEUTRAL for talk in talks)


def test_that_none_of_it_was_trained_on() -> None:
    trained = {example.text for language in LANGUAGES for example in read_support(language)}
    measured = {text for code in LANGUAGES for talk in read_talks(code) for text in talk.says}

    assert not trained & measured
