"""What a whole turn asks of the database; each statement costs every message some of its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event

from amends.conversations import inbox
from amends.conversations.model import Author, Conversation
from amends.ids import ConversationId
from amends.storage.database import Database
from amends.storage.wakeups import Hint
from tests.integration.conversations.stage import Stage, said

RECEIVING = 5
"""Find the conversation, look whether the message is known, number it, log it, queue it."""

TAKING = 2
"""Take the lease, read what waits."""

ANSWERING = 11
"""Renew the lease, close the item, lock the conversation, annotate the message, note the mood,
number and log the answer, replace the choices, look what waits next, give the lease back."""

READING = 3
"""Read the conversation, what is new, and its choices."""

_HOUSEKEEPING = ("BEGIN", "PRAGMA", "SET LOCAL", "SELECT pg_notify")


@dataclass
class Asked:
    """What the database was asked while the block lasted."""

    statements: list[str] = field(default_factory=list)
    at_work: set[object] = field(default_factory=set)
    commits: int = 0


@contextmanager
def listening(database: Database) -> Iterator[Asked]:
    asked = Asked()

    def statement(*arguments: object) -> None:
        if not str(arguments[2]).startswith(_HOUSEKEEPING):
            asked.statements.append(str(arguments[2]))
            asked.at_work.add(arguments[0])

    def commit(connection: object) -> None:
        if connection in asked.at_work:
            asked.at_work.discard(connection)
            asked.commits += 1

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", commit)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", statement)
        event.remove(database.engine, "commit", commit)


async def test_that_a_turn_takes_few_statements_and_three_commits(
    stage: Stage,
    open_conversation: Conversation,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "ready", lambda *_: ())  # looks round come by time, not by turn
    answered, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(hint: Hint, _: ConversationId | None) -> None:
        if hint is Hint.LOG:
            loop.call_soon_threadsafe(answered.set)

    await stage.make().start()
    stage.wakeups.listen(heard)
    with listening(database) as asked:
        stage.say(open_conversation, "m1", "where is my parcel")
        async with asyncio.timeout(20):
            await answered.wait()
    assert len(asked.statements) <= RECEIVING + TAKING + ANSWERING, "\n".join(asked.statements)
    assert asked.commits <= 3
    entries = await stage.log(open_conversation, lambda log: len(log) == 2)
    assert said(entries, Author.ASSISTANT) == ["echo where is my parcel"]


def test_that_a_page_reads_what_is_new_in_one_transaction(
    stage: Stage, open_conversation: Conversation, database: Database
) -> None:
    stage.say(open_conversation, "m1", "where is my parcel")
    stage.conversations.append(
        open_conversation.id, author=Author.ASSISTANT, text="On its way", key="a1"
    )
    with listening(database) as asked:
        _, entries = stage.conversations.messages(open_conversation.id, after=0, limit=10)
    assert [entry.seq for entry in entries] == [1, 2]
    assert len(asked.statements) <= READING, "\n".join(asked.statements)
    assert asked.commits <= 1
    with listening(database) as asked:
        stage.conversations.messages(open_conversation.id, after=2, limit=10)
    assert len(asked.statements) == 1
