from __future__ import annotations

import pytest

from actions.product import AnswerProductQuestion, AskProduct, ProductForm
from tests.unit.actions.fakes import Shop
from tests.unit.actions.talk import KNOWN, Talk, run

ASK = "product_question"


async def _answer(text: str, **more: object) -> object:
    return await run(AnswerProductQuestion, Shop(), Talk(text=text, intent=ASK, **more))  # type: ignore[arg-type]  # of a test


async def test_that_a_question_is_answered_from_what_is_known() -> None:
    outcome = await _answer("is the speaker waterproof?")
    assert outcome.values("utter_product_fact") == {"item": "Speaker", "fact": "It floats."}


async def test_that_the_answer_is_in_the_customers_language() -> None:
    outcome = await _answer("el parlante es resistente al agua?", metadata={"language": "es"})
    assert outcome.values("utter_product_fact") == {"item": "Altavoz", "fact": "Flota."}


async def test_that_two_things_asked_get_two_answers() -> None:
    outcome = await _answer("how much is the speaker and does it float")
    assert outcome.wordings == ["utter_product_price", "utter_product_fact"]


async def test_that_a_known_customer_hears_the_price_in_their_currency() -> None:
    outcome = await _answer("what does the speaker cost", slots=KNOWN)
    price = outcome.values("utter_product_price")["price"]
    assert price == {"amount": "79.90", "currency": "EUR"}


async def test_that_a_plan_has_a_price_for_its_period() -> None:
    outcome = await _answer("how much is the music plan?")
    assert outcome.values("utter_product_price_per_period")["period"] == "state_per_month"


async def test_that_what_is_sold_out_is_said() -> None:
    outcome = await _answer("is the speaker in stock")
    values = outcome.values("utter_product_partly_in_stock")
    assert (values["there"], values["gone"]) == (["black"], ["grey"])


async def test_that_the_warranty_is_told() -> None:
    outcome = await _answer("how long is the warranty on the speaker")
    assert outcome.values("utter_product_warranty")["months"] == 24


@pytest.mark.parametrize("question", ["is the speaker vegan", "does the speaker bite"])
async def test_that_what_is_not_known_is_not_made_up(question: str) -> None:
    outcome = await _answer(question)
    assert outcome.wordings == ["utter_product_fact", "utter_product_unknown_fact"]
    assert outcome.choices("utter_product_unknown_fact") == [("request_human", {})]


async def test_that_nothing_is_said_about_what_the_shop_does_not_sell() -> None:
    outcome = await _answer("is the dress see-through", entities={"product": "dress"})
    assert outcome.wordings == ["utter_product_not_sold"]


async def test_that_a_dress_is_not_taken_for_the_speaker_talked_about_before() -> None:
    outcome = await _answer(
        "is the dress red", entities={"product": "dress"}, slots={"asked_product": "SP"}
    )
    assert outcome.wordings == ["utter_product_not_sold"]


async def test_that_the_next_question_is_about_the_same_product() -> None:
    outcome = await _answer("and does it float?", slots={"asked_product": "SP"})
    assert outcome.values("utter_product_fact")["item"] == "Speaker"


async def test_that_it_is_asked_which_product_is_meant() -> None:
    assert (await _answer("is it waterproof")).next_action == "product_form"


async def test_that_a_name_of_two_products_is_asked_about() -> None:
    talk = Talk(intent=ASK, slots={"asked_about": "is the lamp waterproof"})
    outcome = await run(AskProduct, Shop(), talk)
    assert outcome.choices("utter_ask_product") == [(ASK, {"sku": "L1"}), (ASK, {"sku": "L2"})]


async def test_that_the_question_is_kept_until_the_product_is_known() -> None:
    asked = await run(ProductForm, Shop(), Talk(text="is it waterproof", intent=ASK))
    assert asked.slots["requested_slot"] == "asked_product"
    talk = Talk(
        text="the speaker",
        intent=ASK,
        form="product_form",
        slots={**asked.slots},
    )
    named = await run(ProductForm, Shop(), talk)
    assert named.slots["asked_product"] == "SP"
    assert named.slots["requested_slot"] is None


async def test_that_a_question_in_a_form_does_not_end_it() -> None:
    outcome = await _answer("is it waterproof", form="cancel_form")
    assert outcome.wordings == ["utter_ask_product"]
    assert outcome.next_action is None
