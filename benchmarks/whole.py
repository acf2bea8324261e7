"""The whole way (HTTP in, log, engine, action, log, event out) beside a stock ``rasa init`` bot.

Run with ``make bench`` or ``python -m benchmarks.whole --help``.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.load import Figures, growth, measure
from benchmarks.stock import StockBot
from tests.e2e.shopper import Shopper
from tests.e2e.stack import PROGRAMS, Stack, running
from tests.services import postgresql_database

SAYINGS = (
    "where is my order?",
    "hi",
    "what about my other parcel?",
    "do you have wireless headphones?",
    "can you help me with a refund status?",
    "thank you",
)
LATE, WINDOW = 300, 20


class WebTalker:
    """A customer of the website's chat who keeps one event stream open."""

    def __init__(self, shopper: Shopper) -> None:
        self._shopper = shopper
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def say(self, text: str) -> None:
        """Send a message and wait until the assistant has answered it."""
        seq = await self._shopper.say(text)
        while True:
            message = await self._heard.get()
            if message["author"] == "assistant" and message["seq"] > seq:
                return

    async def _read(self) -> None:
        async for message in self._shopper.messages():
            await self._heard.put(message)


async def _measure_amends(stack: Stack, messages: int) -> tuple[Figures, Figures, float]:
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(
        base_url=stack.url, trust_env=False, timeout=60, limits=limits
    ) as http:

        async def arrive(number: int) -> WebTalker:
            customer = f"C{1100 + number}"
            return WebTalker(await Shopper.arrive(http, customer_id=customer, locale="en"))

        await measure(arrive, SAYINGS, customers=2, messages=10)
        one = await measure(arrive, SAYINGS, customers=1, messages=messages)
        eight = await measure(arrive, SAYINGS, customers=8, messages=messages // 2)
        grown = await growth(await arrive(50), SAYINGS, late=LATE, window=WINDOW)
    return one, eight, grown


def main() -> None:
    """Measure both in one run and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--messages", type=int, default=120, help="of the single customer")
    options = parser.parse_args()
    table = Table("figure", "stock rasa init bot", "Amends, the whole way", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        with StockBot(Path(folder) / "stock") as stock:
            stock_one, stock_eight, stock_grown = asyncio.run(stock.measure(options.messages))
            stock_memory = stock.memory_bytes()
        (Path(folder) / "amends").mkdir()
        if options.database == "postgresql":
            with postgresql_database() as url:
                figures = _amends(Path(folder) / "amends", url, options.messages)
        else:
            figures = _amends(Path(folder) / "amends", None, options.messages)
    (one, eight, grown), memory, ready_s = figures
    for name, theirs, ours in (
        ("messages/s, 1 customer", stock_one.throughput, one.throughput),
        ("messages/s, 8 customers", stock_eight.throughput, eight.throughput),
        ("p50 ms, 1 customer", stock_one.p50_ms, one.p50_ms),
        ("p95 ms, 1 customer", stock_one.p95_ms, one.p95_ms),
        ("p50 ms, 8 customers", stock_eight.p50_ms, eight.p50_ms),
        ("p95 ms, 8 customers", stock_eight.p95_ms, eight.p95_ms),
        (f"message {LATE} / message 5", stock_grown, grown),
        ("memory MB (Amends: engine)", stock_memory / 1e6, memory["engine"] / 1e6),
        ("memory MB (Amends: all three)", stock_memory / 1e6, sum(memory.values()) / 1e6),
        ("s until ready, model trained", stock.ready_s, ready_s),
    ):
        table.add_row(name, f"{theirs:.1f}", f"{ours:.1f}", f"{ours / theirs:.2f}")
    Console(width=110).print(table)


def _amends(
    folder: Path, url: str | None, messages: int
) -> tuple[tuple[Figures, Figures, float], dict[str, int], float]:
    with running(folder, url):
        pass
    began = time.monotonic()
    with running(folder, url) as stack:
        ready_s = time.monotonic() - began
        figures = asyncio.run(_measure_amends(stack, messages))
        memory = {name: stack.memory_bytes(name) for name in PROGRAMS}
    return figures, memory, ready_s


if __name__ == "__main__":
    main()
