"""The console's API on a real socket, over the real services."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from amends.bootstrap import Services, build_services
from amends.clock import FixedClock
from amends.conversations.sessions import SessionService
from amends.handoff.model import Role
from amends.settings import Settings
from tests.integration.customers.shop import Shop
from tests.integration.handoff.desk import CUSTOMER, ORDER, Person, Story, signed_in
from tests.integration.handoff.serving import Served, account, serving


@pytest.fixture
def services(database_url: str, clock: FixedClock) -> Iterator[Services]:
    services = build_services(Settings(database_url=database_url), clock=clock)
    yield services
    services.database.close()


@pytest.fixture
def sessions(services: Services, clock: FixedClock) -> SessionService:
    return SessionService(
        database=services.database,
        clock=clock,
        conversations=services.conversations,
        lifetime=timedelta(days=1),
    )


@pytest.fixture
async def served(services: Services, sessions: SessionService) -> AsyncIterator[Served]:
    """The console and the web channel, as the gateway serves them."""
    async with serving(services, sessions) as served:
        yield served


@pytest.fixture
def url(served: Served) -> str:
    return served.url


@pytest.fixture
def story(services: Services, clock: FixedClock) -> Story:
    shop = Shop(services.database, clock.now())
    shop.customer(CUSTOMER)
    shop.order(ORDER, CUSTOMER, minor=12_900, delivered_days_ago=1)
    return Story(services)


@pytest.fixture
async def robin(url: str, services: Services) -> AsyncIterator[Person]:
    """An agent."""
    async with signed_in(url, account(services, "robin", Role.AGENT)) as person:
        yield person


@pytest.fixture
async def noor(url: str, services: Services) -> AsyncIterator[Person]:
    """Another agent."""
    async with signed_in(url, account(services, "noor", Role.AGENT)) as person:
        yield person


@pytest.fixture
async def kim(url: str, services: Services) -> AsyncIterator[Person]:
    """An approver."""
    async with signed_in(url, account(services, "kim", Role.APPROVER)) as person:
        yield person


@pytest.fixture
async def lou(url: str, services: Services) -> AsyncIterator[Person]:
    """Another approver."""
    async with signed_in(url, account(services, "lou", Role.APPROVER)) as person:
        yield person
