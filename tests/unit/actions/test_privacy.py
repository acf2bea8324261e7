from __future__ import annotations

import pytest

from actions.privacy import AskErasureConfirmation, PrivacyForm, RequestPrivacy, SetPersonalisation
from amends.customers.model import PrivacyKind
from tests.unit.actions.fakes import Shop
from tests.unit.actions.talk import KNOWN, Talk, run


async def test_that_a_copy_needs_no_confirmation_and_erasure_does() -> None:
    copy = await run(PrivacyForm, Shop(), Talk(intent="privacy_export", slots=KNOWN))
    erase = await run(PrivacyForm, Shop(), Talk(intent="privacy_erase", slots=KNOWN))
    assert copy.slots["requested_slot"] is None
    assert erase.slots["requested_slot"] == "confirmation"


async def test_that_a_confirmation_of_before_does_not_count() -> None:
    slots = {**KNOWN, "confirmation": "yes", "privacy_kind": "export"}
    outcome = await run(PrivacyForm, Shop(), Talk(intent="privacy_erase", slots=slots))
    assert outcome.slots["requested_slot"] == "confirmation"


async def test_that_a_guest_proves_who_they_are_before_data_are_touched() -> None:
    outcome = await run(PrivacyForm, Shop(), Talk(intent="privacy_erase"))
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_the_choice_that_confirms_erasure_says_so_itself() -> None:
    outcome = await run(AskErasureConfirmation, Shop(), Talk())
    assert outcome.choices("utter_confirm_erasure")[0] == ("privacy_erase", {"confirmed": "yes"})


@pytest.mark.parametrize("kind", list(PrivacyKind))
async def test_that_a_request_is_taken_down_with_a_reference(kind: PrivacyKind) -> None:
    shop = Shop()
    outcome = await run(RequestPrivacy, shop, Talk(slots={**KNOWN, "privacy_kind": kind}))
    assert shop.customers.done == [("request_privacy", kind, "m1:action_request_privacy")]
    assert outcome.values(f"utter_privacy_{kind}_taken") == {"reference": "PR-1"}


@pytest.mark.parametrize(
    ("intent", "allowed"), [("personalisation_opt_in", True), ("personalisation_opt_out", False)]
)
async def test_that_consent_is_switched_as_the_customer_says(intent: str, allowed: bool) -> None:
    shop = Shop()
    await run(SetPersonalisation, shop, Talk(intent=intent, slots=KNOWN))
    assert shop.customers.done[0][:2] == ("set_personalisation", allowed)


async def test_that_there_is_nothing_to_switch_for_a_guest() -> None:
    shop = Shop()
    outcome = await run(SetPersonalisation, shop, Talk(intent="personalisation_opt_out"))
    assert outcome.wordings == ["utter_personalisation_of_guest"]
    assert shop.customers.done == []


async def test_that_only_a_plain_yes_erases() -> None:
    slots = {**KNOWN, "privacy_kind": "erase", "requested_slot": "confirmation"}
    again = Talk(text="erase it", intent="privacy_erase", form="privacy_form", slots=slots)
    assert (await run(PrivacyForm, Shop(), again)).slots["requested_slot"] == "confirmation"
    yes = Talk(text="yes", intent="affirm", form="privacy_form", slots=slots)
    assert (await run(PrivacyForm, Shop(), yes)).slots["requested_slot"] is None
