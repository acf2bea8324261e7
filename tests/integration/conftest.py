"""A database with all tables, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.storage.database import Database
from amends.storage.schema import METADATA
from tests.services import postgresql_database


@pytest.fixture(scope="session")
def _postgresql_url() -> Iterator[str]:
    with postgresql_database() as url:
        database = Database(url)
        METADATA.create_all(database.engine)
        database.close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database with all tables."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("_postgresql_url")
        database = Database(url)
        with database.transaction() as tx:
            for table in reversed(METADATA.sorted_tables):
                tx.execute(table.delete())
        database.close()
        return url
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    database = Database(url)
    METADATA.create_all(database.engine)
    database.close()
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with all tables."""
    database = Database(database_url)
    yield database
    database.close()
