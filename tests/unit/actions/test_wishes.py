from __future__ import annotations

from typing import Any

from actions.order import CancelOrder, TellOrderStatus
from actions.recovery import PresentOffer
from actions.returns import RequestReturn
from actions.wishes import BeginWish, LeaveWish, TakeUpWish
from amends.recovery.model import OfferState
from tests.unit.actions.fakes import COMING, LATE, FakeCustomers, FakeRecovery, Shop, offer
from tests.unit.actions.talk import KNOWN, Talk, bot, run

CHARGED = {
    "intent": "billing_wrong_charge",
    "text": "you charged me twice",
    "entities": [{"entity": "order_number", "value": "A-10004"}],
}
MOVED = {"intent": "change_address", "text": "I've moved", "entities": []}
TAKE_UP = "action_take_up_wish"


def slots(*waiting: dict[str, Any]) -> dict[str, Any]:
    return {**KNOWN, "other_wishes": list(waiting)}


async def test_that_what_else_was_wanted_is_taken_up_once_the_first_is_settled() -> None:
    shop = Shop(customers=FakeCustomers(orders=[COMING]))
    talk = Talk(intent="order_status", slots=slots(CHARGED))
    assert (await run(TellOrderStatus, shop, talk)).next_action == TAKE_UP


async def test_that_nothing_is_taken_up_when_nothing_waits() -> None:
    shop = Shop(customers=FakeCustomers(orders=[COMING]))
    outcome = await run(TellOrderStatus, shop, Talk(intent="order_status", slots=slots()))
    assert outcome.next_action is None


async def test_that_nothing_is_taken_up_while_a_form_is_filled_in() -> None:
    shop = Shop(customers=FakeCustomers(orders=[COMING]))
    talk = Talk(intent="order_status", form="cancel_form", slots=slots(CHARGED))
    assert (await run(TellOrderStatus, shop, talk)).next_action is None


async def test_that_an_offer_is_answered_before_anything_else_is_taken_up() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PRESENTED)))
    assert (await run(PresentOffer, shop, Talk(slots=slots(MOVED)))).next_action is None


async def test_that_while_a_person_decides_only_what_needs_no_other_offer_is_taken_up() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PENDING_APPROVAL)))
    assert (await run(PresentOffer, shop, Talk(slots=slots(CHARGED)))).next_action is None
    assert (await run(PresentOffer, shop, Talk(slots=slots(CHARGED, MOVED)))).next_action == TAKE_UP


async def test_that_what_was_left_before_comes_before_what_else_was_wanted() -> None:
    shop = Shop(customers=FakeCustomers(orders=[COMING]))
    known = {**slots(CHARGED), "order_number": "A-10004", "left_topic": "return_item"}
    outcome = await run(CancelOrder, shop, Talk(slots=known))
    assert "utter_resume_left_topic" in outcome.wordings
    assert outcome.next_action is None


async def test_that_the_customers_own_words_are_quoted() -> None:
    outcome = await run(TakeUpWish, Shop(), Talk(slots=slots(CHARGED)))
    assert outcome.values("utter_take_up_wish") == {"words": "you charged me twice"}
    assert outcome.choices("utter_take_up_wish") == [
        ("take_up_wish", {"wish": "billing_wrong_charge"}),
        ("leave_wish", {"wish": "billing_wrong_charge"}),
    ]


async def test_that_a_long_wish_is_quoted_in_part() -> None:
    words = "and then this happened as well " * 20
    outcome = await run(TakeUpWish, Shop(), Talk(slots=slots({**MOVED, "text": words})))
    assert len(outcome.values("utter_take_up_wish")["words"]) <= 121


async def test_that_a_yes_goes_on_with_the_wish_as_if_it_had_just_been_written() -> None:
    talk = Talk(
        text="yes", intent="affirm", slots=slots(CHARGED, MOVED), before=[bot("utter_take_up_wish")]
    )
    outcome = await run(BeginWish, Shop(), talk)
    (said,) = [event for event in outcome.events if event["event"] == "user"]
    assert said["text"] == "you charged me twice"
    assert said["parse_data"]["intent"]["name"] == "billing_wrong_charge"
    assert said["parse_data"]["entities"] == CHARGED["entities"]
    assert (said["message_id"], said["metadata"]["language"]) == ("m1", "en")
    assert outcome.slots["other_wishes"] == [MOVED]
    assert outcome.slots["at_hand"] == {
        "intent": "billing_wrong_charge",
        "text": "you charged me twice",
    }


async def test_that_a_choice_names_the_wish_that_it_is_about() -> None:
    talk = Talk(
        intent="take_up_wish", entities={"wish": "change_address"}, slots=slots(CHARGED, MOVED)
    )
    outcome = await run(BeginWish, Shop(), talk)
    assert outcome.slots["other_wishes"] == [CHARGED]


async def test_that_a_yes_to_something_else_stays_a_yes() -> None:
    talk = Talk(intent="affirm", slots=slots(CHARGED), before=[bot("utter_order_preparing")])
    assert (await run(BeginWish, Shop(), talk)).next_action == "action_take_yes"


async def test_that_a_no_lets_go_of_the_wish_and_takes_up_the_next() -> None:
    talk = Talk(intent="deny", slots=slots(CHARGED, MOVED), before=[bot("utter_take_up_wish")])
    outcome = await run(LeaveWish, Shop(), talk)
    assert outcome.slots["other_wishes"] == [MOVED]
    assert outcome.next_action == TAKE_UP


async def test_that_goodbye_is_said_when_there_is_nothing_to_take_up() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.PRESENTED)))
    outcome = await run(TakeUpWish, shop, Talk(intent="goodbye", slots=slots(CHARGED)))
    assert outcome.wordings == ["utter_goodbye"]


async def test_that_an_order_number_belongs_to_the_wish_that_it_was_named_with() -> None:
    text = "where is A-10002 and cancel A-10004"
    talk = Talk(
        text=text,
        intent="cancel_order",
        slots=KNOWN,
        wishes=[{"intent": "order_status", "text": text[:16], "start": 0, "end": 17}],
        found=[
            {"entity": "order_number", "value": "A-10002", "start": 9, "end": 16},
            {"entity": "order_number", "value": "A-10004", "start": 28, "end": 35},
        ],
    )
    shop = Shop(customers=FakeCustomers(orders=[COMING, LATE]))
    outcome = await run(TellOrderStatus, shop, talk)
    assert outcome.slots["order_number"] == "A-10004"


async def test_that_a_return_takes_up_what_waits() -> None:
    known = {**slots(MOVED), "order_number": "A-10001"}
    assert (await run(RequestReturn, Shop(), Talk(slots=known))).next_action == TAKE_UP
