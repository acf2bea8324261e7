"""Entry point of the gateway: the front door for customers, platforms and agents."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib.metadata import version

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json
from sanic_ext import Config as ExtConfig
from sanic_ext import openapi

from amends.bootstrap import PUSH_CHANNELS, Gateway, build_gateway, build_services
from amends.channels.web import WebChannel
from amends.console.api import ConsoleApi
from amends.demo.identity import DemoIdentity
from amends.errors import Unavailable
from amends.http import document_methods, install_error_handlers
from amends.logs import configure_logging
from amends.origins import allow_origins
from amends.pages import REFERENCE, add_pages
from amends.peer import Peer
from amends.settings import Settings, load_settings
from amends.timers import every

MAX_BODY_BYTES = 200_000
"""Largest request that is read, well above the longest message in any script."""

_log = logging.getLogger(__name__)

_LONGEST_STOP_S = 3.0
_LAPSE_EVERY_S = 10.0
_CLOSE_EVERY_S = 60.0
_CLEAN_EVERY_S = 3600.0
_THREADS = 32
"""Threads for what services do, so that some waiting for the database do not keep all waiting."""


def create_app(settings: Settings | None = None) -> Sanic:  # type: ignore[type-arg]  # Sanic's own defaults
    """Return the gateway's application; Sanic calls this in each of its workers.

    Raises:
        ConfigurationError: A file or setting is missing or wrong.
    """
    settings = settings or load_settings()
    configure_logging(settings.log_level)
    gateway = build_gateway(build_services(settings))
    services = gateway.services
    app = Sanic("amends-gateway", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _LONGEST_STOP_S
    app.config.RESPONSE_TIMEOUT = 30
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.extend(
        config=ExtConfig(
            cors=False,
            http_all_methods=False,
            oas_ui_swagger=False,
            oas_path_to_redoc_html=str(REFERENCE / "index.html"),
        )
    )
    install_error_handlers(app)
    web = WebChannel(
        conversations=services.conversations,
        sessions=gateway.sessions,
        customers=services.customers,
        agents=services.agents,
        hub=gateway.hub,
        clock=services.clock,
        identity_secret=settings.identity_secret.get_secret_value(),
        limits=settings,
    )
    if settings.public_url and not settings.trusted_proxies:
        _log.warning("AMENDS_TRUSTED_PROXIES is not set; behind a proxy all count as one address")
    app.blueprint(web.blueprint())
    app.blueprint(ConsoleApi(services=services, hub=gateway.hub).blueprint())
    app.blueprint(DemoIdentity(services=services).blueprint())
    add_pages(app)
    allow_origins(app, settings.allowed_origins)
    _add_health(app, gateway)
    _add_lifecycle(app, gateway)
    document_methods(app)
    app.ext.openapi.describe("Amends", version=version("amends"))
    return app


def _add_lifecycle(app: Sanic, gateway: Gateway) -> None:  # type: ignore[type-arg]  # as above
    background: list[asyncio.Task[None]] = []

    @app.before_server_start
    async def prepare(_: object) -> None:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="service")
        asyncio.get_running_loop().set_default_executor(threads)

    @app.after_server_start
    async def start(_: object) -> None:
        gateway.services.wakeups.start()
        gateway.hub.start()
        await gateway.dispatcher.start()
        background.append(
            asyncio.create_task(every(_LAPSE_EVERY_S, gateway.services.recovery.lapse_due))
        )
        idle = timedelta(hours=gateway.services.settings.idle_hours)
        close_idle = partial(gateway.services.recovery.close_idle, idle)
        background.append(asyncio.create_task(every(_CLOSE_EVERY_S, close_idle)))
        background.append(
            asyncio.create_task(every(_CLEAN_EVERY_S, gateway.housekeeping.forget_old))
        )
        background.append(asyncio.create_task(gateway.forgetting.run()))
        if PUSH_CHANNELS:
            background.append(asyncio.create_task(gateway.delivery.run()))

    @app.before_server_stop
    async def stop(_: object) -> None:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await gateway.hub.stop()
        await gateway.dispatcher.stop()

    @app.after_server_stop
    async def close(_: object) -> None:
        await gateway.engine.close()
        await asyncio.to_thread(gateway.services.wakeups.stop)
        gateway.services.database.close()


def _add_health(app: Sanic, gateway: Gateway) -> None:  # type: ignore[type-arg]  # as above
    actions = Peer(name="actions", url=gateway.services.settings.actions_url)
    checks: dict[str, Callable[[], Awaitable[None]]] = {
        "database": lambda: asyncio.to_thread(gateway.services.database.check),
        "engine": gateway.engine.check,
        "actions": actions.check,
    }

    @app.get("/health")
    @openapi.summary("Whether everything works")
    @openapi.response(200, description="Everything answers")
    @openapi.response(503, description="Something does not; `components` says what")
    async def health(_: Request) -> HTTPResponse:
        """Ask the database, the engine and the action server."""
        states = await asyncio.gather(*(_state(check) for check in checks.values()))
        components = dict(zip(checks, states, strict=True))
        works = all(state == "ok" for state in states)
        return json(
            {"status": "ok" if works else "unavailable", "components": components},
            status=200 if works else 503,
        )

    @app.after_server_stop
    async def close(_: object) -> None:
        await actions.close()


async def _state(check: Callable[[], Awaitable[None]]) -> str:
    try:
        await check()
    except Unavailable:
        return "down"
    return "ok"
