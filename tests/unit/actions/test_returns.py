from __future__ import annotations

import pytest

from actions.asking import AskLine
from actions.returns import AskReturnConfirmation, RequestExchange, RequestReturn, ReturnForm
from amends.customers.errors import NotPossible, Refusal
from tests.unit.actions.fakes import COMING, PAIR, FakeCustomers, Shop
from tests.unit.actions.talk import KNOWN, Talk, run


async def test_that_one_thing_of_an_order_is_sent_back() -> None:
    shop = Shop(customers=FakeCustomers(orders=[PAIR]))
    slots = {**KNOWN, "order_number": "A-10009", "line": "2"}
    outcome = await run(RequestReturn, shop, Talk(slots=slots))
    assert shop.customers.done == [("request_return", "A-10009", (2,), "m1:action_request_return")]
    assert outcome.values("utter_return_agreed")["reference"] == "RT-1"


async def test_that_a_whole_order_is_sent_back() -> None:
    shop = Shop(customers=FakeCustomers(orders=[PAIR]))
    await run(RequestReturn, shop, Talk(slots={**KNOWN, "order_number": "A-10009", "line": "0"}))
    assert shop.customers.done[0][2] is None


async def test_that_what_is_wanted_instead_goes_with_the_exchange() -> None:
    shop = Shop(customers=FakeCustomers(orders=[PAIR]))
    slots = {**KNOWN, "order_number": "A-10009", "line": "1", "wanted_item": "in green"}
    outcome = await run(RequestExchange, shop, Talk(slots=slots))
    assert shop.customers.done[0][1:4] == ("A-10009", 1, "in green")
    assert outcome.values("utter_exchange_agreed")["wish"] == "in green"
    assert outcome.slots["wanted_item"] is None


async def test_that_the_shops_rule_is_named_and_a_person_offered_when_it_is_too_late() -> None:
    shop = Shop(customers=FakeCustomers(refuses=NotPossible(Refusal.WINDOW_OVER)))
    outcome = await run(RequestReturn, shop, Talk(slots={**KNOWN, "order_number": "A-10001"}))
    assert outcome.values("utter_not_possible") == {"reason": "reason_window_over"}
    assert outcome.choices("utter_not_possible") == [("request_human", {})]


async def test_that_the_things_of_an_order_are_offered_in_the_customers_language() -> None:
    talk = Talk(
        intent="return_item",
        form="return_form",
        slots={**KNOWN, "order_number": "A-10009"},
        metadata={"language": "es"},
    )
    outcome = await run(AskLine, Shop(customers=FakeCustomers(orders=[PAIR])), talk)
    assert outcome.choices("utter_ask_line") == [
        ("return_item", {"order_number": "A-10009", "line": line}) for line in ("1", "2", "0")
    ]
    labels = [choice["values"].get("item") for choice in outcome.said[0]["choices"]]
    assert labels == ["Blue mug (es)", "Red plate (es)", None]


async def test_that_a_question_about_returns_arranges_none() -> None:
    started = await run(ReturnForm, Shop(), Talk(intent="return_item", slots=KNOWN))
    assert started.slots["requested_slot"] == "confirmation"
    talk = Talk(slots={**KNOWN, "order_number": "A-10001"})
    asked = await run(AskReturnConfirmation, Shop(), talk)
    assert asked.choices("utter_confirm_return")[0] == (
        "return_item",
        {"order_number": "A-10001", "line": "0", "confirmed": "yes"},
    )
    assert asked.values("utter_confirm_return")["items"] == ["Headphones"]


@pytest.mark.parametrize(("intent", "text"), [("affirm", "yes"), ("return_item", "yes, send it")])
async def test_that_the_wish_once_more_is_a_yes(intent: str, text: str) -> None:
    slots = {**KNOWN, "order_number": "A-10001", "requested_slot": "confirmation"}
    talk = Talk(text=text, intent=intent, form="return_form", slots=slots)
    outcome = await run(ReturnForm, Shop(), talk)
    assert outcome.slots["confirmation"] == "yes"
    assert outcome.slots["requested_slot"] is None


async def test_that_what_has_not_arrived_cannot_be_sent_back() -> None:
    shop = Shop(customers=FakeCustomers(orders=[COMING]))
    outcome = await run(ReturnForm, shop, Talk(intent="return_item", slots=KNOWN))
    assert outcome.values("utter_not_possible") == {"reason": "reason_not_delivered"}
