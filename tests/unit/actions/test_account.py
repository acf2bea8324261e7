from __future__ import annotations

import pytest

from actions.account import (
    AskSubscription,
    AskSubscriptionConfirmation,
    CancelSubscription,
    ChangeLanguage,
    SubscriptionForm,
)
from tests.unit.actions.fakes import FakeCustomers, Shop, subscription
from tests.unit.actions.talk import KNOWN, Talk, run

COFFEE, TEA = subscription("sub_1", "Coffee"), subscription("sub_2", "Tea")


def shop(*held: object) -> Shop:
    return Shop(customers=FakeCustomers(held=list(held)))  # type: ignore[arg-type]  # held


async def test_that_the_only_subscription_is_taken_and_confirmed() -> None:
    outcome = await run(
        SubscriptionForm, shop(COFFEE), Talk(intent="cancel_subscription", slots=KNOWN)
    )
    assert outcome.slots["subscription"] == "sub_1"
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_one_of_several_is_chosen_first() -> None:
    both = shop(COFFEE, TEA)
    started = await run(SubscriptionForm, both, Talk(intent="cancel_subscription", slots=KNOWN))
    assert started.slots["requested_slot"] == "subscription"
    asked = await run(AskSubscription, both, Talk(slots=KNOWN))
    assert asked.choices("utter_ask_subscription") == [
        ("cancel_subscription", {"subscription": "sub_1"}),
        ("cancel_subscription", {"subscription": "sub_2"}),
    ]


async def test_that_without_a_subscription_that_is_said() -> None:
    outcome = await run(SubscriptionForm, shop(), Talk(intent="cancel_subscription", slots=KNOWN))
    assert outcome.wordings == ["utter_no_subscription"]


async def test_that_the_choice_that_confirms_names_the_subscription() -> None:
    talk = Talk(slots={**KNOWN, "subscription": "sub_1"})
    outcome = await run(AskSubscriptionConfirmation, shop(COFFEE), talk)
    assert outcome.choices("utter_confirm_cancel_subscription")[0] == (
        "cancel_subscription",
        {"subscription": "sub_1", "confirmed": "yes"},
    )


async def test_that_a_subscription_ends_and_it_is_said_until_when_it_runs() -> None:
    coffee = shop(COFFEE)
    outcome = await run(CancelSubscription, coffee, Talk(slots={**KNOWN, "subscription": "sub_1"}))
    assert coffee.customers.done == [
        ("cancel_subscription", "sub_1", "m1:action_cancel_subscription")
    ]
    assert outcome.values("utter_subscription_ended")["until"] == "2026-03-11"


@pytest.mark.parametrize("text", ["let's speak Spanish", "en español por favor", "ESPAÑOL"])
async def test_that_a_language_named_is_taken(text: str) -> None:
    here = Shop()
    outcome = await run(ChangeLanguage, here, Talk(text=text, intent="change_language"))
    assert here.conversations.languages == ["es"]
    assert outcome.slots["language"] == "es"
    assert outcome.said[0]["language"] == "es"


async def test_that_the_languages_spoken_are_offered_when_none_is_named() -> None:
    here = Shop()
    outcome = await run(ChangeLanguage, here, Talk(text="i don't understand"))
    assert outcome.choices("utter_ask_language") == [
        ("change_language", {"language": "en"}),
        ("change_language", {"language": "es"}),
    ]
    assert here.conversations.languages == []
