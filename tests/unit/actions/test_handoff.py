from __future__ import annotations

from actions.handoff import GoOnAfterPerson, RequestPerson
from amends.conversations.model import Mode
from tests.unit.actions.fakes import FakeConversations, Shop
from tests.unit.actions.talk import KNOWN, Talk, run


async def test_that_a_person_is_asked_for_once_and_announced_again_later() -> None:
    shop = Shop()
    first = await run(RequestPerson, shop, Talk(intent="request_human"))
    second = await run(RequestPerson, shop, Talk(intent="request_human"))
    assert first.wordings == ["utter_person_requested"]
    assert second.wordings == ["utter_person_on_the_way"]
    assert shop.handoff.asked[0] == ("customer_asked", "m1:action_request_person")


async def test_that_the_assistant_says_that_it_is_back_and_what_was_left() -> None:
    slots = {**KNOWN, "left_topic": "cancel_order"}
    outcome = await run(GoOnAfterPerson, Shop(), Talk(intent="EXTERNAL_handed_back", slots=slots))
    assert outcome.wordings == ["utter_handed_back", "utter_resume_left_topic"]


async def test_that_the_assistant_stays_silent_when_a_person_has_the_conversation_again() -> None:
    shop = Shop(conversations=FakeConversations(mode=Mode.AGENT))
    outcome = await run(GoOnAfterPerson, shop, Talk(intent="EXTERNAL_handed_back"))
    assert outcome.wordings == []
