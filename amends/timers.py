"""Work that comes round by time, such as letting offers lapse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from amends.errors import Unavailable

_log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], object]) -> None:
    """Do this work in a thread, again and again, until cancelled.

    Work that fails because the database is away is simply done at the next round.
    """
    while True:
        try:
            await asyncio.to_thread(work)
        except Unavailable:
            _log.warning("work that comes round was put off; the database does not answer")
        await asyncio.sleep(seconds)
