"""The customers' side of the wire: the same client for all bots, light beside what it measures."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from tests.e2e.shopper import identity

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=120)


def client(url: str, headers: Mapping[str, str] | None = None) -> aiohttp.ClientSession:
    """Return a client with a connection for everybody who talks and listens."""
    return aiohttp.ClientSession(
        url,
        headers=headers,
        timeout=_TIMEOUT,
        connector=aiohttp.TCPConnector(limit=0),
        raise_for_status=True,
    )


class WebTalker:
    """A customer of the website's chat who keeps one event stream open."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}
        self._events: AsyncIterator[dict[str, Any]] = self._follow()
        self._said = 0

    @classmethod
    async def arrive(cls, http: aiohttp.ClientSession, customer_id: str) -> WebTalker:
        """Open a chat as somebody whom the shop has signed in."""
        wanted = {"locale": "en", "identity": identity(customer_id)}
        async with http.post("/chat/sessions", json=wanted) as response:
            return cls(http, (await response.json())["token"])

    async def say(self, text: str) -> None:
        """Send a message and wait until the assistant has answered it."""
        self._said += 1
        content = {"id": f"message-{self._said}", "text": text}
        async with self._http.post("/chat/messages", json=content, headers=self._headers) as sent:
            seq = (await sent.json())["seq"]
        async for message in self._events:
            if message["author"] == "assistant" and message["seq"] > seq:
                return
        raise RuntimeError("the event stream has ended")

    async def _follow(self) -> AsyncIterator[dict[str, Any]]:
        async with self._http.get("/chat/events", headers=self._headers) as stream:
            event = ""
            async for line in stream.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "message":
                    yield json.loads(value)


class RestTalker:
    """A customer on the REST channel that Rasa brings along."""

    def __init__(self, http: aiohttp.ClientSession, sender: str) -> None:
        self._http = http
        self._sender = sender

    async def say(self, text: str) -> None:
        """Send a message; its answer comes in the response."""
        content = {"sender": self._sender, "message": text}
        async with self._http.post("/webhooks/rest/webhook", json=content) as response:
            await response.read()
