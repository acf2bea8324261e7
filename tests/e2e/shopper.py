"""A customer of the web channel, for tests: opens a session, writes, reads what is said."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any
from uuid import uuid4

import anyio
import httpx

from amends.customers.identity import sign
from tests.e2e.stack import IDENTITY_SECRET

RETRY_S = 0.2
GIVE_UP_S = 120.0


def identity(customer_id: str, *, lifetime_s: int = 3600) -> dict[str, Any]:
    """Return what the shop's server would sign for this customer."""
    expires = int(time.time()) + lifetime_s
    signature = sign(secret=IDENTITY_SECRET, customer_id=customer_id, expires=expires)
    return {"customer_id": customer_id, "expires": expires, "signature": signature}


class Shopper:
    """One chat over the wire; retries with the same ids until it is told that it was heard."""

    def __init__(self, http: httpx.AsyncClient, session: dict[str, Any]) -> None:
        self._http = http
        self.session_id: str = session["session_id"]
        self.language: str = session["language"]
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        self.heard: list[dict[str, Any]] = []

    @classmethod
    async def arrive(
        cls,
        http: httpx.AsyncClient,
        *,
        customer_id: str | None = None,
        locale: str | None = None,
    ) -> Shopper:
        """Open a session, as a guest or as somebody whom the shop has signed in."""
        wanted: dict[str, Any] = {}
        if customer_id is not None:
            wanted["identity"] = identity(customer_id)
        if locale is not None:
            wanted["locale"] = locale
        response = await http.post("/chat/sessions", json=wanted)
        response.raise_for_status()
        return cls(http, response.json())

    async def say(self, text: str, message_id: str | None = None) -> int:
        """Send a text until it is accepted; return its number."""
        return await self._send({"id": message_id or uuid4().hex, "text": text})

    async def choose(self, label: str, message_id: str | None = None) -> int:
        """Make the choice with this label among those last offered; return its number."""
        for message in reversed(self.heard):
            for choice in message["choices"]:
                if choice["label"] == label:
                    return await self._send(
                        {"id": message_id or uuid4().hex, "choice": choice["id"]}
                    )
        raise AssertionError(f"{label!r} was not offered")

    async def post(self, content: object) -> httpx.Response:
        """Post a message as it is, once."""
        return await self._http.post("/chat/messages", json=content, headers=self._headers)

    async def post_raw(self, content: bytes) -> httpx.Response:
        """Post what may be no message at all, once."""
        return await self._http.post("/chat/messages", content=content, headers=self._headers)

    async def hear(
        self,
        until: Callable[[list[dict[str, Any]]], bool],
        *,
        within_s: float = 20.0,
    ) -> list[dict[str, Any]]:
        """Follow the conversation until it is as wanted; return all that was said."""
        with anyio.fail_after(within_s):
            while not until(self.heard):
                try:
                    async with aclosing(self.messages()) as messages:
                        async for message in messages:
                            self.heard.append(message)
                            if until(self.heard):
                                break
                except httpx.TransportError:
                    await anyio.sleep(RETRY_S)
        return self.heard

    async def answer_to(self, text: str, *, within_s: float = 20.0) -> list[dict[str, Any]]:
        """Say something and return what the assistant answers."""
        seq = await self.say(text)
        await self.hear_answer(seq, within_s=within_s)
        return [one for one in self.heard if one["seq"] > seq and one["author"] == "assistant"]

    async def hear_answer(self, seq: int, *, within_s: float = 20.0) -> None:
        """Follow the conversation until the assistant has said something after this number."""
        await self.hear(
            lambda heard: any(one["seq"] > seq and one["author"] == "assistant" for one in heard),
            within_s=within_s,
        )

    async def hear_from(self, author: str, text: str, *, within_s: float = 20.0) -> dict[str, Any]:
        """Follow the conversation until this author has said something with this text."""

        def found(heard: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [one for one in heard if one["author"] == author and text in one["text"]]

        await self.hear(lambda heard: bool(found(heard)), within_s=within_s)
        return found(self.heard)[-1]

    async def events_after(self, event_id: int, *, count: int) -> list[dict[str, Any]]:
        """Return the first messages after an event, asked for as a browser resumes a stream."""
        found: list[dict[str, Any]] = []
        async with aclosing(self._events({"Last-Event-ID": str(event_id)})) as events:
            async for event in events:
                if event["event"] == "message":
                    found.append(event)
                if len(found) == count:
                    break
        return found

    async def messages(self) -> AsyncGenerator[dict[str, Any]]:
        """Follow the conversation after what was heard, until the line breaks."""
        after = self.heard[-1]["seq"] if self.heard else 0
        async with aclosing(self._events({}, after=str(after))) as events:
            async for event in events:
                if event["event"] == "message":
                    yield event["data"]

    async def _events(
        self, headers: dict[str, str], **query: str
    ) -> AsyncGenerator[dict[str, Any]]:
        async with self._http.stream(
            "GET", "/chat/events", params=query, headers={**self._headers, **headers}, timeout=30
        ) as stream:
            if stream.is_error:
                await anyio.sleep(RETRY_S)
                return
            fields: dict[str, Any] = {}
            async for line in stream.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "data":
                    yield {**fields, "data": json.loads(value)}
                    fields = {}
                elif name:
                    fields[name] = value

    async def _send(self, content: dict[str, str]) -> int:
        with anyio.fail_after(GIVE_UP_S):
            while True:
                try:
                    response = await self.post(content)
                except httpx.TransportError:
                    await anyio.sleep(RETRY_S)
                    continue
                if response.status_code in {200, 202}:
                    seq: int = response.json()["seq"]
                    return seq
                if response.status_code < 500:
                    raise AssertionError(f"refused: {response.text}")
                await anyio.sleep(RETRY_S)
