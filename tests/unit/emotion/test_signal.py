from __future__ import annotations

import pytest

from amends.emotion.repeats import SKETCH_SIZE, count_repeats, resemblance, sketch
from amends.emotion.signal import shouting, signal_of
from tests.unit.emotion.feelings import ANGRY, GLAD


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Where is my order A-10001?", 0.0, 0.0),
        ("WHERE IS MY ORDER", 0.9, 1.0),
        ("OK", 0.0, 0.0),
        ("¡Hola!", 0.0, 0.0),
        ("give it back!!!", 1.0, 1.0),
        ("赶快退钱\uff01\uff01\uff01", 1.0, 1.0),
        ("أين طلبي", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_that_capitals_and_exclamation_marks_are_shouting(
    text: str, least: float, most: float
) -> None:
    assert least <= shouting(text) <= most


def test_that_a_signal_carries_what_the_emotion_says() -> None:
    signal = signal_of("this is a disgrace", ANGRY, intent="complaint_service", unanswered=2)

    assert signal.anger == 0.8
    assert signal.negative == 0.9
    assert (signal.topic, signal.unanswered, signal.thanks) == ("complaint_service", 2, False)


def test_that_thanks_are_no_topic_that_could_be_repeated() -> None:
    signal = signal_of("thanks", GLAD, intent="thank")

    assert signal.thanks
    assert signal.topic is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my order?", "where is my ORDER???"),
        ("where is my parcel", "wheeere is my parcel"),
        ("我的订单在哪里", "我的订单在哪里啊"),
        ("أين طلبي من فضلك", "أين طلبي من فضلك؟"),
    ],
)
def test_that_the_same_message_is_recognised(one: str, other: str) -> None:
    assert resemblance(sketch(one), sketch(other)) >= 0.6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("where is my order", "I want to change my address"),
        ("我的订单在哪里", "我要退货"),
        ("yes", "no"),
        ("", ""),
        ("?!", "?!"),
    ],
)
def test_that_different_messages_are_not_taken_for_the_same(one: str, other: str) -> None:
    assert resemblance(sketch(one), sketch(other)) < 0.6


def test_that_a_sketch_stays_small_and_holds_no_text() -> None:
    long = sketch("lorem ipsum dolor sit amet " * 200)

    assert len(long) <= SKETCH_SIZE
    assert all(isinstance(value, int) for value in long)


def test_that_repeats_are_counted_among_earlier_messages() -> None:
    earlier = [sketch("where is my order"), sketch("hello"), sketch("Where is my order?!")]

    assert count_repeats(sketch("where is my order"), earlier, at_least=0.6) == 2
