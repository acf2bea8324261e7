"""The real gateway on loopback, in a thread of its own, in front of an engine that echoes."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from amends.gateway import create_app
from amends.settings import Settings

START_S = 60.0


@dataclass
class Echo:
    """What the engine on the wire does: it repeats texts, and offers two choices each time."""

    healthy: bool = True
    turns: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> Sanic:  # type: ignore[type-arg]  # Sanic's own defaults
        app = Sanic("echo-engine", configure_logging=False)

        @app.get("/health")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"}, status=200 if self.healthy else 503)

        @app.post("/webhooks/amends/webhook")
        async def answer(request: Request) -> HTTPResponse:
            turn = request.json
            self.turns.append(turn)
            said = turn.get("text") or turn["payload"]["intent"]
            choices = [
                {"label": label, "payload": {"intent": intent, "entities": {}}}
                for label, intent in (("Yes", "affirm"), ("No", "deny"))
            ]
            reply = {"text": f"echo {said}", "language": "en", "wording": "utter_echo"}
            return json(
                {
                    "message_id": turn["message_id"],
                    "replies": [{**reply, "choices": choices}],
                    "repeated": False,
                }
            )

        return app


@dataclass(frozen=True)
class Running:
    """A gateway that runs."""

    url: str
    engine: Echo


@contextmanager
def running_gateway(settings: dict[str, Any]) -> Iterator[Running]:
    """Run a gateway with these settings until the block ends."""
    engine, started, stop = Echo(), threading.Event(), threading.Event()
    addresses: dict[str, int] = {}
    failures: list[BaseException] = []

    async def serve() -> None:
        async with _served(engine.app()) as engine_port:
            ports = {"engine_port": engine_port, "actions_port": engine_port}
            async with _served(create_app(Settings(**settings, **ports))) as port:
                addresses["gateway"] = port
                started.set()
                await asyncio.to_thread(stop.wait)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            failures.append(error)
            started.set()
            raise

    Sanic.test_mode = True
    thread = threading.Thread(target=run, name="gateway")
    thread.start()
    try:
        assert started.wait(START_S)
        assert not failures, failures
        yield Running(f"http://127.0.0.1:{addresses['gateway']}", engine)
    finally:
        stop.set()
        thread.join()
        Sanic.test_mode = False


class _served:  # noqa: N801  # a context manager, used like a function
    """Serve an application on a free port of loopback."""

    def __init__(self, app: Sanic) -> None:  # type: ignore[type-arg]  # Sanic's own defaults
        self._app = app

    async def __aenter__(self) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        self._server = await self._app.create_server(
            sock=listening, return_asyncio_server=True, access_log=False
        )
        assert self._server is not None
        await self._server.startup()
        await self._server.before_start()
        await self._server.start_serving()
        await self._server.after_start()
        port: int = listening.getsockname()[1]
        return port

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        await self._server.before_stop()
        await self._server.close()
        for connection in tuple(self._server.connections or ()):
            connection.close()
        await self._server.after_stop()
