"""The recovery service over the real services it uses, and a conversation with a customer."""

from __future__ import annotations

import random

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.handoff.service import HandoffService
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from amends.storage.wakeups import Wakeups
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import CUSTOMER, DAMAGED, LATE, Desk
from tests.unit.recovery.situations import shipped_policy


@pytest.fixture
def shop(database: Database, clock: FixedClock) -> Shop:
    shop = Shop(database, clock.now())
    shop.customer(CUSTOMER)
    shop.order(DAMAGED, CUSTOMER, minor=12_900, delivered_days_ago=1)
    shop.order(LATE, CUSTOMER, minor=3_850, shipped=True, promised_days_ago=6)
    return shop


@pytest.fixture
def customers(database: Database, clock: FixedClock) -> CustomerService:
    return CustomerService(database=database, clock=clock)


@pytest.fixture
def conversations(database: Database, clock: FixedClock) -> ConversationService:
    return ConversationService(database=database, clock=clock, wakeups=Wakeups(database))


@pytest.fixture
def handoff(
    database: Database, clock: FixedClock, conversations: ConversationService
) -> HandoffService:
    return HandoffService(database=database, clock=clock, conversations=conversations)


@pytest.fixture
def recovery(
    database: Database,
    clock: FixedClock,
    customers: CustomerService,
    conversations: ConversationService,
    handoff: HandoffService,
) -> RecoveryService:
    return RecoveryService(
        database=database,
        clock=clock,
        policy=shipped_policy(),
        customers=customers,
        conversations=conversations,
        handoff=handoff,
        rng=random.Random(1),
    )


@pytest.fixture
def conversation(
    request: pytest.FixtureRequest, conversations: ConversationService
) -> Conversation:
    request.getfixturevalue("shop")
    return conversations.open(
        channel="web",
        account="",
        address="ses_1",
        language="en",
        customer_id=CUSTOMER,
        verified=True,
    )


@pytest.fixture
def desk(
    database: Database,
    recovery: RecoveryService,
    conversations: ConversationService,
    conversation: Conversation,
) -> Desk:
    return Desk(
        database=database,
        recovery=recovery,
        conversations=conversations,
        conversation_id=conversation.id,
    )
