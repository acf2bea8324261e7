"""A console's client and what tests do with it again and again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from amends.bootstrap import Services
from amends.conversations.model import Conversation, InboundMessage
from amends.handoff.model import Agent
from amends.ids import ConversationId, CustomerId
from amends.recovery.model import IssueKind, Offer

PASSWORD = "correct horse battery staple"
CUSTOMER = CustomerId("C1")
ORDER = "A-1"
LONGEST_S = 10.0


@dataclass
class Person:
    """Somebody who is signed in."""

    http: httpx.AsyncClient
    agent: Agent
    csrf_token: str

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, content: object = None) -> httpx.Response:
        return await self.http.post(path, json=content, headers={"X-CSRF-Token": self.csrf_token})

    async def do(self, conversation: Conversation, what: str, content: object = None) -> Any:
        return await self.post(f"/conversations/{conversation.id}/{what}", content)

    async def write(self, conversation: Conversation, text: str, what: str = "messages") -> Any:
        return await self.do(conversation, what, {"id": uuid4().hex, "text": text})

    async def decide(self, offer: Offer, decision: str, **more: object) -> httpx.Response:
        return await self.post(f"/approvals/{offer.id}/decision", {"decision": decision, **more})

    async def texts(self, conversation: Conversation) -> list[str]:
        shown = (await self.get(f"/conversations/{conversation.id}")).json()
        return [message["text"] for message in shown["messages"] if message["text"]]


@asynccontextmanager
async def signed_in(url: str, agent: Agent) -> AsyncIterator[Person]:
    """Sign in for as long as the block lasts."""
    async with client(url) as http:
        response = await http.post("/login", json={"email": agent.email, "password": PASSWORD})
        assert response.status_code == 200, response.text
        yield Person(http, agent, response.json()["csrf_token"])


def client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"{url}/console/api", trust_env=False, timeout=LONGEST_S)


class Story:
    """What customers do, through the services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._count = 0

    def conversation(self, customer_id: CustomerId | None = CUSTOMER) -> Conversation:
        self._count += 1
        return self._services.conversations.open(
            channel="web",
            account="",
            address=f"ses_{self._count}",
            language="en",
            customer_id=customer_id,
            verified=customer_id is not None,
        )

    def says(self, conversation: Conversation, text: str) -> int:
        self._count += 1
        received = self._services.conversations.receive(
            InboundMessage(
                channel="web",
                account=conversation.id,
                source_id=f"m{self._count}",
                conversation_id=conversation.id,
                text=text,
            )
        )
        return received.seq

    def asks_for_person(self, conversation: Conversation) -> None:
        self._services.handoff.request_person(
            conversation.id, reason="request_human", key=f"{conversation.id}:person"
        )

    def due_offer(self, conversation: Conversation) -> Offer:
        """An offer of such worth that a person has to agree."""
        recovery = self._services.recovery
        issue = recovery.report_issue(
            conversation.id,
            CUSTOMER,
            IssueKind.ITEM_DAMAGED,
            order_number=ORDER,
            description="it is broken",
            key=f"{conversation.id}:issue",
        )
        offer = recovery.recommend(
            conversation.id,
            issue.id,
            verified=True,
            personalised=True,
            frustration=0.4,
            key=f"{conversation.id}:offer",
        )
        assert offer is not None
        assert offer.needs_approval
        return offer

    def promises_call(self, conversation: Conversation) -> str:
        return self._services.handoff.request_callback(
            conversation.id,
            conversation.customer_id,
            reason="order_late",
            key=f"{conversation.id}:call",
        )

    def mode(self, conversation_id: ConversationId) -> str:
        return self._services.conversations.get(conversation_id).mode.value


@asynccontextmanager
async def following(http: httpx.AsyncClient, path: str) -> AsyncIterator[AsyncIterator[Any]]:
    """Follow a stream of events; yields (name, data) of each."""
    async with asyncio.timeout(LONGEST_S), http.stream("GET", path) as response:
        assert response.status_code == 200
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
