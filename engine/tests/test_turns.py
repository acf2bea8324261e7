"""What customers experience: turns through a real model, a real store and faked actions."""

from __future__ import annotations

import pytest

from engine.errors import ActionsUnavailable, Malformed, Outdated
from engine.runtime.agent import EngineAgent
from engine.runtime.turn import Author, Said
from engine.tests.conftest import FakeActions
from engine.tests.turns import chosen, happened, typed


def _report(call: dict) -> dict:
    slots = call["tracker"]["slots"]
    price = {"amount": "49.00", "currency": "EUR"}
    return {
        "events": [{"event": "slot", "name": "email", "value": None}],
        "responses": [
            {
                "response": "utter_reported",
                "values": {"amount": price, "order_number": slots["order_number"]},
                "choices": [
                    {
                        "label": "label_accept",
                        "values": {"amount": price},
                        "intent": "affirm",
                        "entities": {"offer_id": "off_1"},
                    }
                ],
            }
        ],
    }


async def _texts(agent: EngineAgent, turn) -> list[str]:
    return [reply.text for reply in (await agent.processor.take(turn)).replies]


async def test_that_a_greeting_is_answered_with_the_choices_that_the_domain_declares(agent) -> None:
    (reply,) = (await agent.processor.take(typed("hello"))).replies

    assert (reply.text, reply.wording, reply.language) == ("en: hello", "utter_greet", "en")
    (choice,) = reply.choices
    assert (choice.label, choice.payload.intent) == ("en: track", "order_status")


async def test_that_the_reply_is_in_the_language_of_the_message(agent) -> None:
    assert await _texts(agent, typed("hola", language="es")) == ["es: hello"]


async def test_that_without_annotations_the_language_is_identified(agent) -> None:
    (reply,) = (await agent.processor.take(typed("muchas gracias por todo", language=None))).replies

    assert reply.text == "es: you are welcome"


async def test_that_a_form_asks_for_what_is_missing_and_then_acts(agent, actions) -> None:
    actions.answers["action_report"] = _report

    assert await _texts(agent, typed("my vase arrived broken")) == ["en: which order?"]
    assert await _texts(agent, typed("a10001")) == ["en: which e-mail?"]
    (reply,) = (await agent.processor.take(typed("it's C1001@Example.com", tone="caring"))).replies

    assert reply.text == "en: sorry, €49.00 for A-10001"
    (choice,) = reply.choices
    assert choice.label == "en: accept €49.00"
    assert dict(choice.payload.entities) == {"offer_id": "off_1"}


async def test_that_an_action_may_answer_in_another_language(agent, actions) -> None:
    actions.answers["action_report"] = lambda call: {
        "events": [],
        "responses": [{"response": "utter_status", "language": "es"}],
    }
    await agent.processor.take(typed("the vase from order A-10001 arrived broken"))
    (reply,) = (await agent.processor.take(typed("it's C1001@Example.com"))).replies

    assert (reply.text, reply.language) == ("es: on its way", "es")


async def test_that_a_form_does_not_ask_for_what_was_said_already(agent) -> None:
    turn = typed("the vase from order A-10001 arrived broken")

    assert await _texts(agent, turn) == ["en: which e-mail?"]


async def test_that_a_form_goes_on_after_an_aside(agent) -> None:
    await agent.processor.take(typed("my vase arrived broken"))

    assert await _texts(agent, typed("thank you so much")) == [
        "en: you are welcome",
        "en: which order?",
    ]
    assert await _texts(agent, typed("10001")) == ["en: which e-mail?"]


async def test_that_a_message_has_a_topic_unless_it_answers_a_question(agent) -> None:
    reported = await agent.processor.take(typed("my vase arrived broken"))
    answered = await agent.processor.take(typed("a10001", message_id="again"))
    repeated = await agent.processor.take(typed("a10001", message_id="again"))

    assert reported.topic == "item_damaged"
    assert answered.topic is None
    assert repeated.topic is None


async def test_that_a_repeated_message_gets_the_same_answer_and_runs_nothing(
    agent, actions
) -> None:
    actions.answers["action_report"] = _report
    await agent.processor.take(typed("my vase arrived broken, order A-10001"))
    first = await agent.processor.take(typed("c1001@example.com", message_id="again"))
    called = len(actions.calls)
    await agent.processor.take(typed("hello"))

    repeated = await agent.processor.take(typed("c1001@example.com", message_id="again"))

    assert repeated.repeated
    assert not first.repeated
    assert repeated.replies == first.replies
    assert len(actions.calls) == called


async def test_that_a_repeat_is_known_after_a_restart(agent, model) -> None:
    first = await agent.processor.take(typed("hello", message_id="again"))
    agent.tracker_store._live.clear()

    assert (await agent.processor.take(typed("hello", message_id="again"))).replies == first.replies


@pytest.mark.parametrize("text", ["/restart", "/EXTERNAL_decided", '/affirm{"offer_id": "off_1"}'])
async def test_that_typed_text_is_never_a_command(agent, text) -> None:
    await agent.processor.take(typed("my vase arrived broken, A-10001"))

    await agent.processor.take(typed(text))

    tracker = await agent.processor.get_tracker("c1")
    assert tracker.latest_message.text == text
    assert tracker.latest_message.intent["name"] not in ("restart", "EXTERNAL_decided")
    assert [one["entity"] for one in tracker.latest_message.entities] == []
    assert tracker.get_slot("order_number") == "A-10001"


async def test_that_a_choice_carries_its_intent_and_entities(agent, actions) -> None:
    await agent.processor.take(chosen("order_status", order_number="A-10002"))

    (call,) = actions.calls
    assert call["next_action"] == "action_order_status"
    assert call["tracker"]["slots"]["order_number"] == "A-10002"
    assert call["tracker"]["latest_message"]["intent"]["name"] == "order_status"


async def test_that_a_choice_of_an_unknown_intent_is_refused(agent) -> None:
    with pytest.raises(Malformed):
        await agent.processor.take(chosen("restart"))


async def test_that_an_event_is_answered(agent) -> None:
    assert await _texts(agent, happened("EXTERNAL_decided", offer_id="o")) == ["en: decided"]


async def test_that_actions_see_who_speaks_and_which_message_it_is(agent, actions) -> None:
    turn = typed("where is my order", message_id="m77", customer_id="C1001", verified=True)

    await agent.processor.take(turn)

    (call,) = actions.calls
    assert call["tracker"]["sender_id"] == "c1"
    assert call["tracker"]["latest_message"]["message_id"] == "m77"
    assert call["tracker"]["latest_message"]["metadata"]["customer_id"] == "C1001"
    assert call["tracker"]["slots"]["customer_id"] == "C1001"
    assert call["tracker"]["slots"]["verified"] is True
    assert call["tracker"]["slots"]["language"] == "en"


async def test_that_what_was_said_to_a_person_is_known_afterwards(agent, actions) -> None:
    said = (
        Said(Author.CUSTOMER, "it is order A-10003"),
        Said(Author.AGENT, "Thank you, I am on it."),
    )

    await agent.processor.take(happened("EXTERNAL_decided", transcript=said))

    assert actions.calls == []
    tracker = await agent.processor.get_tracker("c1")
    assert tracker.get_slot("order_number") == "A-10003"
    assert [event.text for event in tracker.events if event.type_name == "agent"] == [
        "Thank you, I am on it."
    ]


async def test_that_a_turn_leaves_nothing_behind_when_the_action_server_is_away(
    agent: EngineAgent, actions: FakeActions
) -> None:
    def away(call: dict) -> dict:
        raise ActionsUnavailable

    actions.answers["action_order_status"] = away
    await agent.processor.take(typed("hello"))
    turn = typed("where is my order A-10001", message_id="later")
    with pytest.raises(ActionsUnavailable):
        await agent.processor.take(turn)
    assert (await agent.processor.get_tracker("c1")).get_slot("order_number") is None

    actions.answers["action_order_status"] = lambda call: {
        "events": [],
        "responses": [{"response": "utter_status"}],
    }
    answer = await agent.processor.take(turn)

    assert not answer.repeated
    assert [reply.text for reply in answer.replies] == ["en: on its way"]


async def test_that_two_engines_do_not_overwrite_each_other(agent, actions) -> None:
    await agent.processor.take(typed("hello"))

    def meanwhile(call: dict) -> dict:
        table = agent.tracker_store.open()
        row = table.read("c1")
        table.write("c1", type(row)(version=row.version + 1, events=row.events))
        return {"events": [], "responses": []}

    actions.answers["action_order_status"] = meanwhile

    with pytest.raises(Outdated):
        await agent.processor.take(typed("where is my order"))


@pytest.mark.parametrize(
    "text", ["xqzv wkjp", "12345678", "???", "👽👽", "\u0000\u0001 \u202e", "<b></b>"]
)
async def test_that_what_means_nothing_is_asked_back(agent, text) -> None:
    assert await _texts(agent, typed(text)) == ["en: I did not get that"]


async def test_that_a_very_long_message_is_answered(agent) -> None:
    turn = typed("where is my order " + "aaaa A-10001 €5 a@b.com " * 800)

    assert (await agent.processor.take(turn)).replies == ()
    tracker = await agent.processor.get_tracker("c1")
    assert tracker.latest_message.intent["name"] == "order_status"
