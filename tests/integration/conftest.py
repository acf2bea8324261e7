"""A database with all tables, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    with database.transaction() as tx:
        METADATA.create_all(tx)
    database.close()
    return path


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
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(request.getfixturevalue("_sqlite_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with all tables."""
    database = Database(database_url)
    yield database
    database.close()
