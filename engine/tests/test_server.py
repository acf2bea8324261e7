"""The engine as a process: how it starts, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from engine.tests.conftest import PROJECT, ROOT


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "engine.server", *arguments],
        cwd=PROJECT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AMENDS_INTERNAL_TOKEN": "secret",
            "AMENDS_ENGINE_DATABASE_URL": f"sqlite:///{tmp_path / 'engine.sqlite3'}",
        },
        stderr=subprocess.PIPE,
        text=True,
    )


def _options(**files: Path) -> list[str]:
    chosen = {"endpoints": ROOT / "endpoints.yml", "credentials": ROOT / "credentials.yml"} | files
    return [part for name, file in chosen.items() for part in (f"--{name}", str(file))]


def test_that_the_engine_starts_answers_logs_no_words_and_ends_cleanly(
    model: Path, tmp_path: Path
) -> None:
    port = _free_port()
    server = _start(tmp_path, "--port", str(port), *_options(model=model))
    lines = []
    try:
        for line in server.stderr:
            lines.append(line)
            if "engine.ready" in line:
                break
        body = {"conversation_id": "c", "message_id": "m", "kind": "text", "text": "hello pumpkin"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/webhooks/amends/webhook",
            json.dumps(body).encode(),
            {"Authorization": "Bearer secret", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            replies = json.load(answer)["replies"]
    finally:
        server.send_signal(signal.SIGTERM)
        lines += server.communicate()[1].splitlines()

    assert [reply["wording"] for reply in replies] == ["utter_greet"]
    assert server.returncode == 0
    assert "pumpkin" not in "".join(lines)


@pytest.mark.parametrize("wrong", ["model", "endpoints"])
def test_that_a_broken_file_ends_the_start_with_one_line(
    model: Path, tmp_path: Path, wrong: str
) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_text("a: [", "utf-8")

    server = _start(tmp_path, "--port", "0", *_options(**{"model": model, wrong: broken}))
    said = server.communicate()[1].splitlines()

    assert server.returncode == 1
    assert len(said) == 1
    assert said[0].startswith("engine: ")
    assert "broken.tar.gz" in said[0]
