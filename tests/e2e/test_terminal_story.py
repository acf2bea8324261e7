"""The main job in a terminal: the same story as in the browser, through `amends chat`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.abc
import pytest
from sqlalchemy import select

from amends.conversations.tables import conversations
from amends.storage.database import Database
from tests.e2e.colleague import APPROVER, Colleague
from tests.e2e.stack import Stack
from tests.e2e.trail import check_whole_trail

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

CUSTOMER, ORDER = "C1003", "A-10003"
ANSWER_S = 30.0


class Terminal:
    """`amends chat` with somebody in front of it who types and reads."""

    def __init__(self, process: anyio.abc.Process) -> None:
        self._process = process
        self._shown = ""

    @classmethod
    @asynccontextmanager
    async def open(cls, stack: Stack) -> AsyncIterator[Terminal]:
        """Start the chat for as long as the block lasts; it has to end well by itself."""
        command = [str(Path(sys.executable).with_name("amends")), "chat", "--url", stack.url]
        process = await anyio.open_process(
            [*command, "--as", CUSTOMER, "--locale", "es"], stderr=subprocess.STDOUT
        )
        async with process:
            yield cls(process)
            assert process.stdin is not None
            await process.stdin.aclose()
            with anyio.fail_after(ANSWER_S):
                assert await process.wait() == 0

    async def type(self, line: str) -> None:
        """Type a line and press Enter."""
        assert self._process.stdin is not None
        await self._process.stdin.send(f"{line}\n".encode())

    async def read_until(self, text: str) -> str:
        """Read until this text has appeared; return all that was shown so far."""
        assert self._process.stdout is not None
        with anyio.fail_after(ANSWER_S):
            while text not in " ".join(self._shown.split()):
                self._shown += (await self._process.stdout.receive()).decode()
        return self._shown

    async def choose(self, label: str) -> None:
        """Type the number that stands before a choice."""
        shown = await self.read_until(label)
        numbers = re.findall(rf"^ +(\d+) {re.escape(label)}$", shown, re.MULTILINE)
        await self.type(numbers[-1])


async def test_that_a_customer_at_a_terminal_gets_what_a_person_approved(
    stack: Stack, database: Database
) -> None:
    async with Terminal.open(stack) as chat, Colleague.at_desk(stack.url, APPROVER) as approver:
        await chat.read_until("Contar un problema")
        await chat.type(f"Buenas, el pedido {ORDER} me vino roto")
        shown = await chat.read_until("respuesta aparecerá aquí sola")
        assert "envío exprés" not in shown

        conversation_id = _conversation(database)
        offer = await approver.approval_of(conversation_id)
        assert offer["amount"] == "899.00"
        assert (await approver.decide(offer["id"], "approve", "as it should be")).is_success

        await chat.choose("Sí, acepto")
        await chat.choose("Muy bien")
        await chat.read_until("me alegra")

    check_whole_trail(
        database,
        conversation_id,
        customer_id=CUSTOMER,
        order_number=ORDER,
        approved_because="as it should be",
    )


def _conversation(database: Database) -> str:
    """Return the latest conversation of this customer."""
    with database.reading() as tx:
        found: str = tx.execute(
            select(conversations.c.id)
            .where(conversations.c.customer_id == CUSTOMER)
            .order_by(conversations.c.created_at.desc())
            .limit(1)
        ).scalar_one()
        return found
