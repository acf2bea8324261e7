"""That a process hears of what another one has committed, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import insert, text

from amends.ids import ConversationId
from amends.storage import wakeups as wakeups_module
from amends.storage.database import Database
from amends.storage.idempotency import results
from amends.storage.wakeups import Hint, Wakeups

PATIENCE_S = 10.0


only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""SQLite has no server, no hints between processes, and one lock for all writers."""


CHANGED = ConversationId("cnv_1")


@dataclass
class Ear:
    """Hears hints, and lets a test wait for one."""

    heard: list[tuple[Hint, ConversationId | None]] = field(default_factory=list)
    something: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, hint: Hint, conversation_id: ConversationId | None) -> None:
        with self.something:
            self.heard.append((hint, conversation_id))
            self.something.notify_all()

    def hears(self, hint: Hint, *, after: int = 0) -> bool:
        with self.something:
            return self.something.wait_for(
                lambda: any(heard is hint for heard, _ in self.heard[after:]), PATIENCE_S
            )


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def watching(database_url: str, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wakeups]:
    monkeypatch.setattr(wakeups_module, "_RECONNECT_S", 0.01)
    monkeypatch.setattr(wakeups_module, "_POLL_S", 0.1)
    database = Database(database_url)
    wakeups = Wakeups(database)
    wakeups.listen(ear)
    wakeups.start()
    yield wakeups
    wakeups.stop()
    database.close()


@pytest.mark.usefixtures("watching")
def test_that_a_change_made_by_another_process_is_heard(database: Database, ear: Ear) -> None:
    assert ear.hears(Hint.ANYTHING)
    elsewhere = Wakeups(database)
    before = len(ear.heard)
    with database.transaction() as tx:
        tx.execute(insert(results).values(key="k", result=1))
        elsewhere.announce(tx, CHANGED, Hint.INBOX)
    assert ear.hears(Hint.ANYTHING if database.is_sqlite else Hint.INBOX, after=before)


def test_that_a_process_hears_once_of_what_it_changed_itself(
    database: Database, watching: Wakeups, ear: Ear
) -> None:
    assert ear.hears(Hint.ANYTHING)
    with database.transaction() as tx:
        watching.announce(tx, CHANGED, Hint.INBOX)
    with database.transaction() as tx:
        tx.execute(insert(results).values(key="k", result=1))
        Wakeups(database).announce(tx, ConversationId("cnv_2"), Hint.LOG)
    before = len(ear.heard)
    assert ear.hears(Hint.ANYTHING if database.is_sqlite else Hint.LOG, after=before - 1)
    assert [conversation_id for _, conversation_id in ear.heard].count(CHANGED) == 1


@only_postgresql
@pytest.mark.usefixtures("watching")
def test_that_the_watch_goes_on_after_the_database_was_gone(database: Database, ear: Ear) -> None:
    assert ear.hears(Hint.ANYTHING)
    with database.transaction() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    gone = len(ear.heard)
    assert ear.hears(Hint.ANYTHING, after=gone)
    assert ear.hears(Hint.ANYTHING, after=gone + 1)
    with database.transaction() as tx:
        Wakeups(database).announce(tx, CHANGED, Hint.LOG)
    assert ear.hears(Hint.LOG, after=gone)


@only_postgresql
@pytest.mark.usefixtures("watching")
def test_that_a_hint_nobody_understands_means_that_anything_may_have_changed(
    database: Database, ear: Ear
) -> None:
    assert ear.hears(Hint.ANYTHING)
    with database.transaction() as tx:
        tx.execute(text("SELECT pg_notify('amends_conversations', 'a later version:cnv_1')"))
    with database.transaction() as tx:
        Wakeups(database).announce(tx, ConversationId("cnv_2"), Hint.LOG)
    assert ear.hears(Hint.LOG)
