from __future__ import annotations

from collections import Counter

from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.lessons import Lesson, is_held_out, plan_batches
from amends.emotion.encoder.tokens import pad
from amends.emotion.model import Sentiment


def lesson(number: int, source: Source, *, length: int = 5) -> Lesson:
    example = Example(
        text=f"{source} {number}",
        language="en",
        source=source,
        subset="x",
        emotions=(True,) + (False,) * 5,
        sentiment=Sentiment.NEGATIVE,
    )
    return Lesson(example, (0, *range(4, 2 + length), 2))


MAIN = [lesson(number, Source.BRIGHTER, length=3 + number % 9) for number in range(400)]
OTHERS = [lesson(number, Source.XED, length=3 + number % 9) for number in range(300)]


def plan(seed: int = 0) -> list[list[Lesson]]:
    return plan_batches(MAIN, OTHERS, main_rounds=2.5, auxiliary_rounds=1.0, size=4, seed=seed)


def test_that_each_text_comes_as_often_as_wanted() -> None:
    seen = Counter(one.example.text for batch in plan() for one in batch)

    assert {seen[one.example.text] for one in OTHERS} == {1}
    assert {seen[one.example.text] for one in MAIN} == {2, 3}
    assert sum(seen[one.example.text] for one in MAIN) == 1000


def test_that_no_batch_is_larger_than_wanted() -> None:
    assert {len(batch) for batch in plan()} <= {1, 2, 3, 4}


def test_that_auxiliary_texts_come_mostly_early_and_main_ones_last() -> None:
    order = [one for batch in plan() for one in batch]
    quarter = len(order) // 4
    shares = [
        sum(not one.is_main for one in order[start : start + quarter]) for start in (0, 3 * quarter)
    ]

    assert shares[0] > 1.3 * shares[1]


def test_that_texts_in_a_batch_are_about_equally_long() -> None:
    spreads = [
        max(len(one.tokens) for one in batch) - min(len(one.tokens) for one in batch)
        for batch in plan()
    ]

    assert sum(spreads) / len(spreads) < 1.0


def test_that_the_same_seed_gives_the_same_order() -> None:
    assert plan() == plan()
    assert plan() != plan(seed=1)


def test_that_one_text_in_ten_is_held_out_always_the_same() -> None:
    examples = [one.example for one in (*MAIN, *OTHERS)]
    held_out = [is_held_out(example) for example in examples]

    assert held_out == [is_held_out(example) for example in examples]
    assert 0.06 < sum(held_out) / len(held_out) < 0.14


def test_that_shorter_texts_are_padded_and_masked() -> None:
    ids, mask = pad([(0, 7, 8, 2), (0, 2)])

    assert ids.tolist() == [[0, 7, 8, 2], [0, 2, 1, 1]]
    assert mask.tolist() == [[1, 1, 1, 1], [1, 1, 0, 0]]
