"""The engine alone beside a stock ``rasa init`` bot, each through its own HTTP channel.

Run with ``make bench`` or ``python -m benchmarks.engine --help``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import aiohttp
import httpx
import psutil

from amends.settings import PROJECT
from benchmarks.client import client
from benchmarks.load import Results, measure_all
from benchmarks.report import Measured, show
from benchmarks.stock import StockBot

SAYINGS = (
    "hello",
    "are you a bot?",
    "thanks a lot",
    "what can you do for me?",
    "you are the best shop ever",
    "goodbye",
)
"""Answered by rules without an action server, as all of the stock bot's are."""

PYTHON = PROJECT / "engine" / ".venv" / "bin" / "python"
TOKEN = "benchmark"  # noqa: S105 - guards nothing but this run
READY_WITHIN_S = 300
METADATA = {
    "language": "en",
    "tone": "neutral",
    "sentiment": "neutral",
    "emotions": {"anger": 0.1, "disgust": 0.0, "fear": 0.1, "joy": 0.2, "sadness": 0.1},
    "intensity": 0.2,
    "frustration": 0.1,
    "channel": "web",
    "customer_id": None,
    "verified": False,
    "history": False,
}


class _EngineTalker:
    """A customer whose gateway is this benchmark."""

    def __init__(self, http: aiohttp.ClientSession, conversation_id: str) -> None:
        self._http = http
        self._conversation_id = conversation_id
        self._said = 0

    async def say(self, text: str) -> None:
        """Send a message; its answer comes in the response."""
        self._said += 1
        content = {
            "conversation_id": self._conversation_id,
            "message_id": f"{self._conversation_id}-{self._said}",
            "kind": "text",
            "text": text,
            "metadata": METADATA,
        }
        async with self._http.post("/webhooks/amends/webhook", json=content) as response:
            if not (await response.json())["replies"]:
                raise RuntimeError("the engine had nothing to say")


class Engine:
    """Our engine with the project's own model, running for as long as the block lasts.

    Args:
        folder: Where its database and its log go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self.ready_s = 0.0

    def __enter__(self) -> Engine:
        self._folder.mkdir(parents=True)
        environment = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "AMENDS_INTERNAL_TOKEN": TOKEN,
            "AMENDS_ENGINE_DATABASE_URL": f"sqlite:///{self._folder / 'engine.sqlite3'}",
        }
        trained = subprocess.run(
            [str(PYTHON), "-m", "engine.train", "--print-path"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        model = trained.stdout.strip().splitlines()[-1]
        port = _free_port()
        began = time.monotonic()
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(PYTHON), "-m", "engine.server", "--port", str(port), "--model", model],
                cwd=PROJECT,
                env=environment,
                stderr=log,
            )
        self._url = f"http://127.0.0.1:{port}"
        self._wait_until_ready()
        self.ready_s = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    async def measure(self, messages: int) -> Results:
        """Return what its customers see and what it costs."""
        if self._process is None:
            raise RuntimeError("the engine was not started")
        async with client(self._url, {"Authorization": f"Bearer {TOKEN}"}) as http:

            async def arrive(number: int) -> _EngineTalker:
                return _EngineTalker(http, f"customer-{number}-{time.monotonic_ns()}")

            return await measure_all(
                arrive,
                SAYINGS,
                messages=messages,
                processes={"engine": psutil.Process(self._process.pid)},
            )

    def memory_bytes(self) -> int:
        """Return the resident memory of the engine."""
        if self._process is None:
            return 0
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        with httpx.Client(trust_env=False, timeout=5) as http:
            while time.monotonic() < deadline:
                try:
                    if http.get(f"{self._url}/health").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    time.sleep(0.05)
        raise RuntimeError("the engine did not start")


def main() -> None:
    """Measure both, one after the other, and print the figures beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=240, help="of one customer")
    parser.add_argument("--alone", action="store_true", help="leave the stock bot out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = _measured("engine", Engine(Path(folder) / "engine"), options.messages)
        stock = None
        if not options.alone:
            stock = _measured("stock bot", StockBot(Path(folder) / "stock"), options.messages)
    show(ours, stock)


def _measured(name: str, bot: Engine | StockBot, messages: int) -> Measured:
    with bot:
        results = asyncio.run(bot.measure(messages))
        return Measured(name, results, bot.memory_bytes(), bot.ready_s)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
