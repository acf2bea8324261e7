"""What two transactions at the same moment do to each other, and what callers hear of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select, text, update

from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.conversations.tables import contacts
from amends.errors import Contention, Invalid, Unavailable
from amends.storage import idempotency
from amends.storage.database import Database
from amends.storage.idempotency import once, prune, results

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""SQLite has no server, no hints between processes, and one lock for all writers."""


def both_at_once(work: Callable[[int], object]) -> list[object]:
    """Run the work twice, both begun before either goes on; return results or errors."""
    together = threading.Barrier(2)

    def one(number: int) -> object:
        together.wait()
        try:
            return work(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_that_of_two_commands_with_one_key_the_later_gets_the_result_of_the_first(
    database: Database,
) -> None:
    for round_number in range(10):
        key = f"m{round_number}:recommend"

        def command(number: int, key: str = key) -> object:
            with database.transaction() as tx:
                return once(tx, key, lambda: number)

        first, second = both_at_once(command)
        assert first == second
        assert isinstance(first, int)


def test_that_two_chats_opened_at_once_by_one_customer_share_a_contact(
    database: Database, conversations: ConversationService
) -> None:
    def begin(_: int) -> object:
        return conversations.open(channel="web", account="", address="C1001", language="en")

    for _ in range(5):
        opened = both_at_once(begin)
        assert all(isinstance(one, Conversation) for one in opened), opened
        with database.transaction() as tx:
            assert len(tx.execute(select(contacts.c.id)).all()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_that_writers_of_one_process_do_not_meet_at_the_lock_of_sqlite(database: Database) -> None:
    begun: list[str] = []

    def statement(*arguments: object) -> None:
        if str(arguments[2]).startswith("BEGIN"):
            begun.append(threading.current_thread().name)

    def write() -> None:
        with database.transaction():
            pass

    event.listen(database.engine, "before_cursor_execute", statement)
    later = threading.Thread(target=write, name="later")
    with database.transaction():
        later.start()
        later.join(0.2)
        assert begun == ["MainThread"]
    later.join()
    assert begun == ["MainThread", "later"]


@only_postgresql
def test_that_locks_taken_in_opposite_order_end_in_an_error_that_says_try_again(
    database: Database,
) -> None:
    with database.transaction() as tx:
        tx.execute(insert(results), [{"key": key, "result": 0} for key in ("a", "b")])
    have_one = threading.Barrier(2)

    def cross(number: int) -> object:
        with database.transaction() as tx:
            for place, key in enumerate(("ab", "ba")[number]):
                tx.execute(update(results).where(results.c.key == key).values(result=number))
                if place == 0:
                    have_one.wait()
        return "done"

    outcomes = both_at_once(cross)
    assert "done" in outcomes
    assert [type(one) for one in outcomes if one != "done"] == [Contention]


@only_postgresql
def test_that_a_row_that_somebody_else_has_just_added_ends_in_an_error_that_says_try_again(
    database: Database,
) -> None:

    def add(_: int) -> object:
        with database.transaction() as tx:
            tx.execute(insert(results).values(key="k", result=1))
        return "done"

    outcomes = both_at_once(add)
    assert sorted(str(getattr(one, "code", one)) for one in outcomes) == ["database", "done"]


@only_postgresql
def test_that_a_session_ended_by_the_server_is_unavailable_and_the_next_one_works(
    database: Database,
) -> None:

    def be_ended() -> None:
        with database.transaction() as tx:
            tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Unavailable):
        be_ended()
    database.check()


def test_that_an_error_names_no_values(database: Database) -> None:
    def misuse() -> None:
        with database.transaction() as tx:
            tx.execute(text("SELECT :secret FROM nowhere"), {"secret": "ada@example.com"})

    with pytest.raises(Exception) as failed:  # noqa: PT011  # which one depends on the database
        misuse()
    chain = [failed.value, failed.value.__cause__]
    assert not any("ada@example.com" in str(error) for error in chain)


@only_postgresql
@pytest.mark.parametrize("key", ["a\x00b", "x" * 401])
def test_that_a_value_that_cannot_be_stored_is_refused_as_what_it_is(
    database: Database, key: str
) -> None:
    def store() -> None:
        with database.transaction() as tx:
            tx.execute(insert(results).values(key=key, result=1))

    with pytest.raises(Invalid) as refused:
        store()
    assert refused.value.code == "unstorable"


def test_that_only_results_older_than_thirty_days_are_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "_PRUNED_AT_ONCE", 2)
    ages = {"new": 0, "kept": 29, "old": 31, "older": 40, "oldest": 400}
    with database.transaction() as tx:
        for key, days in ages.items():
            at = NOW - timedelta(days=days)
            tx.execute(insert(results).values(key=key, result=None, at=at))
    forgotten = []
    for _ in range(3):
        with database.transaction() as tx:
            forgotten.append(prune(tx, NOW))
    assert forgotten == [2, 1, 0]
    with database.reading() as tx:
        assert set(tx.execute(select(results.c.key)).scalars()) == {"new", "kept"}
