from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from argon2 import PasswordHasher

from amends.clock import FixedClock
from amends.conversations.annotation import Annotator
from amends.conversations.circumstances import Circumstances
from amends.conversations.dispatcher import Dispatcher
from amends.conversations.hub import Hub
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.conversations.turn import TurnTaker
from amends.emotion.weights import DEFAULT_THRESHOLDS, DEFAULT_WEIGHTS
from amends.handoff.agents import AgentService
from amends.handoff.model import Agent, Role
from amends.handoff.service import HandoffService
from amends.settings import PROJECT
from amends.storage.database import Database
from amends.storage.wakeups import Wakeups
from language import Catalogue, Identifier
from tests.integration.conversations.stage import CalmModel, Contacts, EchoEngine, Stage, WallClock


@pytest.fixture(autouse=True)
def only_expected_failures(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail where something failed that mends itself, unless the test is marked to be about that."""
    yield
    if request.node.get_closest_marker("something_fails") is None:
        logged = caplog.get_records("call")
        assert [one.getMessage() for one in logged if one.levelno >= logging.ERROR] == []


@pytest.fixture
def wakeups(database: Database) -> Wakeups:
    return Wakeups(database)


@pytest.fixture
def conversations(database: Database, clock: FixedClock, wakeups: Wakeups) -> ConversationService:
    return ConversationService(
        database=database, clock=clock, wakeups=wakeups, pushed_channels=frozenset({"pushed"})
    )


@pytest.fixture
def conversation(conversations: ConversationService) -> Conversation:
    return conversations.open(channel="web", account="", address="ses_1", language="en")


@pytest.fixture(scope="session")
def identifier() -> Identifier:
    return Identifier()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(PROJECT)


@pytest.fixture
def annotator(identifier: Identifier) -> Annotator:
    return Annotator(
        identifier=identifier,
        model=CalmModel(),
        weights=DEFAULT_WEIGHTS,
        thresholds=DEFAULT_THRESHOLDS,
    )


@pytest.fixture
async def stage(
    database: Database, annotator: Annotator, catalogue: Catalogue
) -> AsyncIterator[Stage]:
    clock = WallClock()
    wakeups = Wakeups(database)
    conversations = ConversationService(database=database, clock=clock, wakeups=wakeups)
    handoff = HandoffService(database=database, clock=clock, conversations=conversations)
    engine = EchoEngine()
    contacts = Contacts()
    turns = TurnTaker(
        database=database,
        clock=clock,
        conversations=conversations,
        annotator=annotator,
        engine=engine,
        catalogue=catalogue,
        hub=Hub(wakeups=wakeups, database=database),
        request_person=handoff.request_person,
        circumstances=Circumstances(database=database, count_contacts=contacts.get),
    )
    started: list[Dispatcher] = []

    def make() -> Dispatcher:
        started.append(Dispatcher(database=database, clock=clock, wakeups=wakeups, turns=turns))
        return started[-1]

    wakeups.start()
    yield Stage(wakeups, conversations, handoff, engine, clock, turns, make, contacts)
    for dispatcher in started:
        await dispatcher.stop()
    await asyncio.to_thread(wakeups.stop)


@pytest.fixture
def open_conversation(stage: Stage) -> Conversation:
    return stage.conversations.open(channel="web", account="", address="ses_1", language="en")


@pytest.fixture
def agent(database: Database, clock: FixedClock) -> Agent:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return AgentService(database=database, clock=clock, hasher=quick).add(
        email="ada@example.com", name="Ada", role=Role.AGENT, password="only for this test"
    )
