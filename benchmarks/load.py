"""Customers that write one message after the other, and how long each waits for its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psutil

LATE, WINDOW = 300, 20
"""Which message counts as late in a conversation, and over how many the median is taken."""


class Talker(Protocol):
    """One customer in one conversation."""

    async def say(self, text: str) -> None:
        """Send a message and wait until it is answered."""
        ...


Arrive = Callable[[int], Awaitable[Talker]]
"""Returns the customer of this number, ready to talk."""


@dataclass(frozen=True)
class Figures:
    """What customers saw and what it cost.

    Attributes:
        throughput: Messages a second.
        p50_ms: What half of the messages did not wait longer for.
        p95_ms: What 95 of 100 messages did not wait longer for.
        processor_ms: Processor time per message by process; unlike waiting times it hardly
            depends on what else the machine does.
    """

    throughput: float
    p50_ms: float
    p95_ms: float
    processor_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """Everything that is measured at one bot."""

    one: Figures
    eight: Figures
    growth: float


async def measure_all(
    arrive: Arrive,
    sayings: Sequence[str],
    *,
    messages: int,
    processes: Mapping[str, psutil.Process],
) -> Results:
    """Measure with one customer, with eight, and over one long conversation.

    Args:
        arrive: Returns the customer of this number, ready to talk.
        sayings: What they say, in turn.
        messages: How many messages the single customer says; eight say half as many each.
        processes: Whose processor time counts; the client's own is added.
    """
    watched = {**processes, "client": psutil.Process()}
    await measure(arrive, sayings, customers=2, messages=10, processes=watched)
    return Results(
        one=await measure(arrive, sayings, customers=1, messages=messages, processes=watched),
        eight=await measure(
            arrive, sayings, customers=8, messages=messages // 2, processes=watched
        ),
        growth=await growth(await arrive(50), sayings),
    )


async def measure(
    arrive: Arrive,
    sayings: Sequence[str],
    *,
    customers: int,
    messages: int,
    processes: Mapping[str, psutil.Process],
) -> Figures:
    """Let customers talk at the same time, each so many messages."""
    talkers = [await arrive(number) for number in range(customers)]
    waits: list[float] = []

    async def talk(talker: Talker) -> None:
        for position in range(messages):
            began = time.perf_counter()
            await talker.say(sayings[position % len(sayings)])
            waits.append(time.perf_counter() - began)

    before = _processor_times(processes)
    began = time.perf_counter()
    await asyncio.gather(*(talk(talker) for talker in talkers))
    took = time.perf_counter() - began
    after = _processor_times(processes)
    return Figures(
        throughput=len(waits) / took,
        p50_ms=_share(waits, 0.5),
        p95_ms=_share(waits, 0.95),
        processor_ms={
            name: 1000 * (used - before[name]) / len(waits) for name, used in after.items()
        },
    )


async def growth(talker: Talker, sayings: Sequence[str]) -> float:
    """Return how much longer late messages of one conversation take than early ones (a ratio).

    Medians over the first messages and over those around number 300 are compared.
    """
    waits: list[float] = []
    for position in range(LATE + WINDOW // 2):
        began = time.perf_counter()
        await talker.say(sayings[position % len(sayings)])
        waits.append(time.perf_counter() - began)
    return _share(waits[-WINDOW:], 0.5) / _share(waits[:WINDOW], 0.5)


def _processor_times(processes: Mapping[str, psutil.Process]) -> dict[str, float]:
    times = {name: process.cpu_times() for name, process in processes.items()}
    return {name: one.user + one.system for name, one in times.items()}


def _share(waits: Sequence[float], share: float) -> float:
    ordered = sorted(waits)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
