from __future__ import annotations

import pytest

from actions.rating import AskRating, Rate, RatingForm
from amends.recovery.model import OfferState, RemedyKind
from tests.unit.actions.fakes import FakeRecovery, Shop, offer
from tests.unit.actions.talk import KNOWN, Talk, run

ASKED = {**KNOWN, "requested_slot": "rating"}


async def test_that_it_is_asked_how_it_went_only_after_something_was_accepted() -> None:
    fulfilled = Shop(recovery=FakeRecovery(offer=offer(OfferState.FULFILLED)))
    refused = Shop(recovery=FakeRecovery(offer=offer(OfferState.REFUSED)))
    assert (await run(RatingForm, fulfilled, Talk())).slots["requested_slot"] == "rating"
    ended = await run(RatingForm, refused, Talk())
    assert ended.slots["requested_slot"] is None
    assert ended.next_action == "action_listen"


async def test_that_an_earlier_rating_is_not_taken_for_this_one() -> None:
    shop = Shop(recovery=FakeRecovery(offer=offer(OfferState.FULFILLED)))
    outcome = await run(RatingForm, shop, Talk(slots={**KNOWN, "rating": "2"}))
    assert outcome.slots["requested_slot"] == "rating"


@pytest.mark.parametrize("text", ["5", " 5! ", "5/5", "\u0665"])
async def test_that_a_typed_number_is_a_rating(text: str) -> None:
    talk = Talk(text=text, intent="request_human", form="rating_form", slots=ASKED)
    outcome = await run(RatingForm, Shop(), talk)
    assert outcome.slots["rating"] == "5"
    assert outcome.slots["requested_slot"] is None


@pytest.mark.parametrize("text", ["7", "0", "my order is late"])
async def test_that_whoever_says_something_else_is_not_asked_again(text: str) -> None:
    talk = Talk(text=text, intent="order_late", form="rating_form", slots=ASKED)
    outcome = await run(RatingForm, Shop(), talk)
    assert outcome.rejected
    assert outcome.left_form
    assert outcome.slots["left_topic"] is None


async def test_that_the_choices_are_five_ratings() -> None:
    outcome = await run(AskRating, Shop(), Talk())
    given = [entities["rating"] for _, entities in outcome.choices("utter_ask_rating")]
    assert given == ["5", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("rating", "wording"),
    [
        ("5", "utter_thanks_for_good_rating"),
        ("3", "utter_thanks_for_rating"),
        ("1", "utter_sorry_for_bad_rating"),
    ],
)
async def test_that_a_rating_is_taken_down_and_answered(rating: str, wording: str) -> None:
    shop = Shop()
    outcome = await run(Rate, shop, Talk(slots={**KNOWN, "rating": rating}))
    assert shop.recovery.done == [("rate", int(rating), "m1:action_rate")]
    assert outcome.wordings == [wording]


async def test_that_a_rating_pressed_late_counts() -> None:
    shop = Shop()
    await run(Rate, shop, Talk(intent="give_rating", entities={"rating": "4"}))
    assert shop.recovery.done == [("rate", 4, "m1:action_rate")]


async def test_that_a_person_who_is_yet_to_come_is_not_rated() -> None:
    called = offer(OfferState.FULFILLED, remedy=RemedyKind.CALLBACK, customer_id=None)
    outcome = await run(RatingForm, Shop(recovery=FakeRecovery(offer=called)), Talk())
    assert outcome.next_action == "action_listen"
