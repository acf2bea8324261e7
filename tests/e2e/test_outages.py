"""A part is down or stuck for a while: customers are told and get one answer when it is back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager

import anyio
import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine, make_url

from amends.conversations.model import Author, EntryKind
from amends.storage.database import Database
from tests.e2e.log import Log
from tests.e2e.shopper import Shopper
from tests.e2e.stack import Stack
from tests.services import ADMIN_URL

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

AWAY_S = 10.0
BACK_WITHIN_S = 120.0


async def arrive(http: httpx.AsyncClient) -> Shopper:
    """Open the chat of somebody whose orders are known, and wait for the greeting."""
    shopper = await Shopper.arrive(http, customer_id="C1002", locale="en")
    await shopper.hear_answer(0)
    return shopper


@asynccontextmanager
async def heard_once_afterwards(
    shopper: Shopper, log: Log, away: AbstractContextManager[None]
) -> AsyncIterator[None]:
    """Send a message, as often as it takes, while the database is away; check what became of it.

    The block runs while the database is away; the message must not be accepted in it.
    """
    accepted: list[int] = []

    async def say() -> None:
        accepted.append(await shopper.say("where is my order?", "once"))

    async with anyio.create_task_group() as group:
        with away:
            group.start_soon(say)
            yield
            await anyio.sleep(AWAY_S)
            assert accepted == []
    asked = await shopper.say("where is my order?", "once")
    await shopper.hear_answer(asked, within_s=BACK_WITHIN_S)
    assert accepted == [asked]
    assert log.said_by_customer() == ["where is my order?"]
    assert log.wordings(after=asked) == ["utter_order_is_late"]


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Keep everybody else from writing for as long as the block lasts."""
    engine = create_engine(url)
    lock = (
        "BEGIN EXCLUSIVE"
        if engine.dialect.name == "sqlite"
        else "LOCK TABLE conversations, inbox IN ACCESS EXCLUSIVE MODE"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(lock)
        yield
        connection.rollback()
    engine.dispose()


@contextmanager
def gone(url: str) -> Iterator[None]:
    """Break all connections to a PostgreSQL database and allow none as long as the block lasts."""
    name = make_url(url).database or ""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(ADMIN_URL, autocommit=True) as admin:
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        try:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


async def check_told_and_answered_once(
    shopper: Shopper, log: Log, *, heal: Callable[[], None]
) -> None:
    """Ask while a part is away, and heal it once the customer was told that it takes longer."""
    asked = await shopper.say("where is my order?")
    delay = await shopper.hear_from("system", "longer")
    heal()
    await shopper.hear_answer(asked, within_s=BACK_WITHIN_S)
    answered = await shopper.say("where is my order?")
    await shopper.hear_answer(answered)

    assert delay["seq"] == asked + 1
    assert log.wordings(after=asked) == ["utter_order_is_late"] * 2
    said = [entry.author for entry in log.entries(EntryKind.MESSAGE) if entry.seq >= asked]
    assert said == [
        Author.CUSTOMER,
        Author.SYSTEM,
        Author.ASSISTANT,
        Author.CUSTOMER,
        Author.ASSISTANT,
    ]


@pytest.mark.parametrize("part", ["engine", "actions"])
async def test_that_an_answer_comes_when_a_part_that_hung_goes_on(
    stack: Stack, http: httpx.AsyncClient, database: Database, part: str
) -> None:
    shopper = await arrive(http)
    stack.pause(part)
    try:
        await check_told_and_answered_once(
            shopper, Log(database, shopper), heal=lambda: stack.resume(part)
        )
    finally:
        stack.resume(part)


@pytest.mark.parametrize("part", ["engine", "actions"])
async def test_that_an_answer_comes_when_a_part_that_died_is_back(
    stack: Stack, http: httpx.AsyncClient, database: Database, part: str
) -> None:
    shopper = await arrive(http)
    stack.kill_and_pause(part)
    await check_told_and_answered_once(
        shopper, Log(database, shopper), heal=lambda: stack.resume(part)
    )
    stack.wait_until_ready()


async def test_that_a_locked_database_loses_and_doubles_nothing(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    shopper = await arrive(http)
    async with heard_once_afterwards(shopper, Log(database, shopper), locked(stack.database_url)):
        assert (await http.get("/widget/amends-chat.js")).is_success


async def test_that_a_database_that_goes_and_comes_back_loses_and_doubles_nothing(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    if database.is_sqlite:
        pytest.skip("a file does not go away")
    shopper = await arrive(http)
    async with heard_once_afterwards(shopper, Log(database, shopper), gone(stack.database_url)):
        health = await http.get("/health")
    assert health.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert health.json()["components"]["database"] == "down"


async def test_that_a_follower_goes_on_where_the_gateway_died(
    stack: Stack, http: httpx.AsyncClient, database: Database
) -> None:
    shopper = await arrive(http)
    log = Log(database, shopper)
    last = shopper.heard[-1]["seq"]
    stack.kill("gateway")
    first = await shopper.say("where is my order?")
    await shopper.hear_answer(first, within_s=BACK_WITHIN_S)

    resumed = await shopper.events_after(last, count=2)
    assert [event["id"] for event in resumed] == [str(last + 1), str(last + 2)]
    assert [event["data"]["seq"] for event in resumed] == [last + 1, last + 2]
    assert [m["seq"] for m in shopper.heard] == [e.seq for e in log.entries(EntryKind.MESSAGE)]
    stack.wait_until_ready()
