"""The console in a thread of its own, without an engine, for tests in a real browser."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

from amends.bootstrap import Services, build_services
from amends.clock import SystemClock
from amends.conversations.sessions import SessionService
from amends.handoff.model import Role
from amends.settings import Settings
from amends.storage.schema import METADATA
from tests.integration.customers.shop import Shop
from tests.integration.handoff.desk import CUSTOMER, ORDER, Story
from tests.integration.handoff.serving import account, serving

_LONGEST_S = 30


class ConsoleSite:
    """A gateway's console that can go away and come back at the same address.

    Args:
        folder: Where its database goes.
    """

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        url = f"sqlite:///{folder / 'console.sqlite3'}"
        self.services: Services = build_services(Settings(database_url=url), clock=clock)
        METADATA.create_all(self.services.database.engine)
        self._sessions = SessionService(
            database=self.services.database,
            clock=clock,
            conversations=self.services.conversations,
            lifetime=timedelta(days=1),
        )
        shop = Shop(self.services.database, clock.now())
        shop.customer(CUSTOMER)
        shop.order(ORDER, CUSTOMER, minor=12_900, delivered_days_ago=1)
        self.story = Story(self.services)
        self.robin = account(self.services, "robin", Role.AGENT)
        self.kim = account(self.services, "kim", Role.APPROVER)
        self.url = ""
        self._port = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    def start(self) -> None:
        """Serve; after a stop at the same port."""
        ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self._thread.start()
        if not ready.wait(_LONGEST_S):
            raise RuntimeError("the console does not start")

    def stop(self) -> None:
        """Break all lines and refuse new ones."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_LONGEST_S)
        self._thread = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self.services.database.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        async with serving(self.services, self._sessions, port=self._port) as served:
            self.url = served.url
            self._port = int(served.url.rpartition(":")[2])
            ready.set()
            await self._stop.wait()
