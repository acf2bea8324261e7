"""Makes sure that a model's file is the one that was saved with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from amends.errors import ConfigurationError

MANIFEST = "manifest.json"
"""The file that says what a model is made of and what the checksums of its other files are."""

REMEDY = "restore it, or train the model again with `amends train-emotion`"


def checksum_of(content: bytes) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_checked(path: Path, checksum: str | None) -> bytes:
    """Return a file's content.

    Args:
        path: The file.
        checksum: What the manifest says of it; None if it says nothing.

    Raises:
        ConfigurationError: If it is missing or another one than was saved.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"The emotion model lacks {path.name} in {path.parent}; {REMEDY}."
        ) from error
    if checksum_of(content) != checksum:
        raise ConfigurationError(
            f"{path.name} in {path.parent} is damaged (its checksum is another one); {REMEDY}."
        )
    return content
