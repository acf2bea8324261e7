from __future__ import annotations

import random

import pytest

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.framing import frame, read_frames
from amends.emotion.fairness.counterfactuals import Swap, read_counterfactuals
from amends.emotion.support_data import LANGUAGES

MESSAGES = [
    Example(f"{{late}} parcel {language}", language, Source.SUPPORT, "support", (False,) * 6)
    for language in LANGUAGES
]


def test_that_a_framed_message_is_misspelled_at_most_and_gets_words_around() -> None:
    for message, texts in zip(MESSAGES, frame(MESSAGES, 40, seed=0), strict=True):
        assert len({*texts}) > 20
        assert 10 <= sum(message.text in text for text in texts) <= 30
        for text in texts:
            assert text.count("{") == 1


def test_that_the_same_seed_gives_the_same_texts() -> None:
    assert frame(MESSAGES, 5, seed=0) == frame(MESSAGES, 5, seed=0) != frame(MESSAGES, 5, seed=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_slot_of_every_frame_can_be_filled(language: str) -> None:
    own = read_frames()[language]

    assert {*own.slots} == {"name", "place", "relative", "person", "colleague"}
    for sentence in own.frames:
        filled = sentence.format(text="x", **dict.fromkeys(own.slots, "y"))
        assert "x" in filled
        assert "y" in filled
    assert own.around("late", random.Random(0))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_fairness_is_not_measured_with_names_and_places_that_were_trained_on(
    language: str,
) -> None:
    swapped = [
        text
        for one in read_counterfactuals(language)
        if one.swap in {Swap.NAMES, Swap.PLACES}
        for text in one.texts
    ]
    own = read_frames()[language]

    for filler in (*own.slots["name"], *own.slots["place"]):
        assert not any(filler in text for text in swapped), filler
