"""An agent or approver at the console, for tests: signs in, decides, takes over, writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import uuid4

import anyio
import httpx

from amends.demo.accounts import DEMO_PASSWORD

AGENT = "agent@example.com"
APPROVER = "approver@example.com"

_LOOK_S = 0.05
_Found = TypeVar("_Found")


class Colleague:
    """Somebody who is signed in at the console."""

    def __init__(self, http: httpx.AsyncClient, session: dict[str, Any]) -> None:
        self._http = http
        self.agent: dict[str, Any] = session["agent"]
        self._headers = {"X-CSRF-Token": session["csrf_token"]}

    @classmethod
    @asynccontextmanager
    async def at_desk(cls, url: str, email: str) -> AsyncIterator[Colleague]:
        """Sign in with a demo account for as long as the block lasts."""
        async with httpx.AsyncClient(
            base_url=f"{url}/console/api", trust_env=False, timeout=20
        ) as http:
            response = await http.post("/login", json={"email": email, "password": DEMO_PASSWORD})
            response.raise_for_status()
            yield cls(http, response.json())

    async def get(self, path: str) -> Any:
        """Return what stands at an address of the console's API."""
        response = await self._http.get(path)
        response.raise_for_status()
        return response.json()

    async def post(self, path: str, content: object = None) -> httpx.Response:
        """Do something, once, and return how it was answered."""
        return await self._http.post(path, json=content, headers=self._headers)

    async def approval_of(self, conversation_id: str, *, within_s: float = 30.0) -> dict[str, Any]:
        """Wait until an offer of this conversation waits for approval."""

        async def look() -> dict[str, Any] | None:
            items = (await self.get("/approvals?state=pending"))["items"]
            return next((one for one in items if one["conversation_id"] == conversation_id), None)

        return await eventually(look, within_s=within_s)

    async def decide(self, offer_id: str, decision: str, reason: str) -> httpx.Response:
        """Approve or decline an offer."""
        return await self.post(
            f"/approvals/{offer_id}/decision", {"decision": decision, "reason": reason}
        )

    async def waiting(self, conversation_id: str, *, within_s: float = 30.0) -> dict[str, Any]:
        """Wait until this conversation stands in the queue."""

        async def look() -> dict[str, Any] | None:
            items = (await self.get("/conversations?mode=waiting"))["items"]
            return next((one for one in items if one["id"] == conversation_id), None)

        return await eventually(look, within_s=within_s)

    async def conversation(self, conversation_id: str) -> dict[str, Any]:
        """Return a conversation with its log, notes included."""
        found: dict[str, Any] = await self.get(f"/conversations/{conversation_id}")
        return found

    async def do(self, conversation_id: str, what: str, text: str | None = None) -> httpx.Response:
        """Take over, hand back, close; or write a text as a message or note."""
        content = {} if text is None else {"id": uuid4().hex, "text": text}
        return await self.post(f"/conversations/{conversation_id}/{what}", content)


async def eventually(
    look: Callable[[], Awaitable[_Found | None]], *, within_s: float = 30.0
) -> _Found:
    """Look again and again until something is found."""
    with anyio.fail_after(within_s):
        while True:
            found = await look()
            if found is not None:
                return found
            await anyio.sleep(_LOOK_S)
