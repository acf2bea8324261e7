"""A small model that all tests share, and an action server that lives in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from engine.quiet import keep_libraries_quiet

keep_libraries_quiet()

from rasa.utils.endpoints import EndpointConfig  # noqa: E402 - Rasa has to be quiet

from engine.runtime.actions import ActionEndpoint  # noqa: E402
from engine.runtime.agent import EngineAgent, install  # noqa: E402
from engine.tracker.store import ConversationStore  # noqa: E402
from engine.training import train_model  # noqa: E402
from engine.wording import CatalogueGenerator  # noqa: E402

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
POSTGRESQL = os.environ.get(
    "AMENDS_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres"
)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the tests' project, trained with the configuration of the real one."""
    return train_model(
        domain=PROJECT / "domain.yml",
        config=ROOT / "config.yml",
        data=[PROJECT / "data" / "nlu", PROJECT / "data" / "rules"],
        output=tmp_path_factory.mktemp("model"),
        progress=lambda line: None,
    )


class FakeActions(ActionEndpoint):
    """Answers calls of actions from functions instead of over HTTP, and remembers the calls."""

    def __init__(self) -> None:
        super().__init__(EndpointConfig(url="http://nowhere/"))
        self.answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        self.calls: list[dict[str, Any]] = []

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        call = kwargs["json"]
        self.calls.append(call)
        answer = self.answers.get(call["next_action"])
        return answer(call) if answer else {"events": [], "responses": []}

    @property
    def names(self) -> list[str]:
        return [call["next_action"] for call in self.calls]


@pytest.fixture
def actions() -> FakeActions:
    return FakeActions()


@pytest.fixture(scope="session")
def _postgresql_url() -> Iterator[str]:
    name = f"engine_test_{uuid4().hex[:12]}"
    try:
        admin = psycopg2.connect(POSTGRESQL, connect_timeout=3)
    except psycopg2.OperationalError:
        if os.environ.get("AMENDS_ALL_SERVICES"):
            pytest.fail("PostgreSQL is absent, but AMENDS_ALL_SERVICES says that it is there")
        pytest.skip("needs PostgreSQL at its usual local address")
    admin.autocommit = True
    admin.cursor().execute(f"CREATE DATABASE {name}")
    yield f"{POSTGRESQL.rsplit('/', 1)[0]}/{name}"
    admin.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database; the one on PostgreSQL is shared, so ids have to be new."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("_postgresql_url")
        return url
    return f"sqlite:///{tmp_path / 'engine.sqlite3'}"


@pytest.fixture
def agent(model: Path, actions: FakeActions, tmp_path: Path) -> Iterator[EngineAgent]:
    """An engine with the small model, an empty store and faked actions."""
    install()
    agent = EngineAgent(
        generator=CatalogueGenerator(EndpointConfig(root=str(PROJECT))),
        tracker_store=ConversationStore(url=f"sqlite:///{tmp_path / 'engine.sqlite3'}"),
        action_endpoint=actions,
    )
    agent.load_model(model)
    yield agent
    agent.tracker_store.close()
