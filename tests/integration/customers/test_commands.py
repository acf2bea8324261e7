"""What operators type: demo data, and customers' requests for their data."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from amends.clock import SystemClock
from amends.customers.model import PrivacyKind
from amends.customers.service import CustomerService
from amends.demo.accounts import DEMO_PASSWORD
from amends.demo.cli import seed_with_progress
from amends.errors import NotFound, Unauthorized
from amends.handoff.agents import AgentService
from amends.ids import ConversationId, CustomerId
from amends.privacy_cli import privacy
from amends.settings import Settings
from amends.storage.database import Database
from tests.integration.customers.shop import Shop

C1 = CustomerId("C1")


def seed(database_url: str, tmp_path: Path, *, host: str) -> str:
    out = StringIO()
    settings = Settings(var=tmp_path, database_url=database_url, host=host)
    seed_with_progress(settings, Console(file=out, width=200), customers=5)
    return out.getvalue()


def test_that_seeding_says_what_it_made_and_then_that_it_is_there(
    database_url: str, tmp_path: Path, customers: CustomerService
) -> None:
    assert "ok: 5 customers" in seed(database_url, tmp_path, host="127.0.0.1")
    assert "there since" in seed(database_url, tmp_path, host="127.0.0.1")
    assert customers.get(CustomerId("C1005")).email == "c1005@example.com"


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", True), ("0.0.0.0", False)])  # noqa: S104 - that is the point
def test_that_demo_accounts_are_made_on_loopback_only(
    database_url: str, database: Database, tmp_path: Path, host: str, *, expected: bool
) -> None:
    seed(database_url, tmp_path, host=host)
    agents = AgentService(database=database, clock=SystemClock(), demo_accounts=True)
    if expected:
        agents.login(email="approver@example.com", password=DEMO_PASSWORD)
    else:
        with pytest.raises(Unauthorized):
            agents.login(email="approver@example.com", password=DEMO_PASSWORD)


@pytest.fixture
def runner(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.setenv("AMENDS_DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def request(customers: CustomerService, kind: PrivacyKind) -> str:
    return customers.request_privacy(C1, kind, conversation_id=ConversationId("con_1"), key=kind)


def test_that_a_copy_is_written_for_its_owner_only(
    runner: CliRunner, customers: CustomerService, shop: Shop, tmp_path: Path
) -> None:
    shop.customer("C1")
    reference = request(customers, PrivacyKind.EXPORT)
    assert reference in runner.invoke(privacy, ["due"]).output
    done = runner.invoke(privacy, ["carry-out", reference], catch_exceptions=False)
    written = tmp_path / f"{reference}.json"
    assert written.name in done.output
    assert written.stat().st_mode & 0o777 == 0o600
    assert json.loads(written.read_text())["customers"]["customer"][0]["name"] == "Name of C1"
    assert reference not in runner.invoke(privacy, ["due"]).output


def test_that_a_copy_overwrites_nothing_and_can_then_still_be_made(
    runner: CliRunner, customers: CustomerService, shop: Shop, tmp_path: Path
) -> None:
    shop.customer("C1")
    reference = request(customers, PrivacyKind.EXPORT)
    taken = tmp_path / "taken.json"
    taken.write_text("mine")
    assert runner.invoke(privacy, ["carry-out", reference, "--to", str(taken)]).exit_code != 0
    assert taken.read_text() == "mine"
    assert runner.invoke(privacy, ["carry-out", reference]).exit_code == 0


def test_that_erasing_asks_first(runner: CliRunner, customers: CustomerService, shop: Shop) -> None:
    shop.customer("C1")
    reference = request(customers, PrivacyKind.ERASE)
    assert runner.invoke(privacy, ["carry-out", reference], input="n\n").exit_code != 0
    assert customers.get(C1).name == "Name of C1"
    assert runner.invoke(privacy, ["carry-out", reference, "--yes"]).exit_code == 0
    with pytest.raises(NotFound):
        customers.get(C1)
