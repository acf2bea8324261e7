"""The engine's web application: the connector's routes and `GET /health`, nothing else."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from pathlib import Path

import structlog
from rasa.core.channels.channel import register
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from engine.connector import AmendsInput
from engine.runtime.agent import EngineAgent
from engine.startup import warm_up

_log = structlog.get_logger(__name__)
_LARGEST_BODY = 512 * 1024
_ANSWER_WITHIN_S = 60


def build_app(agent: EngineAgent, channel: AmendsInput) -> Sanic:
    """Return the application. It answers only once a few texts went through the model."""
    app = Sanic("amends_engine", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_BODY
    app.config.RESPONSE_TIMEOUT = _ANSWER_WITHIN_S
    app.ctx.agent = agent
    register([channel], app, route="/webhooks/")

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return json({"status": "ok", "model": agent.processor.model_filename})

    @app.exception(SanicException)
    def refuse(request: Request, error: SanicException) -> HTTPResponse:
        return json({"error": "refused"}, status=error.status_code)

    @app.exception(Exception)
    def fail(request: Request, error: Exception) -> HTTPResponse:
        _log.error("engine.failed", error=type(error).__name__, at=_place_of(error))
        return json({"error": "engine_failed"}, status=500)

    @app.before_server_start
    async def get_ready(_app: Sanic, _loop: AbstractEventLoop) -> None:
        await warm_up(agent)

    @app.after_server_start
    async def tell(_app: Sanic, _loop: AbstractEventLoop) -> None:
        _log.info("engine.ready", model=agent.processor.model_filename)

    @app.after_server_stop
    async def close(_app: Sanic, _loop: AbstractEventLoop) -> None:
        await agent.action_endpoint.close()
        agent.tracker_store.close()

    return app


def _place_of(error: Exception) -> str:
    """Return the file and line where an error was raised, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
