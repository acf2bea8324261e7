"""Names a dialogue model after what it is trained from, so that a change of that is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("data/nlu", "data/rules", "data/stories")
"""The training data, below the project's root."""

_FILES = ("config.yml", "domain.yml", "engine/importer.py", "engine/requirements.txt")
_CODE = "engine/components"
_LENGTH = 12


def model_name(root: Path) -> str:
    """Return the name of the model that the project's files lead to. Imports nothing of Rasa."""
    digest = hashlib.sha256()
    for file in sorted(_inputs(root)):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"dialogue-{digest.hexdigest()[:_LENGTH]}"


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _FILES if (root / name).is_file())
    for folder in FOLDERS:
        yield from (root / folder).rglob("*.yml")
    yield from (root / _CODE).glob("*.py")
