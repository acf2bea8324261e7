"""What has to be right before the processes start; each failure is one clear line."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import tempfile
from pathlib import Path

from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
from amends.recovery.policy import load_policy
from amends.settings import PROJECT, Settings
from language import Catalogue, WordingError

_LOOPBACK = "127.0.0.1"

ENGINE_PYTHON = PROJECT / "engine" / ".venv" / "bin" / "python"


def check_files(settings: Settings) -> None:
    """Read every file an operator may have changed.

    Raises:
        ConfigurationError: One of them is missing or wrong.
    """
    load_policy(settings.recovery)
    load_model(settings.emotion_model, labels=settings.emotion_labels)
    try:
        Catalogue.load(PROJECT)
    except WordingError as error:
        raise ConfigurationError(str(error)) from error


def check_ports(settings: Settings) -> None:
    """Make sure that nobody else listens where the processes will.

    Raises:
        ConfigurationError: A port is taken or not for us, two are the same, or the address is not
            this machine's; the message says what to do.
    """
    wanted = (
        (settings.host, settings.port, "AMENDS_PORT"),
        (_LOOPBACK, settings.engine_port, "AMENDS_ENGINE_PORT"),
        (_LOOPBACK, settings.actions_port, "AMENDS_ACTIONS_PORT"),
    )
    if len({port for _, port, _ in wanted}) < len(wanted):
        raise ConfigurationError(
            "AMENDS_PORT, AMENDS_ENGINE_PORT and AMENDS_ACTIONS_PORT have to differ"
        )
    for host, port, name in wanted:
        _check_port(host, port, name)


def _check_port(host: str, port: int, name: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(_why_not(error, host, port, name)) from error


def _why_not(error: OSError, host: str, port: int, name: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: stop what listens there, or choose another one with {name}=…"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system: choose one above 1023 with {name}=…"
    return f"This machine has no address {host}: correct AMENDS_HOST"


def make_folder(folder: Path) -> None:
    """Make the folder for what is written.

    Raises:
        ConfigurationError: It cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be written to: choose another folder with AMENDS_VAR=…"
        ) from error


def train_engine(settings: Settings) -> Path:
    """Train the dialogue model if there is none or its inputs changed; return its file.

    Raises:
        ConfigurationError: The engine's environment is missing, or its inputs are broken; the
            engine has then printed one line that says where.
    """
    if not ENGINE_PYTHON.exists():
        raise ConfigurationError(
            "The engine's environment is missing: run `make setup` (it needs Python 3.10, which "
            "uv fetches)"
        )
    trained = subprocess.run(  # noqa: S603  # our own program, no shell, no outside input
        [str(ENGINE_PYTHON), "-m", "engine.train", "--print-path"],
        cwd=PROJECT,
        env=engine_environment(settings),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = trained.stdout.strip().splitlines()
    if trained.returncode != 0 or not lines:
        raise ConfigurationError("The dialogue model could not be trained; see the line above")
    return Path(lines[-1])


def engine_environment(settings: Settings) -> dict[str, str]:
    """Return the environment variables with which the engine runs."""
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "AMENDS_ENGINE_DATABASE_URL": engine_database_url(settings),
        "AMENDS_ACTIONS_URL": f"{settings.actions_url}/webhook",
        "SETUPTOOLS_USE_DISTUTILS": "stdlib",  # otherwise `distutils` means all of setuptools
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def engine_database_url(settings: Settings) -> str:
    """Return where the engine keeps its trackers: the same kind of database, its own tables."""
    given = os.environ.get("AMENDS_ENGINE_DATABASE_URL")
    if given:
        return given
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{settings.var / 'engine.sqlite3'}"
    return settings.database_url.replace("postgresql+psycopg:", "postgresql+psycopg2:")
