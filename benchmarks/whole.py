"""The whole way (HTTP in, log, engine, action, log, event out) beside a stock ``rasa init`` bot.

Run with ``make bench`` or ``python -m benchmarks.whole --help``.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.client import WebTalker, client
from benchmarks.load import Results, measure_all
from benchmarks.report import Measured, show
from benchmarks.stock import StockBot
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


def main() -> None:
    """Measure both in one run and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--messages", type=int, default=120, help="of the single customer")
    parser.add_argument("--alone", action="store_true", help="leave the stock bot out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stock = None if options.alone else _stock_bot(Path(folder) / "stock", options.messages)
        (Path(folder) / "amends").mkdir()
        if options.database == "postgresql":
            with postgresql_database() as url:
                ours = _amends(Path(folder) / "amends", url, options.messages)
        else:
            ours = _amends(Path(folder) / "amends", None, options.messages)
    show(ours, stock)


def _stock_bot(folder: Path, messages: int) -> Measured:
    with StockBot(folder) as bot:
        results = asyncio.run(bot.measure(messages))
        return Measured("stock bot", results, bot.memory_bytes(), bot.ready_s)


def _amends(folder: Path, url: str | None, messages: int) -> Measured:
    with running(folder, url):
        pass  # seeds the demo data and trains the model, if need be
    began = time.monotonic()
    with running(folder, url) as stack:
        ready_s = time.monotonic() - began
        results = asyncio.run(_measure_amends(stack, messages))
        memory = sum(stack.memory_bytes(name) for name in PROGRAMS)
    return Measured("Amends", results, memory, ready_s)


async def _measure_amends(stack: Stack, messages: int) -> Results:
    async with client(stack.url) as http:

        async def arrive(number: int) -> WebTalker:
            return await WebTalker.arrive(http, customer_id=f"C{1100 + number}")

        processes = {name: stack.process(name) for name in PROGRAMS}
        return await measure_all(arrive, SAYINGS, messages=messages, processes=processes)


if __name__ == "__main__":
    main()
