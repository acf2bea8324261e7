"""What an operator can set, how it is written down, and what is said of a wrong value."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from amends.cli import main
from amends.errors import ConfigurationError
from amends.settings import PROJECT, Settings, all_settings, load_settings, settings_markdown


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tuple(os.environ):
        if name.startswith("AMENDS_"):
            monkeypatch.delenv(name)


def test_that_the_page_of_settings_is_up_to_date() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text("utf-8")
    assert page == settings_markdown(), "run `amends settings --markdown > docs/settings.md`"


def test_that_every_setting_says_what_it_means() -> None:
    assert {one.variable for one in all_settings()} == {
        f"AMENDS_{name.upper()}" for name in Settings.model_fields
    }
    assert [one.variable for one in all_settings() if not one.meaning] == []


def test_that_the_page_names_no_folder_of_this_machine() -> None:
    assert str(PROJECT) not in settings_markdown()


def test_that_the_command_prints_the_page() -> None:
    printed = CliRunner().invoke(main, ["settings", "--markdown"])
    assert printed.exit_code == 0
    assert printed.output == settings_markdown()


def test_that_the_command_lists_every_setting() -> None:
    printed = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["settings"])
    assert all(one.variable in printed.output for one in all_settings())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AMENDS_PORT", "many"),
        ("AMENDS_PORT", "0"),
        ("AMENDS_ENGINE_PORT", "65536"),
        ("AMENDS_SESSION_DAYS", "-1"),
        ("AMENDS_LOG_LEVEL", "LOUD"),
        ("AMENDS_SESSIONS_PER_MINUTE", "-1"),
        ("AMENDS_TRUSTED_PROXIES", "our-proxy"),
    ],
)
def test_that_a_wrong_value_ends_with_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=variable) as refused:
        load_settings()
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_that_an_address_of_postgresql_need_not_name_the_driver(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://amends:secret@db/amends")
    assert settings.database_url == "postgresql+psycopg://amends:secret@db/amends"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104  # nothing listens in this test
        ("::1", "http://[::1]:8000"),
        ("::", "http://[::1]:8000"),
        ("support.local", "http://support.local:8000"),
    ],
)
def test_that_the_gateway_is_reached_where_it_listens(host: str, url: str) -> None:
    assert Settings(host=host).gateway_url == url


def test_that_customers_are_sent_to_the_public_address() -> None:
    assert Settings(public_url="https://help.example/").gateway_url == "https://help.example"


def test_that_the_level_of_logs_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_LOG_LEVEL", "warning")
    assert load_settings().log_level == "WARNING"


def test_that_no_secret_shows_in_what_is_printed_of_the_settings() -> None:
    settings = Settings(internal_token="hush", identity_secret="hush")
    assert "hush" not in f"{settings!r}{settings}"
