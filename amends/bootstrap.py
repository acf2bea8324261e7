"""The composition root: the only place where services are built."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from amends.clock import Clock, SystemClock
from amends.conversations.annotation import Annotator
from amends.conversations.circumstances import Circumstances
from amends.conversations.delivery import DeliveryWorker
from amends.conversations.dispatcher import Dispatcher
from amends.conversations.engine_client import EngineClient
from amends.conversations.forgetting import Forgetting
from amends.conversations.hub import Hub
from amends.conversations.outbound import PushChannel
from amends.conversations.service import ConversationService
from amends.conversations.sessions import SessionService
from amends.conversations.turn import TurnTaker
from amends.customers.aspects import Aspects
from amends.customers.catalogue import ProductService
from amends.customers.service import CustomerService
from amends.emotion.loading import load_model
from amends.handoff.agents import AgentService
from amends.handoff.service import HandoffService
from amends.housekeeping import Housekeeping
from amends.recovery.policy import RecoveryPolicy, load_policy
from amends.recovery.service import RecoveryService
from amends.settings import PROJECT, Settings
from amends.storage.database import Database
from amends.storage.wakeups import Wakeups
from language import Catalogue, Identifier

PUSH_CHANNELS: Mapping[str, PushChannel] = MappingProxyType({})
"""The channels that messages are sent to, by name; the web reads the log itself."""


@dataclass(frozen=True)
class Services:
    """What every process has: the use cases, on one database."""

    settings: Settings
    database: Database
    wakeups: Wakeups
    clock: Clock
    catalogue: Catalogue
    policy: RecoveryPolicy
    conversations: ConversationService
    customers: CustomerService
    products: ProductService
    handoff: HandoffService
    agents: AgentService
    recovery: RecoveryService


@dataclass(frozen=True)
class Gateway:
    """What the gateway has on top: the front door's own parts."""

    services: Services
    sessions: SessionService
    engine: EngineClient
    hub: Hub
    dispatcher: Dispatcher
    delivery: DeliveryWorker
    forgetting: Forgetting
    housekeeping: Housekeeping


def build_services(settings: Settings, *, clock: Clock | None = None) -> Services:
    """Build the use cases.

    Raises:
        ConfigurationError: A file or setting is missing or wrong.
    """
    clock = clock or SystemClock()
    policy = load_policy(settings.recovery)
    database = Database(settings.database_url)
    wakeups = Wakeups(database)
    conversations = ConversationService(
        database=database,
        clock=clock,
        wakeups=wakeups,
        pushed_channels=frozenset(PUSH_CHANNELS),
    )
    customers = CustomerService(database=database, clock=clock)
    catalogue = Catalogue.load(PROJECT)
    handoff = HandoffService(
        database=database, clock=clock, conversations=conversations, catalogue=catalogue
    )
    recovery = RecoveryService(
        database=database,
        clock=clock,
        policy=policy,
        customers=customers,
        conversations=conversations,
        handoff=handoff,
        rng=random.SystemRandom(),
    )
    conversations.when_closed(recovery.remember_contact)
    return Services(
        settings=settings,
        database=database,
        wakeups=wakeups,
        clock=clock,
        catalogue=catalogue,
        policy=policy,
        conversations=conversations,
        customers=customers,
        products=ProductService(database=database, aspects=Aspects.load(PROJECT)),
        handoff=handoff,
        agents=AgentService(database=database, clock=clock, demo_accounts=settings.on_loopback),
        recovery=recovery,
    )


def build_gateway(services: Services) -> Gateway:
    """Build the gateway's parts around the services.

    Raises:
        ConfigurationError: The emotion model is missing or damaged.
    """
    settings = services.settings
    hub = Hub(wakeups=services.wakeups, database=services.database)
    engine = EngineClient(url=settings.engine_url, token=settings.internal_token.get_secret_value())
    annotator = Annotator(
        identifier=Identifier(),
        model=load_model(settings.emotion_model, labels=settings.emotion_labels),
        weights=services.policy.frustration_weights,
        thresholds=services.policy.frustration_thresholds,
    )
    turns = TurnTaker(
        database=services.database,
        clock=services.clock,
        conversations=services.conversations,
        annotator=annotator,
        engine=engine,
        catalogue=services.catalogue,
        hub=hub,
        request_person=services.handoff.request_person,
        circumstances=Circumstances(
            database=services.database, count_contacts=services.recovery.count_contacts
        ),
    )
    return Gateway(
        services=services,
        sessions=SessionService(
            database=services.database,
            clock=services.clock,
            conversations=services.conversations,
            lifetime=timedelta(days=settings.session_days),
        ),
        engine=engine,
        hub=hub,
        dispatcher=Dispatcher(
            database=services.database,
            clock=services.clock,
            wakeups=services.wakeups,
            turns=turns,
        ),
        delivery=DeliveryWorker(
            database=services.database, clock=services.clock, channels=PUSH_CHANNELS
        ),
        forgetting=Forgetting(database=services.database, engine=engine),
        housekeeping=Housekeeping(database=services.database, clock=services.clock),
    )
