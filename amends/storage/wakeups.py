"""Hints that something changed, so that nobody has to wait for the next poll.

A hint may be lost or come twice; what counts is in the database. On PostgreSQL hints travel by
LISTEN/NOTIFY; on SQLite the counter ``PRAGMA data_version`` tells one process that another one has
committed.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import cast

import psycopg
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from amends.ids import ConversationId, new_id
from amends.storage.database import Database


class Hint(StrEnum):
    """What may have changed."""

    LOG = "log"
    INBOX = "inbox"
    ANYTHING = "anything"


Listener = Callable[[Hint, ConversationId | None], None]
"""Called with what changed and in which conversation; None means that it may be any."""

_CHANNEL = "amends_conversations"
_NOTIFY = select(func.pg_notify(_CHANNEL, bindparam("hint")))
_SQLITE_LOOK_S = 0.2
_POLL_S = 1.0
_RECONNECT_S = 1.0

_GONE = (SQLAlchemyError, psycopg.Error, sqlite3.Error)

_log = logging.getLogger(__name__)


class Wakeups:
    """Announces changes of conversations within and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._name = new_id("wak")
        self._listeners: list[Listener] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def announce(
        self, tx: Connection, conversation_id: ConversationId, hint: Hint = Hint.LOG
    ) -> None:
        """Tell everybody, once this transaction is committed, that the conversation changed."""
        if not self._database.is_sqlite:
            tx.execute(_NOTIFY, {"hint": f"{hint}:{conversation_id}:{self._name}"})
        self._database.after_commit(lambda: self._tell(hint, conversation_id))

    def listen(self, listener: Listener) -> None:
        """Call this listener, from any thread, at every hint."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Watch for what other processes announce."""
        watch = self._watch_sqlite if self._database.is_sqlite else self._watch_postgresql
        self._thread = threading.Thread(target=self._keep_on, args=(watch,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _tell(self, hint: Hint, conversation_id: ConversationId | None) -> None:
        for listener in self._listeners:
            listener(hint, conversation_id)

    def _keep_on(self, watch: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                watch()
            except _GONE:
                _log.warning("the watch for changes was interrupted; it starts again")
                self._stopping.wait(_RECONNECT_S)
            self._tell(Hint.ANYTHING, None)

    def _watch_sqlite(self) -> None:
        with self._connection() as connection:
            cursor = cast("sqlite3.Connection", connection).cursor()
            seen = None
            while not self._stopping.wait(_SQLITE_LOOK_S):
                version = cursor.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    self._tell(Hint.ANYTHING, None)

    def _watch_postgresql(self) -> None:
        with self._connection() as connection:
            driver = cast("psycopg.Connection", connection)
            driver.autocommit = True
            driver.execute(f"LISTEN {_CHANNEL}")
            while not self._stopping.is_set():
                arrived = False
                for notification in driver.notifies(timeout=_POLL_S, stop_after=1):
                    arrived = True
                    if not notification.payload.endswith(f":{self._name}"):  # told at the commit
                        self._tell(*_read(notification.payload))
                if not arrived:
                    self._tell(Hint.ANYTHING, None)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[object]:
        """Yield the driver's connection, which nobody gets afterwards: it may listen or be dead."""
        connection = self._database.engine.raw_connection()
        driver = connection.driver_connection
        connection.detach()
        try:
            yield driver
        finally:
            connection.close()


def _read(payload: str) -> tuple[Hint, ConversationId | None]:
    """Understand a hint; one that another version of Amends sent may mean anything."""
    hint, *rest = payload.split(":")
    if hint not in set(Hint) or not rest:
        return Hint.ANYTHING, None
    return Hint(hint), ConversationId(rest[0])
