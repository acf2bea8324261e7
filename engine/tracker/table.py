"""The table of conversations, and the SQL that reads and writes it (SQLite and PostgreSQL)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from engine.errors import Outdated, StoreUnavailable

_METADATA = sa.MetaData()
_CONVERSATIONS = sa.Table(
    "engine_conversations",
    _METADATA,
    sa.Column("conversation_id", sa.String(128), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("events", sa.Text, nullable=False),
)
_CONNECT_WITHIN_S = 5
_LOCK_WAIT_S = 0.2
"""How long SQLite waits for another process's lock; short, because it waits in the event loop."""


@dataclass(frozen=True)
class Row:
    """A stored conversation: its events as JSON, and how often it was saved."""

    version: int
    events: str


class ConversationTable:
    """Reads and writes whole conversations; a write only succeeds on the version it was read at.

    Every method blocks, and raises `StoreUnavailable` when the database does not answer.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self.is_local = self._engine.dialect.name == "sqlite"
        """Whether methods take less time than handing them to a thread does."""
        with self._answering():
            _METADATA.create_all(self._engine)

    def version(self, conversation_id: str) -> int:
        """Return how often a conversation was saved; 0 if never."""
        query = sa.select(_CONVERSATIONS.c.version).where(_is(conversation_id))
        with self._transaction() as connection:
            return connection.execute(query).scalar() or 0

    def read(self, conversation_id: str) -> Row | None:
        """Return a conversation, or None if it was never saved."""
        columns = _CONVERSATIONS.c
        query = sa.select(columns.version, columns.events).where(_is(conversation_id))
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return Row(version=row.version, events=row.events) if row else None

    def write(self, conversation_id: str, row: Row) -> None:
        """Save a conversation as version `row.version`, on top of the version before.

        Raises `Outdated` if somebody else saved it since.
        """
        with self._transaction() as connection:
            if row.version == 1:
                self._insert(connection, conversation_id, row)
                return
            change = (
                sa.update(_CONVERSATIONS)
                .where(_is(conversation_id), _CONVERSATIONS.c.version == row.version - 1)
                .values(version=row.version, events=row.events)
            )
            if connection.execute(change).rowcount != 1:
                raise Outdated(conversation_id)

    def erase(self, conversation_id: str) -> bool:
        """Delete a conversation; tell whether there was one."""
        with self._transaction() as connection:
            found = connection.execute(sa.delete(_CONVERSATIONS).where(_is(conversation_id)))
            return found.rowcount > 0

    def ids(self) -> list[str]:
        """Return the ids of all conversations."""
        with self._transaction() as connection:
            return list(connection.execute(sa.select(_CONVERSATIONS.c.conversation_id)).scalars())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @staticmethod
    def _insert(connection: Connection, conversation_id: str, row: Row) -> None:
        values = {"conversation_id": conversation_id, "version": 1, "events": row.events}
        try:
            connection.execute(sa.insert(_CONVERSATIONS).values(**values))
        except IntegrityError as error:
            raise Outdated(conversation_id) from error

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._answering(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from error


def _is(conversation_id: str) -> sa.sql.ColumnElement[bool]:
    return _CONVERSATIONS.c.conversation_id == conversation_id


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg2"),
            connect_args={"connect_timeout": _CONNECT_WITHIN_S},
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        parsed,
        poolclass=QueuePool,
        connect_args={"timeout": _LOCK_WAIT_S, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
