from __future__ import annotations

import random

import pytest

from amends.emotion.encoder.misspelling import misspell


def misspelled(text: str) -> set[str]:
    return {misspell(text, random.Random(seed)) for seed in range(200)}


def test_that_one_letter_is_dropped_doubled_swapped_or_loses_its_accent() -> None:
    assert misspelled("té") == {"té", "é", "t", "tté", "téé", "ét", "te"}


def test_that_longer_texts_are_changed_more_often() -> None:
    text = "where on earth is my parcel, it should have been here on Monday, " * 4

    for changed in misspelled(text):
        assert changed != text
        assert 0.9 < len(changed) / len(text) < 1.1


@pytest.mark.parametrize("text", ["", "A-10021", "我的订单在哪里", "注文はどこ", "أين طلبي"])
def test_that_what_has_no_small_letters_stays_as_it_is(text: str) -> None:
    assert misspelled(text) == {text}


def test_that_the_same_seed_gives_the_same_text() -> None:
    assert misspell("my order", random.Random(3)) == misspell("my order", random.Random(3))
