from __future__ import annotations

import pytest

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.splicing import splice

SETS = {
    ("en", "eng"): "abcdefgh",
    ("ar", "arq"): "ijklmnop",
    ("ar", "ary"): "qrstuvwx",
    ("zh", "chn"): "天地玄黄宇宙洪荒",
}


def examples() -> list[Example]:
    return [
        Example(
            text=("" if language == "zh" else " ").join(word for word in words[place:] + words),
            language=language,
            source=Source.BRIGHTER,
            subset=subset,
            emotions=(True,) * 6,
        )
        for (language, subset), words in SETS.items()
        for place in range(4)
    ]


def test_that_a_spliced_text_is_made_of_words_of_one_set_and_has_no_labels() -> None:
    spliced = splice(examples(), 200, seed=0)

    assert len(spliced) == 200
    assert {(one.language, one.subset) for one in spliced} == {*SETS}
    for one in spliced:
        words = SETS[one.language, one.subset]
        assert {*one.text.replace(" ", "")} <= {*words}
        assert (" " in one.text) is (one.language != "zh")
        assert one.source is Source.SPLICED
        assert set(one.emotions) == {None}
        assert one.sentiment is None
        assert one.intensity is None


def test_that_both_texts_give_about_half() -> None:
    first, second = (
        Example(" ".join(word * 10), "en", Source.BRIGHTER, "eng", (None,) * 6) for word in "ab"
    )
    mixed = [one.text for one in splice([first, second], 100, seed=0)]

    begun = [text for text in mixed if text.startswith("a") and text.endswith("b")]
    assert len(begun) > 10
    assert all(3 <= text.count("a") <= 7 and 3 <= text.count("b") <= 7 for text in begun)


def test_that_the_same_seed_gives_the_same_texts() -> None:
    assert splice(examples(), 50, seed=0) == splice(examples(), 50, seed=0)
    assert splice(examples(), 50, seed=0) != splice(examples(), 50, seed=1)


@pytest.mark.parametrize("count", [0, 5])
def test_that_nothing_is_made_of_nothing(count: int) -> None:
    assert splice([], count, seed=0) == ()


def test_that_a_text_of_one_word_can_be_spliced() -> None:
    one = Example("well", "en", Source.BRIGHTER, "eng", (None,) * 6)

    assert {spliced.text for spliced in splice([one], 50, seed=0)} <= {"", "well", "well well"}
