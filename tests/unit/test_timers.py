from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from amends.errors import Unavailable
from amends.timers import every


@pytest.mark.parametrize("failure", [Unavailable("gone"), KeyError("a fault of ours")])
async def test_that_work_that_failed_comes_round_again(failure: Exception) -> None:
    rounds: list[int] = []
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    work = _failing_once(rounds, failure, lambda: loop.call_soon_threadsafe(done.set))
    timer = asyncio.create_task(every(0, work))
    async with asyncio.timeout(20):
        await done.wait()
    timer.cancel()
    await asyncio.gather(timer, return_exceptions=True)
    assert len(rounds) >= 2


def _failing_once(
    rounds: list[int], failure: Exception, done: Callable[[], object]
) -> Callable[[], None]:
    def work() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise failure
        done()

    return work
