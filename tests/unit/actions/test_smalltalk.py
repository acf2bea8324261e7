from __future__ import annotations

from actions.smalltalk import AskToRephrase, TakeYes
from amends.recovery.model import OfferState
from tests.unit.actions.fakes import FakeRecovery, Shop, offer
from tests.unit.actions.talk import Talk, bot, ran, run


async def test_that_what_is_not_understood_is_asked_again_with_the_two_likeliest_topics() -> None:
    ranking = ["nlu_fallback", "order_late", "greet", "order_missing", "refund_status"]
    outcome = await run(AskToRephrase, Shop(), Talk(intent="nlu_fallback", ranking=ranking))
    assert outcome.choices("utter_please_rephrase") == [
        ("order_late", {}),
        ("order_missing", {}),
        ("request_human", {}),
    ]


async def test_that_a_person_is_offered_the_second_time_in_a_row() -> None:
    talk = Talk(intent="nlu_fallback", before=[ran("action_default_fallback")])
    assert (await run(AskToRephrase, Shop(), talk)).wordings == ["utter_offer_person"]


async def test_that_who_waits_for_a_person_is_not_asked_to_put_it_another_way() -> None:
    talk = Talk(intent="nlu_fallback", slots={"waiting": True})
    assert (await run(AskToRephrase, Shop(), talk)).wordings == ["utter_person_on_the_way"]


async def test_that_what_is_hardly_likely_is_not_offered_as_a_guess() -> None:
    talk = Talk(intent="nlu_fallback", ranking=[])
    outcome = await run(AskToRephrase, Shop(), talk)
    assert [intent for intent, _ in outcome.choices("utter_please_rephrase")] == [
        "order_status",
        "refund_request",
        "request_human",
    ]


async def test_that_a_yes_while_a_person_decides_asks_for_nothing() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PENDING_APPROVAL)))
    assert (await run(TakeYes, shop, Talk(intent="affirm"))).wordings == ["utter_all_right"]


async def test_that_understanding_something_between_starts_anew() -> None:
    before = [ran("action_default_fallback"), ran("action_listen"), ran("action_order_status")]
    talk = Talk(intent="nlu_fallback", before=before)
    assert (await run(AskToRephrase, Shop(), talk)).wordings == ["utter_please_rephrase"]


async def test_that_a_yes_to_an_offered_person_gets_one() -> None:
    talk = Talk(intent="affirm", before=[bot("utter_sorry_for_bad_rating")])
    assert (await run(TakeYes, Shop(), talk)).next_action == "action_request_person"


async def test_that_a_yes_long_after_an_offer_puts_it_again_instead_of_accepting_it() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PRESENTED)))
    talk = Talk(intent="affirm", before=[bot("utter_order_preparing")])
    assert (await run(TakeYes, shop, talk)).next_action == "action_present_offer"
    assert shop.recovery.done == []


async def test_that_a_yes_to_nothing_is_asked_what_it_is_for() -> None:
    assert (await run(TakeYes, Shop(), Talk(intent="affirm"))).wordings == ["utter_what_can_i_do"]
