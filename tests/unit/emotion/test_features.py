from __future__ import annotations

import numpy as np
import pytest

from amends.emotion.features import MAX_CHARACTERS, FeatureOptions, hash_ngrams, normalise

OPTIONS = FeatureOptions()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WHERE IS IT", "where is it"),
        ("see https://example.org/a?b=c", "see http://example.com"),
        ("thanks @anna", "thanks @ben"),
        ("order 10001", "order 20442"),
        ("noooooooo", "nooooo"),
        ("too   many\n spaces ", "too many spaces"),
        ("\uff21\uff22\uff23", "abc"),
        ("شُكْرًا", "شكرا"),
        ("أهلا", "اهلا"),
    ],
)
def test_that_what_does_not_matter_is_made_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("good", "god"), ("не", "нe"), ("आप", "अप")])
def test_that_what_matters_stays_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_that_ngrams_have_the_lengths_that_were_asked_for() -> None:
    options = FeatureOptions(shortest=2, longest=3, words=0)

    # " abc " has four pairs and three triples.
    assert len(hash_ngrams("abc", options)) == 4 + 3


def test_that_words_and_pairs_of_words_are_taken() -> None:
    options = FeatureOptions(shortest=1, longest=0, words=2)

    assert len(hash_ngrams("one two three!", options)) == 4 + 3


def test_that_the_same_ngram_has_the_same_hash_wherever_it_stands() -> None:
    options = FeatureOptions(shortest=3, longest=3, words=0)

    assert set(hash_ngrams("late", options)) & set(hash_ngrams("my plate", options))


def test_that_different_ngrams_rarely_share_a_hash() -> None:
    text = " ".join(f"w{number:x}q" for number in np.random.default_rng(0).integers(0, 10**9, 500))
    options = FeatureOptions(shortest=5, longest=5, words=0)
    padded = f" {normalise(text)} "
    different = {padded[i : i + 5] for i in range(len(padded) - 4)}

    assert len(set(hash_ngrams(text, options))) == len(different)


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_that_nothing_has_no_ngrams(text: str) -> None:
    assert len(hash_ngrams(text, OPTIONS)) == 0


def test_that_a_very_long_text_is_cut() -> None:
    start = "lorem ipsum " * 400

    assert len(normalise(start)) <= MAX_CHARACTERS
    assert np.array_equal(hash_ngrams(start[:MAX_CHARACTERS], OPTIONS), hash_ngrams(start, OPTIONS))
