from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.emotion.frustration import Frustration, Trend, update
from amends.emotion.repeats import Heard
from amends.emotion.signal import Signal, signal_of
from amends.emotion.weights import DEFAULT_WEIGHTS, FrustrationThresholds, FrustrationWeights
from tests.unit.emotion.feelings import ANGRY, CALM, GLAD

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BEGIN = Frustration.calm(NOON)
ANGER = signal_of("this is a disgrace", ANGRY)
share = st.floats(0.0, 1.0)
signals = st.builds(
    Signal,
    anger=share,
    negative=share,
    neutral=share,
    positive=share,
    joy=share,
    intensity=share,
    shouting=share,
    thanks=st.booleans(),
    heard=st.builds(
        Heard,
        sketch=st.lists(st.integers(0, 5), max_size=4).map(tuple),
        topic=st.none() | st.sampled_from(["order_late", "refund_status"]),
        subject=st.integers(0, 2),
    ),
    told_before=st.integers(0, 9),
    irony=share,
    unanswered=st.integers(0, 9),
    earlier_contacts=st.integers(0, 9),
)
sequences = st.lists(st.tuples(signals, st.integers(0, 600)), min_size=1, max_size=12)


def after(*messages: Signal, every: timedelta = MINUTE) -> Frustration:
    state = BEGIN
    for number, message in enumerate(messages, start=1):
        state = update(state, message, NOON + number * every)
    return state


@given(sequences)
def test_that_level_and_trend_stay_within_their_bounds(
    sequence: list[tuple[Signal, int]],
) -> None:
    state, now = BEGIN, NOON
    for signal, minutes in sequence:
        now += minutes * MINUTE
        state = update(state, signal, now)
        assert 0.0 <= state.level <= 1.0
        assert -1.0 <= state.trend <= 1.0


@given(sequences)
def test_that_a_state_survives_storage_as_json(sequence: list[tuple[Signal, int]]) -> None:
    state = after(*(signal for signal, _ in sequence))

    assert Frustration.from_json(json.loads(json.dumps(state.to_json()))) == state


@given(signals, st.sampled_from(["anger", "negative", "shouting", "intensity"]))
def test_that_more_evidence_never_lowers_the_level(signal: Signal, kind: str) -> None:
    # The calmness of a message is a relief of its own, so it is held still.
    signal = replace(signal, neutral=0.0)
    more = replace(signal, **{kind: 1.0})  # type: ignore[arg-type] - all four are shares

    assert after(more).level >= after(signal).level - 1e-12


def test_that_a_plain_question_does_not_frustrate() -> None:
    assert after(signal_of("where is my order?", CALM)).level < 0.05


def test_that_anger_frustrates_and_repeated_anger_more() -> None:
    once = after(ANGER)
    twice = after(ANGER, signal_of("still nothing, unbelievable", ANGRY))

    assert 0.3 < once.level < twice.level


def test_that_an_angry_message_asks_for_ownership_and_three_for_a_person() -> None:
    thresholds = FrustrationThresholds()
    words = ("this is a disgrace", "no, I already told you that", "give me my money back!!!")
    signals = [signal_of(text, ANGRY) for text in words]

    assert after(signals[0]).level >= thresholds.caring
    assert after(*signals).level >= thresholds.offer_person


def test_that_half_of_the_level_is_left_after_the_half_life() -> None:
    state = after(ANGER)
    later = state.updated_at + DEFAULT_WEIGHTS.half_life_minutes * MINUTE

    assert state.level_at(later) == pytest.approx(state.level / 2)


def test_that_a_clock_that_goes_back_fades_nothing() -> None:
    state = after(ANGER)

    assert state.level_at(NOON - timedelta(days=1)) == state.level
    assert update(state, Signal(), NOON - timedelta(days=1)).updated_at == state.updated_at


def test_that_a_thank_you_brings_it_down() -> None:
    angry = after(ANGER, ANGER)
    thanked = update(angry, signal_of("thank you", GLAD), angry.updated_at + MINUTE)
    thanked_by_intent = update(
        angry, signal_of("thank you", GLAD, intent="thank"), angry.updated_at + MINUTE
    )

    assert thanked.level < 0.7 * angry.level
    assert thanked_by_intent.level < thanked.level
    assert thanked.direction() is Trend.FALLING


def test_that_saying_the_same_again_frustrates() -> None:
    question = signal_of("Where is my parcel?", CALM)
    again = signal_of("WHERE is my parcel", CALM)
    other = signal_of("Do you sell blue lamps?", CALM)

    assert after(question, again).level > after(question, other).level + 0.1


def test_that_asking_for_the_same_in_other_words_frustrates_once_the_topic_is_known() -> None:
    first = signal_of("Where is my parcel?", CALM, intent="order_status")
    second = signal_of("any news on the delivery", CALM, intent="order_status")

    assert after(first, second).level > 0.1


def test_that_asking_for_the_same_about_something_else_is_no_repeat() -> None:
    first = signal_of("Where is order A-10001?", CALM, intent="order_status")
    other = signal_of("And where is order A-20002?", CALM, intent="order_status")
    again = signal_of("Any news about it?", CALM, intent="order_status")

    assert after(first, other).level < 0.01
    assert after(first, again).level > 0.1


def test_that_the_same_unanswered_question_counts_once() -> None:
    waiting = signal_of("anyone?", CALM, unanswered=1)
    still = signal_of("I am at home until six", CALM, unanswered=1)
    more = signal_of("I am at home until six", CALM, unanswered=2)

    assert after(waiting).level > 0.1
    assert after(waiting, still).level < after(waiting).level
    assert after(waiting, more).level > after(waiting, still).level


def test_that_earlier_contacts_make_the_first_message_weigh_more() -> None:
    new = signal_of("my order is late", CALM)
    known = signal_of("my order is late", CALM, earlier_contacts=3)

    assert after(known).level > after(new).level + 0.2


def test_that_answering_yes_again_is_no_repeat() -> None:
    yes = signal_of("Yes please", CALM, intent="affirm")
    number = signal_of("A-10001", CALM)

    assert after(yes, number, yes, number, yes).level < 0.01


def test_that_who_says_that_they_ask_for_the_third_time_is_believed() -> None:
    text = "For the third time, where is it?"

    assert after(signal_of(text, CALM, language="en")).level > 0.2
    assert after(signal_of(text, CALM)).level < 0.01


def test_that_glad_words_about_a_problem_are_taken_for_irony() -> None:
    broken = signal_of("lovely, broken again", GLAD, intent="item_damaged")
    praise = signal_of("lovely lamp", GLAD, intent="praise")

    assert after(broken).level > 0.15
    assert after(praise).level < 0.01
    assert after(broken).strain > 0.5


def test_that_friendly_words_are_no_relief_while_nobody_answers() -> None:
    angry = after(ANGER, ANGER)
    left_alone = signal_of("how lovely of you", GLAD, unanswered=3)
    answered = signal_of("how lovely of you", GLAD)
    now = angry.updated_at + MINUTE

    assert update(angry, left_alone, now).level > angry.level
    assert update(angry, answered, now).level < 0.7 * angry.level


def test_that_a_thank_you_counts_in_full_once_there_was_an_answer() -> None:
    waiting = after(ANGER, signal_of("hello? anyone?", CALM, unanswered=2))
    thanks = signal_of("thank you", GLAD, intent="thank", earlier_contacts=0)

    thanked = update(waiting, thanks, waiting.updated_at + MINUTE)
    assert thanked.strain == 0.0
    assert thanked.level < 0.5 * waiting.level


def test_that_being_left_alone_again_after_an_answer_counts_again() -> None:
    state = after(signal_of("anyone?", CALM, unanswered=2))
    answered = update(state, signal_of("I see", CALM), state.updated_at + MINUTE)
    again = update(
        answered, signal_of("and now?", CALM, unanswered=1), answered.updated_at + MINUTE
    )

    assert again.level > answered.level + 0.1


def test_that_only_a_limited_number_of_messages_is_remembered() -> None:
    state = after(
        *(signal_of(f"message {n} {n * 7919}", CALM, intent="order_status") for n in range(20))
    )

    assert len(state.heard) == DEFAULT_WEIGHTS.memory


def test_that_the_direction_is_steady_until_the_level_moves() -> None:
    assert BEGIN.direction() is Trend.STEADY
    assert after(ANGER).direction() is Trend.RISING


@pytest.mark.parametrize(
    "wrong",
    [{"anger": 1.1}, {"joy": -0.1}, {"half_life_minutes": 0.0}, {"memory": 0}, {"noise_floor": 1}],
)
def test_that_weights_outside_their_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        FrustrationWeights(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"caring": 0.0}, {"call_person": 1.2}, {"offer_person": 0.2}])
def test_that_thresholds_that_do_not_rise_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="rise"):
        FrustrationThresholds(**wrong)


def test_that_a_stored_state_without_what_was_heard_can_be_gone_on_from() -> None:
    stored = {
        key: value
        for key, value in after(ANGER).to_json().items()
        if key not in {"heard", "strain"}
    }

    assert Frustration.from_json(stored).level == after(ANGER).level


@pytest.mark.parametrize(
    "wrong", [{"level": "0"}, {"heard": 3}, {"heard": [3]}, {"unanswered": None}]
)
def test_that_a_stored_state_of_wrong_types_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Frustration.from_json({**BEGIN.to_json(), **wrong})
