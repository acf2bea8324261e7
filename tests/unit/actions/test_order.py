from __future__ import annotations

from dataclasses import replace

import pytest

from actions.order import (
    AskCancelConfirmation,
    CancelForm,
    CancelOrder,
    ChangeAddress,
    TellOrderStatus,
)
from amends.customers.model import Order, ShipmentState
from tests.unit.actions.fakes import (
    ARRIVED,
    COMING,
    LATE,
    NOW,
    PACKING,
    FakeCustomers,
    Shop,
    order,
)
from tests.unit.actions.talk import KNOWN, Talk, run

OUT = order("A-1", state=ShipmentState.OUT_FOR_DELIVERY, promised=0)


def shop(*orders: Order) -> Shop:
    return Shop(customers=FakeCustomers(orders=list(orders)))


@pytest.mark.parametrize(
    ("one", "wording"),
    [
        (ARRIVED, "utter_order_delivered"),
        (COMING, "utter_order_in_transit"),
        (OUT, "utter_order_out_for_delivery"),
        (LATE, "utter_order_is_late"),
        (PACKING, "utter_order_preparing"),
        (order("A-2", state=ShipmentState.LOST), "utter_order_lost"),
        (replace(ARRIVED, cancelled_at=NOW), "utter_order_cancelled"),
    ],
)  # fmt: skip
async def test_that_each_state_of_an_order_has_words_of_its_own(one: Order, wording: str) -> None:
    talk = Talk(intent="order_status", slots=KNOWN, entities={"order_number": one.number})
    outcome = await run(TellOrderStatus, shop(one), talk)
    assert outcome.wordings == [wording]
    assert outcome.values(wording)["order_number"] == one.number


async def test_that_what_is_on_its_way_is_told_when_no_order_is_named() -> None:
    outcome = await run(
        TellOrderStatus, shop(ARRIVED, COMING, LATE), Talk(intent="order_status", slots=KNOWN)
    )
    assert outcome.wordings == ["utter_order_in_transit", "utter_order_is_late"]


async def test_that_the_other_parcel_is_not_the_one_talked_about() -> None:
    talk = Talk(
        intent="order_status",
        slots={**KNOWN, "order_number": "A-10004"},
        entities={"reference": "other"},
    )
    outcome = await run(TellOrderStatus, shop(COMING, LATE), talk)
    assert outcome.wordings == ["utter_order_is_late"]


async def test_that_a_guest_who_just_said_who_they_are_hears_of_that_order() -> None:
    talk = Talk(
        text="ana@example.com",
        slots={**KNOWN, "order_number": "A-10001"},
        latest_action="order_status_form",
    )
    outcome = await run(TellOrderStatus, shop(ARRIVED, COMING), talk)
    assert outcome.wordings == ["utter_order_delivered"]


async def test_that_nothing_is_told_to_a_guest() -> None:
    talk = Talk(intent="order_status", entities={"order_number": "A-10001"})
    assert (await run(TellOrderStatus, shop(ARRIVED), talk)).wordings == ["utter_identify_first"]


async def test_that_a_late_order_can_be_made_right_by_a_choice_that_names_it() -> None:
    talk = Talk(intent="order_status", slots=KNOWN)
    outcome = await run(TellOrderStatus, shop(LATE), talk)
    assert ("order_late", {"order_number": "A-10002"}) in outcome.choices("utter_order_is_late")


async def test_that_a_frustrated_customer_is_offered_a_person_beside_the_other_choices() -> None:
    talk = Talk(intent="order_status", slots=KNOWN, metadata={"frustration": 0.7})
    outcome = await run(TellOrderStatus, shop(LATE), talk)
    assert outcome.wordings == ["utter_order_is_late", "utter_offer_person_to_frustrated"]
    assert outcome.choices("utter_offer_person_to_frustrated") == [
        ("order_late", {"order_number": "A-10002"}),
        ("request_human", {}),
    ]


async def test_that_the_question_before_cancelling_carries_the_order_in_its_choice() -> None:
    talk = Talk(slots={**KNOWN, "order_number": "A-10007"})
    outcome = await run(AskCancelConfirmation, shop(PACKING), talk)
    assert outcome.choices("utter_confirm_cancel_order") == [
        ("cancel_order", {"order_number": "A-10007", "confirmed": "yes"}),
        ("deny", {}),
    ]


async def test_that_an_order_is_cancelled_once_per_message() -> None:
    customers = FakeCustomers(orders=[PACKING])
    talk = Talk(slots={**KNOWN, "order_number": "A-10007", "confirmation": "yes"})
    outcome = await run(CancelOrder, Shop(customers=customers), talk)
    assert customers.done == [("cancel_order", "A-10007", "m1:action_cancel_order")]
    assert outcome.wordings == ["utter_order_stopped_and_refunded"]
    assert outcome.slots["confirmation"] is None


async def test_that_what_was_left_for_this_is_offered_again() -> None:
    slots = {**KNOWN, "order_number": "A-10007", "left_topic": "return_item"}
    outcome = await run(CancelOrder, shop(PACKING), Talk(slots=slots))
    assert outcome.choices("utter_resume_left_topic") == [("return_item", {})]


async def test_that_a_new_address_is_not_kept_longer_than_needed() -> None:
    customers = FakeCustomers(orders=[PACKING])
    slots = {**KNOWN, "order_number": "A-10007", "new_address": "New Street 12"}
    outcome = await run(ChangeAddress, Shop(customers=customers), Talk(slots=slots))
    assert customers.done[0][:3] == ("change_address", "A-10007", "New Street 12")
    assert outcome.wordings == ["utter_address_changed"]
    assert outcome.slots["new_address"] is None


async def test_that_a_confirmation_repeated_after_a_crash_is_not_told_it_comes_too_late() -> None:
    cancelled = replace(PACKING, cancelled_at=NOW)
    slots = {**KNOWN, "order_number": "A-10007", "requested_slot": "confirmation"}
    talk = Talk(text="yes", intent="affirm", form="cancel_form", slots=slots)
    outcome = await run(CancelForm, shop(cancelled), talk)
    assert outcome.wordings == []
    assert outcome.slots["requested_slot"] is None


async def test_that_the_other_order_is_another_than_the_one_told_about() -> None:
    first = await run(TellOrderStatus, shop(ARRIVED, COMING), Talk(slots=dict(KNOWN)))
    talk = Talk(slots={**KNOWN, **first.slots}, entities={"reference": "other"})
    second = await run(TellOrderStatus, shop(ARRIVED, COMING), talk)
    assert (first.wordings, second.wordings) == (
        ["utter_order_in_transit"],
        ["utter_order_delivered"],
    )


async def test_that_who_asks_for_another_order_and_has_none_is_told_about_the_only_one() -> None:
    slots = {**KNOWN, "order_number": COMING.number}
    outcome = await run(
        TellOrderStatus, shop(COMING), Talk(slots=slots, entities={"reference": "other"})
    )
    assert outcome.wordings == ["utter_only_this_order", "utter_order_in_transit"]
