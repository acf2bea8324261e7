"""The secrets of this installation: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from amends.errors import ConfigurationError

_BYTES = 32


def stored_secret(folder: Path, name: str) -> str:
    """Return a secret of this installation, making it at the first time.

    Raises:
        ConfigurationError: The file cannot be read or written, or is damaged.
    """
    path = folder / f"{name}.secret"
    try:
        if not path.exists():
            _keep(path, new_secret())
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The secret in {path} cannot be read or written") from error
    if len(secret) < _BYTES:
        raise ConfigurationError(f"The secret in {path} is damaged: delete the file, or restore it")
    return secret


def _keep(path: Path, secret: str) -> None:
    """Write a secret so that the file is either whole or absent, and the first writer's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(unfinished)
    finally:
        Path(unfinished).unlink()


def new_secret() -> str:
    """Return a secret for as long as the processes run."""
    return secrets.token_hex(_BYTES)
