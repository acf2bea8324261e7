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
from collections.abc import Sequence
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from amends.settings import PROJECT
from benchmarks.load import Figures, growth, measure
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
LATE, WINDOW = 300, 20
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

    def __init__(self, http: httpx.AsyncClient, conversation_id: str) -> None:
        self._http = http
        self._conversation_id = conversation_id
        self._said = 0

    async def say(self, text: str) -> None:
        """Send a message; its answer comes in the response."""
        self._said += 1
        response = await self._http.post(
            "/webhooks/amends/webhook",
            json={
                "conversation_id": self._conversation_id,
                "message_id": f"{self._conversation_id}-{self._said}",
                "kind": "text",
                "text": text,
                "metadata": METADATA,
            },
        )
        response.raise_for_status()
        if not response.json()["replies"]:
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

    async def measure(self, messages: int) -> tuple[Figures, Figures, float]:
        """Return the figures with 1 and 8 customers, and the growth over a long conversation."""
        async with httpx.AsyncClient(
            base_url=self._url,
            headers={"Authorization": f"Bearer {TOKEN}"},
            trust_env=False,
            timeout=120,
        ) as http:

            async def arrive(number: int) -> _EngineTalker:
                return _EngineTalker(http, f"customer-{number}-{time.monotonic_ns()}")

            await measure(arrive, SAYINGS, customers=2, messages=5)
            one = await measure(arrive, SAYINGS, customers=1, messages=messages)
            eight = await measure(arrive, SAYINGS, customers=8, messages=messages // 4)
            grown = await growth(await arrive(50), SAYINGS, late=LATE, window=WINDOW)
        return one, eight, grown

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
    options = parser.parse_args()
    columns: list[tuple[str, Sequence[str]]] = []
    throughput: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, bot in (
            ("engine", Engine(Path(folder) / "engine")),
            ("stock bot", StockBot(Path(folder) / "stock")),
        ):
            with bot:
                one, eight, grown = asyncio.run(bot.measure(options.messages))
                columns.append((name, _cells(one, eight, grown, bot.memory_bytes(), bot.ready_s)))
                throughput.append(eight.throughput)
    table = Table(title="The engine alone", show_lines=False)
    table.add_column("")
    for name, _ in columns:
        table.add_column(name, justify="right")
    for row, label in enumerate(_LABELS):
        table.add_row(label, *(cells[row] for _, cells in columns))
    console = Console()
    console.print(table)
    console.print(
        f"Throughput with 8 customers: {throughput[0] / throughput[1]:.1f} times the stock bot's"
    )


_LABELS = (
    "messages/s, 1 customer",
    "p50, 1 customer (ms)",
    "p95, 1 customer (ms)",
    "messages/s, 8 customers",
    "p50, 8 customers (ms)",
    "p95, 8 customers (ms)",
    "message 300 against message 5",
    "memory (MB)",
    "ready after (s)",
)


def _cells(
    one: Figures, eight: Figures, grown: float, memory: int, ready_s: float
) -> tuple[str, ...]:
    return (
        *(f"{value:.1f}" for value in (one.throughput, one.p50_ms, one.p95_ms)),
        *(f"{value:.1f}" for value in (eight.throughput, eight.p50_ms, eight.p95_ms)),
        f"{grown:.2f}",
        f"{memory / 1e6:.0f}",
        f"{ready_s:.1f}",
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
