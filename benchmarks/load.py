"""Customers that write one message after the other, and how long each waits for its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Talker(Protocol):
    """One customer in one conversation."""

    async def say(self, text: str) -> None:
        """Send a message and wait until it is answered."""
        ...


@dataclass(frozen=True)
class Figures:
    """What customers saw: throughput in messages/s, waiting times in milliseconds."""

    throughput: float
    p50_ms: float
    p95_ms: float


async def measure(
    arrive: Callable[[int], Awaitable[Talker]],
    sayings: Sequence[str],
    *,
    customers: int,
    messages: int,
) -> Figures:
    """Let customers talk at the same time.

    Args:
        arrive: Returns the customer of this number, ready to talk.
        sayings: What they say, in turn.
        customers: How many at the same time.
        messages: How many each of them says.
    """
    talkers = [await arrive(number) for number in range(customers)]
    waits: list[float] = []

    async def talk(talker: Talker) -> None:
        for position in range(messages):
            began = time.perf_counter()
            await talker.say(sayings[position % len(sayings)])
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(talk(talker) for talker in talkers))
    took = time.perf_counter() - began
    return Figures(len(waits) / took, _share(waits, 0.5), _share(waits, 0.95))


async def growth(talker: Talker, sayings: Sequence[str], *, late: int, window: int) -> float:
    """Return how much longer late messages of one conversation take than early ones (a ratio).

    Medians over ``window`` messages around number 5 and around number ``late`` are compared.
    """
    waits: list[float] = []
    for position in range(late + window // 2):
        began = time.perf_counter()
        await talker.say(sayings[position % len(sayings)])
        waits.append(time.perf_counter() - began)
    return _share(waits[-window:], 0.5) / _share(waits[:window], 0.5)


def _share(waits: Sequence[float], share: float) -> float:
    ordered = sorted(waits)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
