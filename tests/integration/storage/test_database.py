from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select, text

from amends.errors import ConfigurationError, Unavailable
from amends.storage import database as database_module
from amends.storage.database import Database
from amends.storage.idempotency import once, results


def keys(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.execute(select(results.c.key).order_by(results.c.key)).scalars())


def put(database: Database, key: str) -> None:
    with database.transaction() as tx:
        tx.execute(insert(results).values(key=key, result=1))


def test_that_a_nested_transaction_is_part_of_the_outer_one(database: Database) -> None:
    with database.transaction():
        put(database, "inner")
    assert keys(database) == ["inner"]


def test_that_a_nested_transaction_is_undone_with_the_outer_one(database: Database) -> None:
    def fail() -> None:
        with database.transaction():
            put(database, "inner")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert keys(database) == []


def test_that_callbacks_run_only_after_the_outermost_commit(database: Database) -> None:
    called: list[str] = []
    with database.transaction():
        with database.transaction():
            database.after_commit(lambda: called.append("now"))
        assert called == []
    assert called == ["now"]


def test_that_no_callback_runs_after_a_rollback(database: Database) -> None:
    called: list[str] = []

    def fail() -> None:
        with database.transaction():
            database.after_commit(lambda: called.append("now"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert called == []


def test_that_a_repeated_command_gets_the_first_result(database: Database) -> None:
    with database.transaction() as tx:
        assert once(tx, "k", lambda: {"offer": 1}) == {"offer": 1}
    with database.transaction() as tx:
        assert once(tx, "k", lambda: {"offer": 2}) == {"offer": 1}


def test_that_a_command_given_twice_at_once_is_done_once(database: Database) -> None:
    done: list[int] = []

    def command(number: int) -> object:
        for _ in range(5):
            try:
                with database.transaction() as tx:
                    result = once(tx, "k", lambda: number)
            except Exception as error:
                if "Integrity" not in type(error).__name__:
                    raise
                continue
            done.append(number)
            return result
        raise AssertionError("never done")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(command, range(4)))) == 1
    assert len(done) == 4


@pytest.mark.parametrize(
    "url", ["what is this", "", "mysql://a@b/c", "oracle://a@b/c", "postgresql+nothing://a@b/c"]
)
def test_that_an_address_that_is_none_is_a_clear_error(url: str) -> None:
    with pytest.raises(ConfigurationError, match="AMENDS_DATABASE_URL"):
        Database(url)


def test_that_a_database_that_is_gone_is_unavailable() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        database.check()


def test_that_a_locked_database_is_unavailable_and_then_available_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.05)
    url = f"sqlite:///{tmp_path / 'locked.sqlite3'}"
    first, second = Database(url), Database(url)
    with first.transaction() as tx:
        results.create(tx)
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        with first.transaction():
            locked.set()
            release.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    with pytest.raises(Unavailable) as refused:
        put(second, "k")
    assert refused.value.status == 503
    release.set()
    holder.join()
    put(second, "k")
    assert keys(second) == ["k"]


def test_that_a_full_disk_is_unavailable_and_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'full.sqlite3'}")
    with database.transaction() as tx:
        results.create(tx)
    put(database, "before")

    @event.listens_for(database.engine, "connect")
    def allow_no_more_pages(connection: object, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    database.close()

    def fill() -> None:
        with database.transaction() as tx:
            tx.execute(insert(results).values(key="after", result="x" * 100_000))

    with pytest.raises(Unavailable):
        fill()
    assert keys(database) == ["before"]


def test_that_moments_come_back_in_utc(database: Database) -> None:
    put(database, "k")
    with database.reading() as tx:
        at = tx.execute(select(results.c.at)).scalar_one()
        count = tx.execute(select(func.count()).select_from(results)).scalar_one()
    assert at.utcoffset().total_seconds() == 0
    assert count == 1


def test_that_a_commit_is_synced_unless_it_may_be_lost_with_the_machine(
    database: Database,
) -> None:
    question = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    synced, unsynced = (2, 1) if database.is_sqlite else ("on", "off")
    for durable, level in ((True, synced), (False, unsynced), (True, synced)):
        with database.transaction(durable=durable) as tx:
            assert tx.execute(text(question)).scalar_one() == level
