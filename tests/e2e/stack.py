"""The three real processes on free ports, with a folder and a database of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from amends.settings import PROJECT

IDENTITY_SECRET = "a secret shared by the shop and its tests"
READY_WITHIN_S = 600
STOPPED_WITHIN_S = 60
LOOK_S = 0.2
READY = "Amends is ready."
PROGRAMS = {"engine": "engine.server", "actions": "amends actions", "gateway": "amends gateway"}


class Stack:
    """Amends as ``amends serve --demo`` starts it.

    Args:
        folder: Where its database, logs and secrets go.
        database_url: Where it keeps its data; a SQLite file in the folder by default.
    """

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.database_url = database_url or f"sqlite:///{folder / 'amends.sqlite3'}"
        self.port, engine_port, actions_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "AMENDS_VAR": str(folder),
            "AMENDS_DATABASE_URL": self.database_url,
            "AMENDS_PORT": str(self.port),
            "AMENDS_ENGINE_PORT": str(engine_port),
            "AMENDS_ACTIONS_PORT": str(actions_port),
            "AMENDS_IDENTITY_SECRET": IDENTITY_SECRET,
            "AMENDS_SESSIONS_PER_MINUTE": "0",
            "AMENDS_MESSAGES_PER_MINUTE": "0",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything and wait until it answers and says so."""
        with (self.folder / "serve.log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("amends")), "serve", "--demo"],
                cwd=PROJECT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_ready()
        while READY not in self.output():
            time.sleep(LOOK_S)

    def stop(self) -> None:
        """End everything."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=30)
        if self._process.poll() is None:
            for child in psutil.Process(self._process.pid).children(recursive=True):
                child.kill()
            self._process.kill()
            self._process.wait()

    def interrupt(self) -> list[psutil.Process]:
        """Press Ctrl-C, as a terminal passes it on, and wait for the end.

        Returns:
            The processes that are still there although all should have ended.
        """
        if self._process is None:
            return []
        begun = psutil.Process(self._process.pid).children(recursive=True)
        os.killpg(self._process.pid, signal.SIGINT)
        self._process.wait(timeout=STOPPED_WITHIN_S)
        return psutil.wait_procs(begun, timeout=1)[1]

    def kill(self, name: str) -> bool:
        """Kill one of the processes with SIGKILL; the supervisor starts it again.

        Returns:
            False if it is not there, because it is just being started again.
        """
        killed = False
        for process in self._processes(name):
            with suppress(psutil.NoSuchProcess):
                process.kill()
                killed = True
        return killed

    def kill_and_pause(self, name: str) -> None:
        """Kill one of the processes, and pause its successor as soon as it is there."""
        before = {process.pid for process in self._processes(name)}
        self.kill(name)
        while not (new := [one for one in self._processes(name) if one.pid not in before]):
            time.sleep(LOOK_S)
        for process in new:
            process.suspend()

    def pause(self, name: str) -> None:
        """Stop a process from running without ending it."""
        for process in self._processes(name):
            process.suspend()

    def resume(self, name: str) -> None:
        """Let a paused process run again."""
        for process in self._processes(name):
            process.resume()

    def process(self, name: str) -> psutil.Process:
        """Return one of the processes."""
        (only,) = self._processes(name)
        return only

    def memory_bytes(self, name: str) -> int:
        """Return the resident memory of a process."""
        return sum(process.memory_info().rss for process in self._processes(name))

    def wait_until_ready(self) -> None:
        """Wait until the health check is content.

        Raises:
            RuntimeError: It is not within ten minutes (training a model takes some of them), or
                everything has ended.
        """
        deadline = time.monotonic() + READY_WITHIN_S
        with httpx.Client(trust_env=False, timeout=5) as http:
            while time.monotonic() < deadline:
                if self._process is not None and self._process.poll() is not None:
                    break
                with suppress(httpx.TransportError):
                    if http.get(f"{self.url}/health").status_code == httpx.codes.OK:
                        return
                time.sleep(LOOK_S)
        raise RuntimeError(f"not ready:\n{self.output()}")

    def output(self) -> str:
        """Return what the start printed and the ends of the logs."""
        files = [self.folder / "serve.log", *sorted((self.folder / "log").glob("*.log"))]
        return "\n".join(
            f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}"
            for file in files
            if file.exists()
        )

    def _processes(self, name: str) -> list[psutil.Process]:
        if self._process is None:
            return []
        found = []
        for process in psutil.Process(self._process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if PROGRAMS[name] in " ".join(process.cmdline()):
                    found.append(process)
        return found


@contextmanager
def running(folder: Path, database_url: str | None = None) -> Iterator[Stack]:
    """Run Amends for as long as the block lasts."""
    stack = Stack(folder, database_url)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
