"""Where tests find the services of this machine, and how they get a database of their own there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

ADMIN_URL = os.environ.get(
    "AMENDS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres"
)


def missing(service: str) -> None:
    """Skip the test because a service is absent; where all are promised, fail instead."""
    if os.environ.get("AMENDS_ALL_SERVICES"):
        pytest.fail(f"{service} is absent, but AMENDS_ALL_SERVICES says that all are there")
    pytest.skip(f"needs {service}")


@contextmanager
def postgresql_database() -> Iterator[str]:
    """Create an empty PostgreSQL database, yield its SQLAlchemy URL and drop it at the end.

    Skips the test, by name of the service, where PostgreSQL does not run.
    """
    name = f"amends_test_{uuid4().hex[:12]}"
    try:
        admin = psycopg.connect(ADMIN_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing("PostgreSQL at its usual local address")
    with admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            url = ADMIN_URL.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
            yield f"{url}/{name}"
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
