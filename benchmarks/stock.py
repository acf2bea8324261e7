"""The bot that ``rasa init`` makes, as it comes, to measure beside."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

import httpx
import psutil

from amends.settings import PROJECT
from benchmarks.client import RestTalker, client
from benchmarks.load import Results, measure_all

RASA = PROJECT / "engine" / ".venv" / "bin" / "rasa"
SAYINGS = ("hello", "i am sad", "yes", "are you a bot?", "i feel great", "goodbye")
READY_WITHIN_S = 300


class StockBot:
    """A stock bot, trained and running for as long as the block lasts.

    Args:
        folder: Where to make it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self.ready_s = 0.0

    def __enter__(self) -> StockBot:
        self._folder.mkdir(parents=True)
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}
        with (self._folder / "log").open("wb") as log:
            subprocess.run(
                [str(RASA), "init", "--no-prompt", "--init-dir", str(self._folder)],
                env=environment,
                stdout=log,
                stderr=log,
                check=True,
            )
            port = _free_port()
            began = time.monotonic()
            self._process = subprocess.Popen(
                [str(RASA), "run", "--port", str(port), "--credentials", "credentials.yml"],
                cwd=self._folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._url = f"http://127.0.0.1:{port}"
        self._wait_until_ready()
        self.ready_s = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def measure(self, messages: int) -> Results:
        """Return what its customers see and what it costs."""
        if self._process is None:
            raise RuntimeError("the stock bot was not started")
        async with client(self._url) as http:

            async def arrive(number: int) -> RestTalker:
                return RestTalker(http, f"customer-{number}-{time.monotonic_ns()}")

            return await measure_all(
                arrive,
                SAYINGS,
                messages=messages,
                processes={"stock bot": psutil.Process(self._process.pid)},
            )

    def memory_bytes(self) -> int:
        """Return the resident memory of the bot."""
        if self._process is None:
            return 0
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        with httpx.Client(trust_env=False, timeout=5) as http:
            while time.monotonic() < deadline:
                try:
                    if http.get(f"{self._url}/").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    time.sleep(0.1)
        raise RuntimeError("the stock bot did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
