"""What a message means to a form, shown with the forms about orders."""

from __future__ import annotations

import pytest

from actions.correction import CorrectOrder
from actions.order import AddressForm, CancelForm, OrderStatusForm
from actions.returns import ExchangeForm, ReturnForm
from tests.unit.actions.fakes import (
    ARRIVED,
    ARRIVED_TOO,
    COMING,
    EMAIL,
    PACKING,
    PAIR,
    FakeCustomers,
    Shop,
    order,
)
from tests.unit.actions.talk import KNOWN, Talk, bot, ran, run

PACKING_TOO = order("A-10008", "Table", state=None, placed=2, promised=-4)
CONFIRMING = {**KNOWN, "order_number": "A-10007", "requested_slot": "confirmation"}


def shop(*orders: object) -> Shop:
    return Shop(customers=FakeCustomers(orders=list(orders)))  # type: ignore[arg-type]  # orders


async def test_that_the_only_order_that_fits_is_taken_at_once() -> None:
    outcome = await run(
        CancelForm, shop(ARRIVED, PACKING), Talk(intent="cancel_order", slots=KNOWN)
    )
    assert outcome.slots["order_number"] == "A-10007"
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_the_order_is_asked_for_when_several_fit() -> None:
    outcome = await run(
        CancelForm, shop(PACKING, PACKING_TOO), Talk(intent="cancel_order", slots=KNOWN)
    )
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_a_product_named_finds_its_order() -> None:
    talk = Talk(
        text="cancel the table", intent="cancel_order", slots=KNOWN, entities={"product": "table"}
    )
    outcome = await run(CancelForm, shop(PACKING, PACKING_TOO), talk)
    assert outcome.slots["order_number"] == "A-10008"


async def test_that_an_order_talked_about_before_is_kept_only_if_it_fits() -> None:
    slots = {**KNOWN, "order_number": "A-10001"}
    outcome = await run(
        CancelForm, shop(ARRIVED, PACKING), Talk(intent="cancel_order", slots=slots)
    )
    assert outcome.slots["order_number"] == "A-10007"


async def test_that_a_yes_confirms() -> None:
    outcome = await run(
        CancelForm,
        shop(PACKING),
        Talk(text="yes", intent="affirm", form="cancel_form", slots=CONFIRMING),
    )
    assert outcome.slots["confirmation"] == "yes"
    assert outcome.slots["requested_slot"] is None


async def test_that_a_no_leaves_the_form_and_offers_to_resume_it() -> None:
    outcome = await run(
        CancelForm,
        shop(PACKING),
        Talk(text="forget it", intent="deny", form="cancel_form", slots=CONFIRMING),
    )
    assert outcome.wordings == ["utter_form_left"]
    assert ("cancel_order", {}) in outcome.choices("utter_form_left")
    assert outcome.next_action == "action_listen"
    assert outcome.slots["left_topic"] == "cancel_order"


async def test_that_a_form_resumed_remembers_what_was_given() -> None:
    slots = {**KNOWN, "left_topic": "change_address", "new_address": "New Street 12, Bath"}
    outcome = await run(AddressForm, shop(PACKING), Talk(intent="change_address", slots=slots))
    assert outcome.slots["requested_slot"] is None
    assert outcome.slots["left_topic"] is None


async def test_that_a_form_started_anew_forgets_what_was_given() -> None:
    slots = {**KNOWN, "new_address": "New Street 12, Bath"}
    outcome = await run(AddressForm, shop(PACKING), Talk(intent="change_address", slots=slots))
    assert outcome.slots["requested_slot"] == "new_address"


async def test_that_no_the_other_order_corrects_and_asks_again() -> None:
    talk = Talk(
        text="no, the other order",
        intent="deny",
        entities={"reference": "other"},
        form="cancel_form",
        slots={**CONFIRMING, "confirmation": None},
    )
    outcome = await run(CancelForm, shop(PACKING, PACKING_TOO), talk)
    assert outcome.slots["order_number"] == "A-10008"
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_the_other_order_of_the_only_one_is_said_not_to_exist() -> None:
    talk = Talk(
        text="no, the other order",
        intent="deny",
        entities={"reference": "other"},
        form="cancel_form",
        slots=CONFIRMING,
    )
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_only_this_order"]
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_a_second_order_number_replaces_the_first() -> None:
    talk = Talk(
        text="sorry, A-10008",
        intent="order_status",
        entities={"order_number": "A-10008"},
        form="cancel_form",
        slots=CONFIRMING,
    )
    outcome = await run(CancelForm, shop(PACKING, PACKING_TOO), talk)
    assert outcome.slots["order_number"] == "A-10008"


async def test_that_an_aside_is_left_to_the_rules() -> None:
    talk = Talk(
        text="by the way, where is my other parcel?",
        intent="order_status",
        entities={"reference": "other"},
        form="cancel_form",
        slots=CONFIRMING,
    )
    outcome = await run(CancelForm, shop(PACKING, COMING), talk)
    assert outcome.rejected
    assert not outcome.left_form
    assert outcome.slots == {}


async def test_that_the_form_asks_again_after_an_aside() -> None:
    talk = Talk(
        text="thanks",
        intent="thank",
        form="cancel_form",
        aside_by="utter_thanks_welcome",
        slots=CONFIRMING,
    )
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert not outcome.rejected
    assert outcome.slots["requested_slot"] == "confirmation"


@pytest.mark.parametrize(
    ("intent", "left"),
    [("return_item", "cancel_order"), ("request_human", None), ("goodbye", None)],
)
async def test_that_another_topic_takes_the_forms_place(intent: str, left: str | None) -> None:
    talk = Talk(text="something else now", intent=intent, form="cancel_form", slots=CONFIRMING)
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.rejected
    assert outcome.left_form
    assert outcome.slots["left_topic"] == left


async def test_that_a_decision_of_elsewhere_is_not_swallowed_by_a_form() -> None:
    talk = Talk(intent="EXTERNAL_offer_decided", form="cancel_form", slots=CONFIRMING)
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.rejected
    assert outcome.left_form


async def test_that_what_is_not_understood_is_asked_again_and_then_a_person_is_offered() -> None:
    talk = Talk(text="blorf", intent="nlu_fallback", form="cancel_form", slots=CONFIRMING)
    first = await run(CancelForm, shop(PACKING), talk)
    assert first.wordings == ["utter_not_understood_here"]
    assert first.slots["requested_slot"] == "confirmation"
    talk.before = [bot("utter_not_understood_here"), bot("utter_confirm_cancel_order")]
    second = await run(CancelForm, shop(PACKING), talk)
    assert second.wordings == ["utter_offer_person"]
    assert second.next_action == "action_listen"


async def test_that_digits_alone_are_no_other_topic() -> None:
    talk = Talk(text="5", intent="request_human", form="cancel_form", slots=CONFIRMING)
    assert not (await run(CancelForm, shop(PACKING), talk)).rejected


async def test_that_a_guest_is_asked_for_number_and_e_mail_and_then_known() -> None:
    guest = shop(PACKING)
    start = await run(OrderStatusForm, guest, Talk(intent="order_status"))
    assert start.slots["requested_slot"] == "order_number"
    number = Talk(
        text="A-10007",
        intent="order_status",
        entities={"order_number": "A-10007"},
        form="order_status_form",
        slots={"requested_slot": "order_number"},
    )
    assert (await run(OrderStatusForm, guest, number)).slots["requested_slot"] == "email"
    email = Talk(
        text=EMAIL,
        intent="greet",
        entities={"email": EMAIL},
        form="order_status_form",
        slots={"requested_slot": "email", "order_number": "A-10007"},
    )
    proven = await run(OrderStatusForm, guest, email)
    assert proven.slots["customer_id"] == "C1"
    assert proven.slots["verified"] is True
    assert proven.slots["email"] is None
    assert proven.slots["requested_slot"] is None
    assert guest.conversations.bound == [("C1", True)]


async def test_that_a_wrong_e_mail_and_an_unknown_order_get_the_same_answer() -> None:
    answers = []
    for number, email in (("A-10007", "eve@example.com"), ("A-99999", EMAIL)):
        talk = Talk(
            text=f"{number} {email}",
            intent="order_status",
            entities={"order_number": number, "email": email},
            form="order_status_form",
            slots={"requested_slot": "order_number"},
        )
        outcome = await run(OrderStatusForm, shop(PACKING), talk)
        typed = {"order_number": None, "tried_email": None}
        answers.append((outcome.wordings, {**outcome.slots, **typed}))
        assert outcome.slots["order_number"] == number
    assert answers[0] == answers[1]
    assert answers[0][0] == ["utter_identity_not_proven"]
    assert answers[0][1]["requested_slot"] == "email"


async def test_that_a_corrected_number_is_tried_with_the_e_mail_given_before() -> None:
    talk = Talk(
        text="A-10007",
        entities={"order_number": "A-10007"},
        form="order_status_form",
        slots={"requested_slot": "email", "order_number": "A-99999", "tried_email": EMAIL},
    )
    outcome = await run(OrderStatusForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_identity_proven"]
    assert outcome.slots["tried_email"] is None


async def test_that_a_guest_without_a_number_is_shown_another_way() -> None:
    talk = Talk(
        text="I don't have one",
        intent="deny",
        form="order_status_form",
        slots={"requested_slot": "order_number"},
    )
    outcome = await run(OrderStatusForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_without_number"]
    assert outcome.choices("utter_without_number")[1] == ("request_human", {})


async def test_that_what_is_hardly_understood_does_not_lead_away_from_a_question() -> None:
    slots = {**KNOWN, "requested_slot": "confirmation", "order_number": "A-10007"}
    talk = Talk(
        text="what does that mean exactly",
        intent="order_status",
        confidence=0.5,
        form="cancel_form",
        slots=slots,
    )
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_not_understood_here"]


async def test_that_after_five_wrong_tries_a_person_is_offered() -> None:
    guest = shop(PACKING)
    guest.customers.wrong_attempts = 5
    talk = Talk(
        text=f"A-10007 {EMAIL}",
        intent="order_status",
        entities={"order_number": "A-10007", "email": EMAIL},
        form="order_status_form",
        slots={"requested_slot": "order_number"},
    )
    outcome = await run(OrderStatusForm, guest, talk)
    assert outcome.wordings == ["utter_identity_attempts_used"]
    assert outcome.choices("utter_identity_attempts_used") == [("request_human", {})]
    assert outcome.next_action == "action_listen"
    assert "customer_id" not in outcome.slots


async def test_that_somebody_elses_order_is_as_unknown_as_one_that_does_not_exist() -> None:
    talk = Talk(
        text="A-10002",
        intent="cancel_order",
        entities={"order_number": "A-10002"},
        form="cancel_form",
        slots={**KNOWN, "requested_slot": "order_number"},
    )
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_order_unknown"]
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_a_customer_without_orders_is_told_so() -> None:
    outcome = await run(CancelForm, shop(), Talk(intent="cancel_order", slots=KNOWN))
    assert outcome.wordings == ["utter_no_orders"]
    assert outcome.next_action == "action_listen"


@pytest.mark.parametrize(
    ("said", "line", "requested"),
    [("the red plate", "2", "confirmation"), ("it", None, "line")],
)
async def test_that_the_thing_in_an_order_is_asked_for_unless_it_is_named(
    said: str, line: str | None, requested: str | None
) -> None:
    talk = Talk(text=f"i want to return {said}", intent="return_item", slots=KNOWN)
    outcome = await run(ReturnForm, shop(PAIR), talk)
    assert outcome.slots.get("line") == line
    assert outcome.slots["requested_slot"] == requested


async def test_that_any_text_can_say_what_is_wanted_instead() -> None:
    talk = Talk(
        text="the green one in L",
        intent="product_question",
        confidence=0.4,
        form="exchange_form",
        slots={**KNOWN, "order_number": "A-10001", "requested_slot": "wanted_item"},
    )
    outcome = await run(ExchangeForm, shop(ARRIVED), talk)
    assert outcome.slots["wanted_item"] == "the green one in L"


async def test_that_a_question_is_no_text_that_was_asked_for() -> None:
    talk = Talk(
        text="where is my other parcel?",
        intent="order_status",
        form="exchange_form",
        slots={**KNOWN, "order_number": "A-10001", "requested_slot": "wanted_item"},
    )
    assert (await run(ExchangeForm, shop(ARRIVED), talk)).rejected


async def test_that_an_address_is_taken_whatever_else_it_might_mean() -> None:
    talk = Talk(
        text="12 Baker Street, London",
        intent="order_status",
        form="address_form",
        slots={**KNOWN, "order_number": "A-10007", "requested_slot": "new_address"},
    )
    outcome = await run(AddressForm, shop(PACKING), talk)
    assert outcome.slots["new_address"] == "12 Baker Street, London"
    assert outcome.slots["requested_slot"] is None


async def test_that_what_is_no_address_is_asked_for_again() -> None:
    talk = Talk(
        text="home",
        intent="change_address",
        form="address_form",
        slots={**KNOWN, "order_number": "A-10007", "requested_slot": "new_address"},
    )
    outcome = await run(AddressForm, shop(PACKING), talk)
    assert outcome.wordings == ["utter_address_unclear"]
    assert outcome.slots["requested_slot"] == "new_address"


async def test_that_an_order_under_way_cannot_be_cancelled_and_nobody_is_asked_to_confirm() -> None:
    outcome = await run(CancelForm, shop(COMING), Talk(intent="cancel_order", slots=KNOWN))
    assert outcome.values("utter_not_possible") == {"reason": "reason_already_shipped"}
    assert outcome.next_action == "action_listen"


async def test_that_the_last_form_is_gone_through_again_for_the_other_order() -> None:
    talk = Talk(
        text="no, the other one",
        intent="deny",
        entities={"reference": "other"},
        slots={**KNOWN, "order_number": "A-10001"},
        before=[ran("return_form"), ran("action_request_return")],
    )
    outcome = await run(CorrectOrder, shop(ARRIVED, ARRIVED_TOO), talk)
    assert outcome.next_action == "return_form"
    talk.slots["left_topic"] = outcome.slots["left_topic"]
    again = await run(ReturnForm, shop(ARRIVED, ARRIVED_TOO), talk)
    assert again.slots["order_number"] == "A-10005"


async def test_that_the_choice_of_an_order_pressed_twice_confirms_nothing() -> None:
    talk = Talk(
        intent="cancel_order",
        entities={"order_number": "A-10007"},
        form="cancel_form",
        slots=CONFIRMING,
    )
    outcome = await run(CancelForm, shop(PACKING), talk)
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_an_address_given_before_it_was_asked_for_is_kept_and_names_no_order() -> None:
    talk = Talk(
        text="Calle Mayor 5, 28013 Madrid",
        intent="change_address",
        entities={"order_number": "28013"},
        form="address_form",
        slots={**KNOWN, "requested_slot": "order_number"},
    )
    outcome = await run(AddressForm, shop(PACKING, PACKING_TOO), talk)
    assert outcome.slots["new_address"] == "Calle Mayor 5, 28013 Madrid"
    assert outcome.slots["requested_slot"] == "order_number"
    assert outcome.wordings == []


async def test_that_a_bare_number_with_little_around_it_still_names_the_order() -> None:
    talk = Talk(
        text="it's 10007",
        intent="change_address",
        entities={"order_number": "10007"},
        form="address_form",
        slots={**KNOWN, "requested_slot": "order_number"},
    )
    outcome = await run(AddressForm, shop(PACKING, PACKING_TOO), talk)
    assert "order_number" in outcome.slots
    assert "new_address" not in outcome.slots


async def test_that_an_exchange_that_comes_too_late_is_refused_before_a_size_is_asked_for() -> None:
    old = order("A-10011", "Shoes", placed=90, promised=80, arrived=80)
    talk = Talk(text="i need a size L", intent="exchange_item", slots=dict(KNOWN))
    outcome = await run(ExchangeForm, shop(old), talk)
    assert outcome.wordings == ["utter_not_possible"]
    assert outcome.slots["requested_slot"] is None
