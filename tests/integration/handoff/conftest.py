"""The console's API on a real socket, over the real services."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from sanic import Sanic

from amends.bootstrap import Services, build_services
from amends.channels.web import WebChannel
from amends.clock import FixedClock
from amends.console.api import ConsoleApi
from amends.conversations.hub import Hub
from amends.conversations.sessions import SessionService
from amends.handoff.model import Agent, Role
from amends.http import install_error_handlers
from amends.settings import Settings
from tests.integration.customers.shop import Shop
from tests.integration.handoff.desk import CUSTOMER, ORDER, PASSWORD, Person, Story, signed_in


@pytest.fixture
def services(database_url: str, clock: FixedClock) -> Iterator[Services]:
    services = build_services(Settings(database_url=database_url), clock=clock)
    yield services
    services.wakeups.stop()
    services.database.close()


@pytest.fixture
def sessions(services: Services, clock: FixedClock) -> SessionService:
    return SessionService(
        database=services.database,
        clock=clock,
        conversations=services.conversations,
        lifetime=timedelta(days=1),
    )


@dataclass(frozen=True)
class Served:
    """A running app and where it is reached."""

    app: Sanic  # type: ignore[type-arg]  # Sanic's own defaults
    url: str


@pytest.fixture
async def served(services: Services, sessions: SessionService) -> AsyncIterator[Served]:
    """The console and the web channel, as the gateway serves them."""
    hub = Hub(wakeups=services.wakeups, database=services.database)
    app = Sanic(f"console-{uuid4().hex}", configure_logging=False)
    install_error_handlers(app)
    app.blueprint(ConsoleApi(services=services, hub=hub, heartbeat_s=0.05).blueprint())
    app.blueprint(
        WebChannel(
            conversations=services.conversations,
            sessions=sessions,
            customers=services.customers,
            agents=services.agents,
            hub=hub,
            clock=services.clock,
            identity_secret="secret",
        ).blueprint()
    )
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app.config.MOTD = False
    app.config.TOUCHUP = False
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 0.1
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    services.wakeups.start()
    hub.start()
    await server.start_serving()
    yield Served(app, f"http://127.0.0.1:{listening.getsockname()[1]}")
    await server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await hub.stop()
    Sanic.unregister_app(app)


@pytest.fixture
def url(served: Served) -> str:
    return served.url


@pytest.fixture
def story(services: Services, clock: FixedClock) -> Story:
    shop = Shop(services.database, clock.now())
    shop.customer(CUSTOMER)
    shop.order(ORDER, CUSTOMER, minor=12_900, delivered_days_ago=1)
    return Story(services)


def account(services: Services, name: str, role: Role) -> Agent:
    return services.agents.add(
        email=f"{name}@example.com", name=name.title(), role=role, password=PASSWORD
    )


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
