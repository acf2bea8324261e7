"""Work that comes round by time, such as letting offers lapse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from amends.errors import Unavailable

_log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], object]) -> None:
    """Do this work in a thread, again and again, until cancelled.

    Work that fails is done at the next round; one fault does not end it for good.
    """
    while True:
        try:
            await asyncio.to_thread(work)
        except Unavailable:
            _log.warning("work that comes round was put off; the database does not answer")
        except Exception:
            _log.exception("work that comes round failed")
        await asyncio.sleep(seconds)
