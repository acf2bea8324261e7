"""Talks to another process of Amends over connections that stay open."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from amends.errors import Unavailable
from amends.storage.types import JsonValue

OK = 200

_ANSWER_TIMEOUT_S = 15.0
_CONNECT_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class Answer:
    """What another process answered."""

    status: int
    body: bytes


class Peer:
    """One of the other processes.

    Args:
        name: What it is called in errors.
        url: Where it listens, without a path.
        token: The secret shared by the processes.
    """

    def __init__(self, *, name: str, url: str, token: str = "") -> None:
        self._name = name
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str, path: str, content: JsonValue = None) -> Answer:
        """Return what the process answers, whatever it is.

        Raises:
            Unavailable: It does not answer, or not in time.
        """
        return await self._request(method, path, content, within_s=_ANSWER_TIMEOUT_S)

    async def check(self) -> None:
        """Ask the process whether it is ready.

        Raises:
            Unavailable: It does not answer, or says that it is not.
        """
        answer = await self._request("GET", "/health", None, within_s=_CONNECT_TIMEOUT_S)
        if answer.status != OK:
            raise Unavailable(f"The {self._name} process is not ready", code=self._name)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _request(
        self, method: str, path: str, content: JsonValue, *, within_s: float
    ) -> Answer:
        timeout = aiohttp.ClientTimeout(total=within_s, connect=_CONNECT_TIMEOUT_S)
        try:
            async with self._open().request(
                method, path, json=content, timeout=timeout, allow_redirects=False
            ) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(
                f"The {self._name} process does not answer", code=self._name
            ) from error

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, which has to begin inside the event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                self._url,
                headers=self._headers,
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session
