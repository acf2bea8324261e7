from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from tests.unit.actions.talk import KNOWN, Talk, bot, ran


def turn_of(talk: Talk) -> Turn:
    return Turn(action="action_x", tracker=talk.tracker(), dispatcher=CollectingDispatcher())


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        ("A-10001", {"order_number": "A-10001"}, 0),
        ("it's A-10001, ana@x.com", {"order_number": "A-10001", "email": "ana@x.com"}, 1),
        ("where is my parcel", {}, 4),
        ("😀", {}, 0),
    ],
)
def test_that_the_words_besides_the_values_are_counted(
    text: str, entities: dict[str, str], words: int
) -> None:
    assert turn_of(Talk(text=text, entities=entities)).other_words == words


def test_that_a_choice_is_no_message_of_only_values() -> None:
    assert not turn_of(Talk(text="", entities={"order_number": "A-10001"})).only_entities


def test_that_a_customer_is_known_only_when_that_is_proven() -> None:
    assert turn_of(Talk(slots=KNOWN)).customer_id == "C1"
    assert turn_of(Talk(slots={**KNOWN, "verified": False})).customer_id is None


def test_that_the_key_names_message_action_and_operation() -> None:
    turn = turn_of(Talk())
    assert turn.key() == "m1:action_x"
    assert turn.key("identity") == "m1:action_x:identity"


def test_that_a_form_is_told_from_its_start_and_its_return_from_an_aside() -> None:
    answering = turn_of(Talk(form="cancel_form"))
    returning = turn_of(Talk(form="cancel_form", aside_by="action_order_status"))
    assert answering.was_filling("cancel_form")
    assert answering.is_fresh()
    assert not returning.is_fresh()
    assert not turn_of(Talk()).was_filling("cancel_form")


def test_that_the_text_of_a_problem_is_found_behind_later_answers() -> None:
    told = {
        "event": "user",
        "text": "the screen is cracked",
        "parse_data": {"intent": {"name": "item_damaged"}},
    }
    turn = turn_of(Talk(text="A-10001", intent="order_status", before=[told]))
    assert turn.told_with("item_damaged") == "the screen is cracked"
    assert turn.told_with("order_late") == "A-10001"


def test_that_what_was_said_and_done_last_is_known() -> None:
    turn = turn_of(Talk(before=[bot("utter_a"), ran("issue_form"), ran("action_rate")]))
    assert turn.last_said == "utter_a"
    assert turn.said_recently("utter_a", within=1)
    assert not turn.said_recently("utter_b", within=5)
    assert turn.last_done({"issue_form", "cancel_form"}) == "issue_form"
    assert turn.answered_before_by("action_rate")
