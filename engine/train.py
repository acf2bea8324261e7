"""Trains the dialogue model if there is none for the project's files: `python -m engine.train`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from engine.errors import Misconfigured
from engine.models import FOLDERS, model_name
from engine.quiet import keep_libraries_quiet

_KEPT = 3
"""How many models stay: the newest, and two to go back to."""

_UNFINISHED = ".unfinished"
"""What the folder of a training under way ends in, after the number of its process."""


def main(arguments: list[str] | None = None) -> int:
    """Train if needed; return the process's exit status. Progress goes to standard error."""
    options = _options(arguments)
    root = Path.cwd()
    _clear_away_unfinished(root / options.out)
    try:
        model = root / options.out / f"{model_name(root)}.tar.gz"
        if options.force or not model.is_file():
            _train(root, model)
        else:
            os.utime(model)
            _say(f"the dialogue model {model.name} is up to date")
    except Misconfigured as error:
        _say(f"error: {error}")
        return 1
    if options.print_path:
        print(model)
    return 0


def _train(root: Path, model: Path) -> None:
    """Train a model and put it in place when it is complete. Raises `Misconfigured`."""
    _say(f"training the dialogue model {model.name} (about a minute) ...")
    began = time.monotonic()
    keep_libraries_quiet()

    # Takes seconds to import, which an up-to-date model need not wait for.
    from engine.training import train_model  # noqa: PLC0415

    unfinished = model.with_suffix(f".{os.getpid()}{_UNFINISHED}")
    try:
        trained = train_model(
            domain=root / "domain.yml",
            config=root / "config.yml",
            data=[root / folder for folder in FOLDERS],
            output=unfinished,
            progress=_say,
        )
        trained.replace(model)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _forget_old(model.parent)
    _say(f"trained {model.name} in {time.monotonic() - began:.0f} s")


def _clear_away_unfinished(folder: Path) -> None:
    """Remove what trainings have left that were ended hard; one that is under way stays."""
    for left in folder.glob(f"*{_UNFINISHED}"):
        process = left.name.removesuffix(_UNFINISHED).rpartition(".")[2]
        if not (process.isdecimal() and _is_running(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob("dialogue-*.tar.gz"), key=lambda one: one.stat().st_mtime)
    for model in models[:-_KEPT]:
        model.unlink()


def _say(line: str) -> None:
    print(f"engine: {line}", file=sys.stderr, flush=True)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models"), help="where models are kept")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    parser.add_argument(
        "--print-path", action="store_true", help="print the model's path, and nothing else"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
