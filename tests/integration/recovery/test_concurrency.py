from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from amends.clock import FixedClock
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.customers.tables import vouchers
from amends.errors import Conflict
from amends.handoff.service import HandoffService
from amends.ids import CustomerId
from amends.recovery.model import IssueKind, Offer
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import Desk
from tests.unit.recovery.situations import euros, shipped_policy

AT_ONCE = 4


def test_that_one_message_handled_twice_at_once_makes_one_offer(
    desk: Desk, recovery: RecoveryService
) -> None:
    issue = recovery.report_issue(desk.conversation_id, None, IssueKind.COMPLAINT_SERVICE, key="m1")

    def recommend(_: int) -> Offer | None:
        return recovery.recommend(
            desk.conversation_id,
            issue.id,
            verified=False,
            personalised=False,
            frustration=0.0,
            key="m2",
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(recommend, range(AT_ONCE)))
    assert len({offer.id for offer in found if offer}) == 1
    assert None not in found


def test_that_an_offer_accepted_twice_at_once_is_delivered_once(
    desk: Desk, recovery: RecoveryService, shop: Shop
) -> None:
    offer = desk.present(desk.late_offer())

    def accept(number: int) -> str:
        try:
            done = recovery.answer(offer.id, accepted=True, key=f"click-{number}")
        except Conflict as error:
            return error.code
        return done.state.value

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = sorted(pool.map(accept, range(AT_ONCE)))
    assert outcomes == ["fulfilled", *["illegal_move"] * (AT_ONCE - 1)]
    assert shop.count(vouchers) == 1


def test_that_time_called_by_several_gateways_at_once_closes_an_offer_once(
    desk: Desk, recovery: RecoveryService, clock: FixedClock
) -> None:
    desk.present(desk.late_offer())
    clock.advance(timedelta(hours=48))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        closed = list(pool.map(lambda _: recovery.lapse_due(), range(AT_ONCE)))
    assert sum(closed) == 1
    assert len(desk.events()) == 1


def test_that_customers_at_once_do_not_spend_the_same_budget(
    database: Database,
    clock: FixedClock,
    shop: Shop,
    customers: CustomerService,
    conversations: ConversationService,
    handoff: HandoffService,
) -> None:
    policy = shipped_policy()
    tight = replace(policy.currencies["EUR"], day_budget=euros(13))
    recovery = RecoveryService(
        database=database,
        clock=clock,
        policy=replace(policy, currencies={"EUR": tight}),
        customers=customers,
        conversations=conversations,
        handoff=handoff,
        rng=random.Random(1),
    )

    def customers_desk(number: int) -> tuple[Desk, CustomerId, str]:
        customer = shop.customer(f"D{number}")
        opened = conversations.open(
            channel="web", account="", address=f"ses_d{number}", language="en"
        )
        desk = Desk(
            database=database,
            recovery=recovery,
            conversations=conversations,
            conversation_id=opened.id,
        )
        order = shop.order(f"D-{number}", customer, minor=3_850, shipped=True, promised_days_ago=6)
        return desk, customer, order

    def offered(given: tuple[Desk, CustomerId, str]) -> int:
        desk, customer, order = given
        money = desk.offer(IssueKind.ORDER_LATE, order, customer_id=customer).money
        return 0 if money is None else money.amount_minor

    desks = [customers_desk(number) for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        amounts = list(pool.map(offered, desks))
    assert 0 < sum(amounts) <= tight.day_budget.amount_minor
