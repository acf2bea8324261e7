from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Mode
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.customers.tables import vouchers
from amends.errors import AmendsError, Conflict, Unavailable
from amends.handoff.service import HandoffService
from amends.money import Money
from amends.recovery.fulfilment import Fulfilment
from amends.recovery.model import Issue, Offer, OfferState
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from amends.storage.types import JsonValue
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import CUSTOMER, Desk
from tests.unit.recovery.situations import shipped_policy


class HalfWay(Fulfilment):
    """Writes a voucher and then fails with the error it was given."""

    def __init__(
        self, *, customers: CustomerService, clock: FixedClock, error: AmendsError
    ) -> None:
        self._customers = customers
        self._clock = clock
        self._error = error

    def deliver(self, offer: Offer, issue: Issue, *, key: str) -> Mapping[str, JsonValue]:
        self._customers.issue_voucher(
            CUSTOMER,
            Money(500, "EUR"),
            expires=self._clock.now() + timedelta(days=1),
            key=key,
        )
        raise self._error


@pytest.fixture
def error() -> AmendsError:
    return Conflict("The warehouse burnt down", code="warehouse_gone")


@pytest.fixture
def recovery(
    database: Database,
    clock: FixedClock,
    customers: CustomerService,
    conversations: ConversationService,
    handoff: HandoffService,
    error: AmendsError,
) -> RecoveryService:
    return RecoveryService(
        database=database,
        clock=clock,
        policy=shipped_policy(),
        customers=customers,
        conversations=conversations,
        handoff=handoff,
        rng=random.Random(1),
        fulfilment=HalfWay(customers=customers, clock=clock, error=error),
    )


def test_that_half_a_delivery_is_taken_back_and_a_person_asked(
    desk: Desk, shop: Shop, recovery: RecoveryService
) -> None:
    offer = desk.accept(desk.present(desk.late_offer()))
    assert offer.state is OfferState.FAILED
    assert shop.count(vouchers) == 0
    assert recovery.trail(offer.id)[-1].reason == "warehouse_gone"
    assert desk.conversations.get(desk.conversation_id).mode is Mode.WAITING
    again = recovery.other(offer.id, key=desk.key())
    assert again is not None
    assert again.remedy is not offer.remedy


@pytest.mark.parametrize("error", [Unavailable("The database does not answer")])
def test_that_an_answer_is_not_lost_when_something_is_down(
    desk: Desk, shop: Shop, recovery: RecoveryService
) -> None:
    offer = desk.present(desk.late_offer())
    with pytest.raises(Unavailable):
        desk.accept(offer)
    assert recovery.get(offer.id) == offer
    assert shop.count(vouchers) == 0
