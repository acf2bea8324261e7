"""`amends serve`: quick the second time, ended as a whole, and clear about what is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from amends.settings import PROJECT
from tests.e2e.stack import Stack, free_ports

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

AMENDS = str(Path(sys.executable).with_name("amends"))
_PORTS = ("AMENDS_PORT", "AMENDS_ENGINE_PORT", "AMENDS_ACTIONS_PORT")
_NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "var", "*.tar.gz", "*.unfinished", "tests", "benchmarks", "docs", "widget"
)


def test_that_ctrl_c_ends_everything_and_the_second_start_is_quick(
    stack: Stack, record_property: Callable[[str, object], None]
) -> None:
    assert stack.interrupt() == []
    assert "Amends has ended." in stack.output()

    began = time.monotonic()
    stack.start()
    seconds = round(time.monotonic() - began, 1)
    record_property("seconds_to_second_start", seconds)
    print(f"the second start took {seconds} s")


def test_that_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = serve_in_vain(tmp_path, AMENDS_PORT=str(port))
    assert said == (
        f"amends: Port {port} is taken: stop what listens there, or choose another one with "
        "AMENDS_PORT=…"
    )


def test_that_a_slip_in_the_recovery_policy_is_said_in_one_line(tmp_path: Path) -> None:
    policy = (PROJECT / "recovery.yml").read_text("utf-8")
    broken = tmp_path / "recovery.yml"
    broken.write_text(policy.replace("cost: 0.65", "cost: cheap"), "utf-8")
    line = next(
        number for number, text in enumerate(policy.splitlines(), 1) if "cost: 0.65" in text
    )
    said = serve_in_vain(tmp_path, AMENDS_RECOVERY=str(broken))
    assert said.startswith(f"amends: recovery.yml, line {line}: ")
    assert "remedies.express_replacement.cost" in said


def test_that_a_slip_in_the_domain_is_said_in_one_line(project: Path, tmp_path: Path) -> None:
    domain = project / "domain.yml"
    lines = domain.read_text("utf-8").splitlines()
    lines.insert(4, "  - [not closed")
    domain.write_text("\n".join(lines), "utf-8")
    said = serve_in_vain(tmp_path, project)
    assert said.startswith("engine: error: domain.yml:")


def test_that_a_missing_environment_is_said_in_one_line(project: Path, tmp_path: Path) -> None:
    (project / "engine" / ".venv").unlink()
    said = serve_in_vain(tmp_path, project)
    assert said.startswith("amends: The engine's environment is missing: run `make setup`")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project whose files can be broken; it shares the environments."""
    copy = tmp_path / "project"
    shutil.copytree(PROJECT, copy, ignore=_NOT_COPIED)
    (copy / ".venv").symlink_to(PROJECT / ".venv")
    (copy / "engine" / ".venv").symlink_to(PROJECT / "engine" / ".venv")
    return copy


def serve_in_vain(folder: Path, project: Path = PROJECT, **settings: str) -> str:
    """Start Amends where it cannot; return the line with which it ends."""
    ended = subprocess.run(
        [AMENDS, "serve"],
        cwd=project,
        env={
            **os.environ,
            "PYTHONPATH": str(project),
            "AMENDS_VAR": str(folder / "var"),
            **dict(zip(_PORTS, map(str, free_ports(3)), strict=True)),
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    problems = [line for line in ended.stderr.splitlines() if "training" not in line]
    assert problems, ended.stdout
    return problems[0]
