"""Responses are worded in the language and tone of the turn."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine.tests.conftest import PROJECT
from engine.wording import CatalogueGenerator
from language import WordingError

_PRICE = {"amount": "5.00", "currency": "EUR"}


async def _say(
    response: str, metadata: dict, *, intent: str | None = None, **kwargs: object
) -> dict | None:
    generator = CatalogueGenerator(EndpointConfig(root=str(PROJECT)))
    tracker = DialogueStateTracker("c", slots=None)
    tracker.update(SlotSet("order_number", "A-10001"))
    parsed = {"name": intent, "confidence": 1.0} if intent else None
    tracker.update(UserUttered("x", intent=parsed, metadata=metadata))
    return await generator.generate(response, tracker, "amends", **kwargs)


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({"language": "en", "tone": "caring"}, "en: sorry, €5.00 for A-10001"),
        ({"language": "en", "tone": "accountable"}, "en: €5.00 for A-10001"),
        ({"language": "en", "tone": "no such tone"}, "en: €5.00 for A-10001"),
        ({"language": "es"}, "es: 5,00\u00a0€ for A-10001"),
        ({"language": "tlh"}, "en: €5.00 for A-10001"),
        ({}, "en: €5.00 for A-10001"),
    ],
)
async def test_that_language_and_tone_are_those_of_the_turn(metadata: dict, text: str) -> None:
    said = await _say("utter_reported", metadata, values={"amount": _PRICE})

    assert said is not None
    assert said["text"] == text


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("item_damaged", "en: sorry, €5.00 for A-10001"),
        ("praise", "en: €5.00 for A-10001"),
        (None, "en: €5.00 for A-10001"),
    ],
)
async def test_that_a_problem_is_never_answered_cheerfully(intent: str | None, text: str) -> None:
    metadata = {"language": "en", "tone": "warm"}
    said = await _say("utter_reported", metadata, intent=intent, values={"amount": _PRICE})

    assert said is not None
    assert said["text"] == text


async def test_that_given_values_come_before_slots() -> None:
    said = await _say("utter_reported", {}, values={"amount": _PRICE, "order_number": "A-2"})

    assert said is not None
    assert said["text"] == "en: €5.00 for A-2"


async def test_that_a_choice_has_a_label_and_a_payload() -> None:
    choice = {
        "label": "label_accept",
        "values": {"amount": _PRICE},
        "intent": "affirm",
        "entities": {"offer_id": "off_1"},
    }

    said = await _say("utter_status", {"language": "es"}, choices=[choice])

    assert said is not None
    assert said["buttons"] == [
        {"title": "es: accept 5,00\u00a0€", "payload": '/affirm{"offer_id": "off_1"}'}
    ]


async def test_that_a_response_without_wording_is_an_error() -> None:
    with pytest.raises(WordingError):
        await _say("utter_nowhere", {})


async def test_that_rasas_own_responses_may_stay_unsaid() -> None:
    assert await _say("utter_restart", {}) is None
