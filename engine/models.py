"""Names a dialogue model after what it is trained from, and finds trained ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from engine.errors import Misconfigured

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


def latest_model(path: Path) -> Path:
    """Return the model file that a path means: itself, or the newest in a folder."""
    if path.is_file():
        return path
    models = sorted(path.glob("*.tar.gz"), key=lambda one: one.stat().st_mtime)
    if not models:
        raise Misconfigured(
            f"there is no model in {path}; train one with `python -m engine.train`."
        )
    return models[-1]


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _FILES if (root / name).is_file())
    for folder in FOLDERS:
        yield from (root / folder).rglob("*.yml")
    yield from (root / _CODE).glob("*.py")
