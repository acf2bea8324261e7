"""Transactions on SQLite and PostgreSQL that services can nest into one."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from amends.errors import ConfigurationError, Contention, Invalid, Unavailable

BUSY_TIMEOUT_S = 5.0
"""How long to wait for a connection, or for a lock that somebody else holds."""

_CONTENTION = frozenset({"40001", "40P01", "55P03", "23505"})
"""SQLSTATE of what another transaction at the same moment causes: serialization failure, deadlock,
lock not available, unique violation."""

_GONE = frozenset({"25006"})
"""SQLSTATE of a server that is there but takes no writes, as during a failover."""

_SYNCHRONOUS = "synchronous"
"""Under this key a SQLite connection remembers how durably it commits."""

_UNLOCK_MS = round(BUSY_TIMEOUT_S * 1000)

_log = logging.getLogger(__name__)


@dataclass
class _Open:
    """The transaction that nested calls join, and what happens once it is committed."""

    connection: Connection
    writing: bool
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """One database and its transactions.

    A call of :meth:`transaction` inside another one of the same thread (or task) joins it, so
    that several services commit together or not at all.

    Args:
        url: SQLAlchemy URL; ``sqlite:///file`` or ``postgresql+psycopg://…``.
        pool_size: How many connections are kept at most (PostgreSQL).

    Raises:
        ConfigurationError: The URL cannot be understood.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        try:
            self._engine = _create_engine(url, pool_size)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise ConfigurationError(
                "AMENDS_DATABASE_URL is no database address; use sqlite:///path or "
                "postgresql+psycopg://user:password@host/name"
            ) from error
        self._open: ContextVar[_Open | None] = ContextVar(f"open_{id(self)}", default=None)
        self._turn_to_write = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for migrations."""
        return self._engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self._engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        """Open a writing transaction, or join the one that is open.

        Args:
            durable: Whether it has to survive that the machine fails, and not just a process.

        Raises:
            Contention: Another transaction was in the way; the same work can be tried again.
            Invalid: A value cannot be stored, such as a text with a NUL character.
            Unavailable: The database is gone, locked for longer than five seconds, or full.
        """
        with self._begin(writing=True, durable=durable) as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a reading transaction, or join the one that is open.

        Raises:
            Unavailable: The database is gone.
        """
        with self._begin(writing=False) as connection:
            yield connection

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call this once the open transaction is committed (at once if none is open)."""
        current = self._open.get()
        if current is None:
            callback()
        else:
            current.after_commit.append(callback)

    def check(self) -> None:
        """Have the database read something.

        Raises:
            Unavailable: It cannot.
        """
        question = "SELECT count(*) FROM sqlite_master" if self.is_sqlite else "SELECT 1"
        with self.reading() as connection:
            connection.execute(text(question))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _begin(self, *, writing: bool, durable: bool = True) -> Iterator[Connection]:
        current = self._open.get()
        if current is not None:
            if writing and not current.writing:
                raise RuntimeError("a writing transaction cannot start inside a reading one")
            yield current.connection
            return
        with (
            self._one_writer(writing),
            _unavailable_when_gone(),
            self._engine.connect() as connection,
        ):
            if writing:
                self._choose_durability(connection, durable)
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
            opened = _Open(connection, writing)
            reset = self._open.set(opened)
            try:
                yield connection
                connection.commit()
            finally:
                self._open.reset(reset)
        for callback in opened.after_commit:
            callback()

    def _choose_durability(self, connection: Connection, durable: bool) -> None:
        if not self.is_sqlite:
            if not durable:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            return
        level = "FULL" if durable else "NORMAL"
        if connection.info.get(_SYNCHRONOUS) != level:
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")
            connection.info[_SYNCHRONOUS] = level

    @contextlib.contextmanager
    def _one_writer(self, writing: bool) -> Iterator[None]:
        """Let the writers of this process into SQLite one after the other.

        Left to itself, SQLite has those who meet a lock sleep and try again, and some of them
        sleep through many turns of others.
        """
        if not (writing and self.is_sqlite):
            yield
            return
        if not self._turn_to_write.acquire(timeout=BUSY_TIMEOUT_S):
            raise Unavailable("The database is busy", code="database", retry_after=2)
        try:
            yield
        finally:
            self._turn_to_write.release()


@contextlib.contextmanager
def _unavailable_when_gone() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("The database is busy", code="database", retry_after=2) from error
    except DBAPIError as error:
        raise _public(error) from error


def _public(error: DBAPIError) -> Exception:
    """Return what an error of the driver means to callers; itself if it is a fault of ours."""
    state = getattr(error.orig, "sqlstate", None)
    if state in _CONTENTION and isinstance(error, OperationalError | IntegrityError):
        return Contention("Somebody else changed the same thing", code="database", retry_after=1)
    gone = isinstance(error, OperationalError | InterfaceError) or state in _GONE
    if gone or error.connection_invalidated:
        return Unavailable("The database does not answer", code="database", retry_after=2)
    if isinstance(error, DataError):
        _log.warning("a value cannot be stored", extra={"sqlstate": state})
        return Invalid("The request contains something that cannot be stored", code="unstorable")
    return error


def _create_engine(url: str, pool_size: int) -> Engine:
    parsed = _with_driver(make_url(url))
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=BUSY_TIMEOUT_S,
            hide_parameters=True,
            connect_args={
                "connect_timeout": 5,
                "options": f"-c lock_timeout={_UNLOCK_MS}",
            },
        )
    if parsed.get_backend_name() != "sqlite":
        raise NoSuchModuleError("only SQLite and PostgreSQL")
    engine = create_engine(
        parsed,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        **({} if _in_memory(parsed) else _sqlite_pool(pool_size)),
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


def _with_driver(url: URL) -> URL:
    """Choose the driver that Amends ships when the address names none."""
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _in_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"}


def _sqlite_pool(pool_size: int) -> dict[str, Any]:
    return {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": BUSY_TIMEOUT_S}
