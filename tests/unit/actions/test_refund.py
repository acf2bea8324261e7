from __future__ import annotations

from dataclasses import replace

import pytest

from actions.refund import RefundStatusForm, TellRefundStatus
from amends.customers.model import PaymentState
from tests.unit.actions.fakes import FakeCustomers, Shop, euros, payment, subscription
from tests.unit.actions.talk import KNOWN, Talk, run


@pytest.mark.parametrize(
    ("state", "wording"),
    [
        (PaymentState.PENDING, "utter_refund_under_way"),
        (PaymentState.SETTLED, "utter_refund_settled"),
        (PaymentState.FAILED, "utter_refund_failed"),
    ],
)
async def test_that_it_is_told_how_far_a_refund_is(state: PaymentState, wording: str) -> None:
    shop = Shop(customers=FakeCustomers(refunds=(payment(state),)))
    outcome = await run(TellRefundStatus, shop, Talk(slots=KNOWN))
    assert outcome.wordings == [wording]
    assert outcome.values(wording)["amount"] == {"amount": "50.00", "currency": "EUR"}


async def test_that_a_refund_that_is_none_leads_to_what_went_wrong() -> None:
    outcome = await run(TellRefundStatus, Shop(), Talk(slots=KNOWN))
    assert ("refund_request", {}) in outcome.choices("utter_refund_none")


async def test_that_no_refund_is_told_to_a_guest() -> None:
    shop = Shop(customers=FakeCustomers(refunds=(payment(PaymentState.PENDING),)))
    assert (await run(TellRefundStatus, shop, Talk())).wordings == ["utter_identify_first"]
    started = await run(RefundStatusForm, shop, Talk(intent="refund_status"))
    assert started.slots["requested_slot"] == "order_number"


@pytest.mark.parametrize(
    ("renews", "wording"), [(True, "utter_credit_open"), (False, "utter_credit_without_bill")]
)
async def test_that_what_comes_off_the_next_bill_is_told_too(renews: bool, wording: str) -> None:
    held = replace(subscription("S-1", "Coffee"), credit=euros("5.00"))
    if not renews:
        held = replace(held, renews_at=None)
    outcome = await run(
        TellRefundStatus, Shop(customers=FakeCustomers(held=[held])), Talk(slots=KNOWN)
    )
    assert outcome.wordings == [wording]
    assert outcome.values(wording)["amount"] == {"amount": "5.00", "currency": "EUR"}
    assert outcome.values(wording)["item"] == "Coffee"


async def test_that_a_subscription_without_credit_is_not_spoken_of() -> None:
    shop = Shop(customers=FakeCustomers(held=[subscription("S-1", "Coffee")]))
    assert (await run(TellRefundStatus, shop, Talk(slots=KNOWN))).wordings == ["utter_refund_none"]
