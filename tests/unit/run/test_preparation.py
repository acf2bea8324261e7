"""That each thing that keeps Amends from starting ends with one line that says what to do."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from amends.cli import main
from amends.errors import ConfigurationError
from amends.run import preparation
from amends.run.preparation import (
    check_files,
    check_ports,
    engine_database_url,
    make_folder,
    train_engine,
)
from amends.settings import PROJECT, Settings


@pytest.fixture
def free_ports() -> list[int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
        socket.create_server(("127.0.0.1", 0)) as three,
    ):
        return [each.getsockname()[1] for each in (one, two, three)]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def on(ports: list[int], **others: object) -> Settings:
    gateway, engine, actions = ports
    return Settings(port=gateway, engine_port=engine, actions_port=actions, **others)


def refused(check: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as error:
        check()
    assert "\n" not in error.value.message
    return error.value.message


def test_that_free_ports_are_fine(free_ports: list[int]) -> None:
    check_ports(on(free_ports))


@pytest.mark.parametrize(
    ("place", "variable"),
    [(0, "AMENDS_PORT"), (1, "AMENDS_ENGINE_PORT"), (2, "AMENDS_ACTIONS_PORT")],
)
def test_that_a_taken_port_is_named_with_the_setting_that_changes_it(
    free_ports: list[int], taken_port: int, place: int, variable: str
) -> None:
    free_ports[place] = taken_port
    message = refused(lambda: check_ports(on(free_ports)))
    assert f"Port {taken_port} is taken" in message
    assert f"{variable}=" in message


def test_that_one_port_for_two_processes_is_refused(free_ports: list[int]) -> None:
    free_ports[1] = free_ports[0]
    assert "have to differ" in refused(lambda: check_ports(on(free_ports)))


def test_that_an_address_of_another_machine_is_not_called_a_taken_port(
    free_ports: list[int],
) -> None:
    assert "AMENDS_HOST" in refused(lambda: check_ports(on(free_ports, host="192.0.2.1")))


def test_that_a_port_for_the_system_is_not_called_a_taken_port(
    free_ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    assert "above 1023" in refused(lambda: check_ports(on(free_ports)))


@pytest.mark.parametrize("content", ["", "remedies: [", "remedies: 7", "\x00", "a: &a [*a]"])
def test_that_a_broken_recovery_file_is_refused(tmp_path: Path, content: str) -> None:
    broken = tmp_path / "recovery.yml"
    broken.write_text(content, "utf-8")
    assert broken.name in refused(lambda: check_files(Settings(recovery=broken)))


def test_that_a_missing_recovery_file_is_refused(tmp_path: Path) -> None:
    absent = tmp_path / "absent.yml"
    assert absent.name in refused(lambda: check_files(Settings(recovery=absent)))


def test_that_a_missing_emotion_model_is_refused(tmp_path: Path) -> None:
    settings = Settings(emotion_model=str(tmp_path / "absent"))
    assert refused(lambda: check_files(settings))


def test_that_a_missing_engine_environment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "ENGINE_PYTHON", tmp_path / "python")
    assert "make setup" in refused(lambda: train_engine(Settings()))


@pytest.mark.parametrize("script", ["exit 3", "exit 0", "echo broken; exit 1"])
def test_that_a_training_that_fails_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(preparation, "ENGINE_PYTHON", python_that_does(tmp_path, script))
    assert "could not be trained" in refused(lambda: train_engine(Settings()))


def test_that_the_file_of_the_model_is_the_last_line_the_training_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = python_that_does(tmp_path, "echo training; echo models/dialogue.tar.gz")
    monkeypatch.setattr(preparation, "ENGINE_PYTHON", python)
    assert train_engine(Settings()) == Path("models/dialogue.tar.gz")


def python_that_does(folder: Path, script: str) -> Path:
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)
    return program


def test_that_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "AMENDS_VAR" in refused(lambda: make_folder(tmp_path / "file" / "var"))


def test_that_the_folder_for_what_is_written_is_made(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_that_a_start_that_is_refused_prints_one_line_and_no_trace(tmp_path: Path) -> None:
    environment = {"AMENDS_RECOVERY": str(tmp_path / "absent.yml"), "AMENDS_VAR": str(tmp_path)}
    ended = CliRunner(env=environment).invoke(main, ["serve"])
    assert ended.exit_code == 1
    assert "Traceback" not in ended.output
    assert len([line for line in ended.output.splitlines() if line.startswith("amends:")]) == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql+psycopg://a@b/c", "postgresql+psycopg2://a@b/c"),
        ("postgresql://a@b/c", "postgresql+psycopg2://a@b/c"),
        ("sqlite:///x/y.sqlite3", f"sqlite:///{PROJECT / 'var' / 'engine.sqlite3'}"),
    ],
)
def test_that_the_engine_keeps_its_trackers_in_the_same_kind_of_database(
    monkeypatch: pytest.MonkeyPatch, given: str, expected: str
) -> None:
    monkeypatch.delenv("AMENDS_ENGINE_DATABASE_URL", raising=False)
    settings = Settings(database_url=given, var=PROJECT / "var")
    assert engine_database_url(settings) == expected


def test_that_an_operator_may_give_the_engine_a_database_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(os.environ, "AMENDS_ENGINE_DATABASE_URL", "postgresql://elsewhere/x")
    assert engine_database_url(Settings()) == "postgresql://elsewhere/x"
