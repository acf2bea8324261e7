"""What has to be right before the processes start; each failure is one clear line."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

from amends.emotion.loading import load_model
from amends.errors import ConfigurationError
from amends.recovery.policy import load_policy
from amends.settings import PROJECT, Settings
from language import Catalogue, WordingError

ENGINE_PYTHON = PROJECT / "engine" / ".venv" / "bin" / "python"


def check_files(settings: Settings) -> None:
    """Read every file an operator may have changed.

    Raises:
        ConfigurationError: One of them is missing or wrong.
    """
    load_policy(settings.recovery)
    load_model(settings.emotion_model)
    try:
        Catalogue.load(PROJECT)
    except WordingError as error:
        raise ConfigurationError(str(error)) from error


def check_ports(settings: Settings) -> None:
    """Make sure that nobody else listens where the processes will.

    Raises:
        ConfigurationError: A port is taken; the message says how to choose another one.
    """
    for host, port, name in (
        (settings.host, settings.port, "AMENDS_PORT"),
        ("127.0.0.1", settings.engine_port, "AMENDS_ENGINE_PORT"),
        ("127.0.0.1", settings.actions_port, "AMENDS_ACTIONS_PORT"),
    ):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ConfigurationError(
                    f"Port {port} is taken: stop what listens there, or choose another one "
                    f"with {name}=…"
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
