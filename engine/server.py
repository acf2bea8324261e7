"""Starts the engine: `python -m engine.server --model models/<name>.tar.gz --port 5005`."""

from __future__ import annotations

import argparse
import sys
import time
from asyncio import AbstractEventLoop
from pathlib import Path

import structlog
from rasa.core.channels.channel import register
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from engine.connector import AmendsInput
from engine.errors import EngineError, StoreUnavailable
from engine.logs import set_up_logs
from engine.runtime.agent import EngineAgent, load_agent
from engine.startup import (
    input_channel,
    latest_model,
    require_wordings,
    require_yaml,
    warm_up,
)

_log = structlog.get_logger(__name__)
_LARGEST_BODY = 512 * 1024
_ANSWER_WITHIN_S = 60


def main(arguments: list[str] | None = None) -> int:
    """Run the server until it is told to stop; return the process's exit status."""
    options = _options(arguments)
    set_up_logs()
    began = time.monotonic()
    try:
        for file in (options.endpoints, options.credentials):
            require_yaml(file)
        channel = input_channel(options.credentials)
        agent = load_agent(latest_model(options.model), options.endpoints)
        require_wordings(agent)
        agent.tracker_store.open()
    except StoreUnavailable as error:
        return _give_up(f"the tracker store cannot be opened ({error})")
    except EngineError as error:
        return _give_up(str(error))
    app = build_app(agent, channel)

    async def get_ready(_app: Sanic, _loop: AbstractEventLoop) -> None:
        await warm_up(agent)
        _log.info("engine.ready", model=agent.processor.model_filename, after_s=_since(began))

    app.register_listener(get_ready, "before_server_start")
    app.run(host=options.host, port=options.port, access_log=False, motd=False)
    return 0


def build_app(agent: EngineAgent, channel: AmendsInput) -> Sanic:
    """Return the web application: the connector's routes and `GET /health`."""
    app = Sanic("amends_engine", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_BODY
    app.config.RESPONSE_TIMEOUT = _ANSWER_WITHIN_S
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = agent
    register([channel], app, route="/webhooks/")

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        ready = agent.is_ready()
        return json({"status": "ok" if ready else "starting", "model": agent.model_name})

    @app.exception(SanicException)
    def refuse(request: Request, error: SanicException) -> HTTPResponse:
        return json({"error": "refused"}, status=error.status_code)

    @app.exception(Exception)
    def fail(request: Request, error: Exception) -> HTTPResponse:
        _log.error("engine.failed", error=type(error).__name__, at=_place_of(error))
        return json({"error": "engine_failed"}, status=500)

    @app.after_server_stop
    async def close(_app: Sanic, _loop: AbstractEventLoop) -> None:
        await agent.action_endpoint.close()
        agent.tracker_store.close()

    return app


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.server", description=__doc__)
    parser.add_argument(
        "--model", type=Path, default=Path("models"), help="a model, or the folder of models"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--endpoints", type=Path, default=Path("endpoints.yml"))
    parser.add_argument("--credentials", type=Path, default=Path("credentials.yml"))
    return parser.parse_args(arguments)


def _give_up(reason: str) -> int:
    print(f"engine: {reason}", file=sys.stderr)  # noqa: T201 - said to the operator, not logged
    return 1


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)


def _place_of(error: Exception) -> str:
    """Return the file and line where an error was raised, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


if __name__ == "__main__":
    sys.exit(main())
