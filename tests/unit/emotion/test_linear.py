from __future__ import annotations

from amends.emotion.model import EmotionName, Sentiment
from tests.unit.emotion.small_model import small_model


def test_that_each_language_has_its_own_words() -> None:
    english, spanish = small_model().read(["fatal", "fatal"], ["en", "es"])

    assert english.present() == ()
    assert spanish.present() == (EmotionName.ANGER,)
    assert spanish.sentiment is Sentiment.NEGATIVE


def test_that_an_unknown_text_keeps_the_prior() -> None:
    emotion = small_model().read(["zzz qqq"], ["en"])[0]

    assert emotion.sentiment is Sentiment.NEUTRAL
    assert emotion.score(EmotionName.ANGER) < 0.2


def test_that_repeating_a_word_does_not_make_it_count_more() -> None:
    once, often = small_model().read(["lovely", "lovely lovely"], ["en", "en"])

    assert once.present() == often.present() == (EmotionName.JOY,)


def test_that_unknown_words_beside_it_do_not_drown_a_known_one() -> None:
    emotion = small_model().read(["zzz qqq awful www"], ["en"])[0]

    assert emotion.present() == (EmotionName.ANGER,)


def test_that_intensity_follows_its_weights() -> None:
    emotion = small_model().read(["awful"], ["en"])[0]

    assert emotion.intensity == min(1.0, emotion.score(EmotionName.ANGER) + 0.1)
