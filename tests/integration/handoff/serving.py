"""Serves the console and the web channel on a free port of the loopback, without an engine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from argon2 import PasswordHasher
from sanic import Sanic

from amends.bootstrap import Services
from amends.channels.web import WebChannel
from amends.console.api import ConsoleApi
from amends.conversations.hub import Hub
from amends.conversations.sessions import SessionService
from amends.handoff.agents import AgentService
from amends.handoff.model import Agent, Role
from amends.http import install_error_handlers
from amends.pages import add_pages
from amends.settings import Settings
from tests.integration.handoff.desk import PASSWORD

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Served:
    """A running app and where it is reached."""

    app: Sanic  # type: ignore[type-arg]  # Sanic's own defaults
    url: str


def account(services: Services, name: str, role: Role) -> Agent:
    """Add an account whose password is quick to check."""
    agents = AgentService(database=services.database, clock=services.clock, hasher=QUICK)
    return agents.add(email=f"{name}@example.com", name=name.title(), role=role, password=PASSWORD)


@asynccontextmanager
async def serving(
    services: Services, sessions: SessionService, *, port: int = 0
) -> AsyncIterator[Served]:
    """Serve for as long as the block lasts, on a free port unless one is named."""
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
            limits=Settings(sessions_per_minute=0, messages_per_minute=0),
        ).blueprint()
    )
    add_pages(app)
    app.config.AUTO_EXTEND = False
    app.config.MOTD = False
    app.config.TOUCHUP = False
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 0.1
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    hub.start()
    await server.start_serving()
    try:
        yield Served(app, f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        await server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await hub.stop()
        Sanic.unregister_app(app)
