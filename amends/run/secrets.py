"""The secrets of this installation: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from amends.errors import ConfigurationError

_BYTES = 32


def stored_secret(folder: Path, name: str) -> str:
    """Return a secret of this installation, making it at the first time.

    Raises:
        ConfigurationError: The file cannot be read or written.
    """
    path = folder / f"{name}.secret"
    try:
        if path.exists():
            return path.read_text("ascii").strip()
        folder.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_hex(_BYTES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The secret in {path} cannot be read or written") from error
    return secret


def new_secret() -> str:
    """Return a secret for as long as the processes run."""
    return secrets.token_hex(_BYTES)
