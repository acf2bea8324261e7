from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from amends.recovery.tables import issues
from amends.storage.database import Database
from amends.storage.migrations import migrate
from amends.storage.schema import METADATA
from tests.services import postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        with postgresql_database() as url:
            yield url


def test_that_migrations_make_exactly_the_tables_that_the_code_uses(empty_url: str) -> None:
    migrate(empty_url)
    database = Database(empty_url)
    with database.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def test_that_migrating_again_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)


def test_that_issues_from_before_were_reported_where_they_are(empty_url: str) -> None:
    migrate(empty_url, revision="0001")
    database = Database(empty_url)
    with database.transaction() as tx:
        for statement in _AN_ISSUE:
            tx.execute(text(statement), {"at": "2026-03-02 10:00:00+00:00"})
    migrate(empty_url)
    with database.reading() as tx:
        (reported_in,) = tx.execute(select(issues.c.reported_in)).scalars()
    assert reported_in == "cnv_1"
    database.close()


_AN_ISSUE = (
    "INSERT INTO contacts (id, channel, account, address, created_at) "
    "VALUES ('con_1', 'web', '', 'ses_1', :at)",
    "INSERT INTO conversations (id, contact_id, channel, verified, language, mode, last_seq, "
    "created_at, updated_at) "
    "VALUES ('cnv_1', 'con_1', 'web', false, 'en', 'assistant', 0, :at, :at)",
    "INSERT INTO issues (id, conversation_id, kind, state, reported_at) "
    "VALUES ('iss_1', 'cnv_1', 'complaint_service', 'open', :at)",
)
"""As the first version of the tables took it."""
