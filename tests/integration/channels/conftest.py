"""A gateway with a database of its own, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from amends.storage import database as database_module
from language import Identifier
from tests.integration.channels.running import Running, running_gateway
from tests.integration.channels.visitor import Visitor

IDENTITY_SECRET = "a secret of the shop"
ALLOWED_ORIGIN = "https://shop.example"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def gateway_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("gateway")
    if request.param == "postgresql":
        url = request.getfixturevalue("_postgresql_url")
    else:
        shutil.copyfile(request.getfixturevalue("_sqlite_file"), folder / "amends.sqlite3")
        url = f"sqlite:///{folder / 'amends.sqlite3'}"
    return {
        "var": folder,
        "database_url": url,
        "internal_token": "a secret of the processes",
        "identity_secret": IDENTITY_SECRET,
        "allowed_origins": f"{ALLOWED_ORIGIN}, ",
        "log_level": "ERROR",
        "sessions_per_minute": 0,
        "messages_per_minute": 0,
    }


@pytest.fixture(scope="session")
def shared_identifier() -> Identifier:
    return Identifier()


@pytest.fixture(scope="module")
def gateway(gateway_settings: dict[str, Any], shared_identifier: Identifier) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("amends.bootstrap.Identifier", lambda: shared_identifier)
        patch.setattr(database_module, "BUSY_TIMEOUT_S", 2.0)
        patch.setattr(database_module, "_UNLOCK_MS", 2000)
        with running_gateway(gateway_settings) as running:
            yield running


@pytest.fixture
def http(gateway: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def visitor(http: httpx.Client) -> Visitor:
    """Somebody who has just opened the chat, and was greeted."""
    visitor = Visitor.arrive(http)
    visitor.read_until(lambda events: "echo EXTERNAL_session_started" in visitor.texts(events))
    return visitor
