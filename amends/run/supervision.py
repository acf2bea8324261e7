"""Runs the three processes under supervisord and ends them together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from amends.errors import ConfigurationError
from amends.run.preparation import engine_environment
from amends.run.secrets import new_secret, stored_secret
from amends.settings import PROJECT, Settings

READY_WITHIN_S = 300.0
_LOOK_S = 0.2


def environment(settings: Settings, model: Path) -> dict[str, str]:
    """Return the environment variables that all three processes get."""
    token = settings.internal_token.get_secret_value() or new_secret()
    identity = settings.identity_secret.get_secret_value() or stored_secret(
        settings.var, "identity"
    )
    return {
        **engine_environment(settings),
        "AMENDS_VAR": str(settings.var),
        "AMENDS_DATABASE_URL": settings.database_url,
        "AMENDS_HOST": settings.host,
        "AMENDS_PORT": str(settings.port),
        "AMENDS_ENGINE_PORT": str(settings.engine_port),
        "AMENDS_ACTIONS_PORT": str(settings.actions_port),
        "AMENDS_ENGINE_MODEL": str(model),
        "AMENDS_INTERNAL_TOKEN": token,
        "AMENDS_IDENTITY_SECRET": identity,
    }


class Supervision:
    """supervisord and its processes, for as long as the block lasts."""

    def __init__(self, settings: Settings, model: Path) -> None:
        (settings.var / "log").mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._process = subprocess.Popen(  # noqa: S603  # our own programs, no shell
            [
                str(Path(sys.executable).with_name("supervisord")),
                "-c",
                str(PROJECT / "supervisor.conf"),
            ],
            env=environment(settings, model),
            cwd=PROJECT,
        )

    def __enter__(self) -> Supervision:
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, self._pass_on)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()

    def wait_until_ready(self, progress: Callable[[dict[str, str]], None]) -> bool:
        """Wait until all components answer; False if the processes were stopped meanwhile.

        Args:
            progress: Called with the state of the components at every look.

        Raises:
            ConfigurationError: They do not answer within five minutes.
        """
        url = f"{self._settings.local_url}/health"
        deadline = time.monotonic() + READY_WITHIN_S
        with httpx.Client(trust_env=False, timeout=5) as http:
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    return False
                components = _components(http, url)
                progress(components)
                if components and all(state == "ok" for state in components.values()):
                    return True
                time.sleep(_LOOK_S)
        raise ConfigurationError(
            f"Not everything came up within {READY_WITHIN_S:.0f} s; the logs in "
            f"{self._settings.var / 'log'} say why"
        )

    def wait(self) -> None:
        """Wait until supervisord ends."""
        self._process.wait()

    def _pass_on(self, _number: int, _frame: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()


def _components(http: httpx.Client, url: str) -> dict[str, str]:
    try:
        answer = http.get(url).json()
    except (httpx.TransportError, ValueError):
        return {}
    components: dict[str, str] = answer.get("components", {}) if isinstance(answer, dict) else {}
    return components
