from __future__ import annotations

import pytest
import yaml

from amends.emotion.repeats import SKETCH_SIZE, Heard, resemblance, sketch, subject_of
from amends.emotion.signal import REQUESTS, THANKS, shouting, signal_of
from amends.settings import PROJECT
from language import PROBLEMS
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
    assert signal.negative == 0.94
    assert (signal.heard.topic, signal.unanswered, signal.thanks) == ("complaint_service", 2, False)


@pytest.mark.parametrize("intent", ["greet", "affirm", "deny", "praise", None])
def test_that_what_asks_for_nothing_is_no_topic(intent: str | None) -> None:
    assert signal_of("whatever", GLAD, intent=intent).heard.topic is None


def test_that_the_intents_are_among_those_that_the_engine_knows() -> None:
    known = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    names = {next(iter(one)) if isinstance(one, dict) else one for one in known}

    assert names >= PROBLEMS | REQUESTS | {THANKS}


def test_that_thanks_are_no_topic_that_could_be_repeated() -> None:
    signal = signal_of("thanks", GLAD, intent="thank")

    assert signal.thanks
    assert signal.heard.topic is None


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
        ("yes please", "yes please"),
        ("A-10001", "A-10001"),
        ("谢谢", "谢谢"),
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


def test_that_a_repeat_is_about_the_same_thing() -> None:
    def heard(text: str, topic: str | None = None) -> Heard:
        return Heard(sketch(text), topic, subject_of(text))

    first = heard("where is my order A-10001")

    assert heard("Where is my order A-10001?!").is_repeat_of(first, at_least=0.6)
    assert heard("Where is my order?").is_repeat_of(first, at_least=0.6)
    assert not heard("where is my order A-20002").is_repeat_of(first, at_least=0.6)
    assert not heard("hello").is_repeat_of(first, at_least=0.6)
    assert heard("any news", "order_late").is_repeat_of(heard("?", "order_late"), at_least=0.6)
    assert not heard("any news").is_repeat_of(heard("?"), at_least=0.6)
