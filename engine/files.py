"""Reads the project's YAML files before anything slow begins, and says where one is broken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from engine.errors import Misconfigured

_BLANK = re.compile(r"\s+")
_LONGEST_REASON = 400


def read_yaml(file: Path) -> Any:
    """Return what a YAML file holds. Raises `Misconfigured` with file and line."""
    try:
        return YAML(typ="safe").load(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured(f"{shown(file)} is missing.") from error
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Misconfigured(
            f"{shown(file)}{line}: not valid YAML: {one_line(error.problem or '')}"
        ) from error
    except (OSError, ValueError, YAMLError) as error:
        raise Misconfigured(f"{shown(file)}: not valid YAML") from error


def shown(file: Path) -> str:
    """Return a path as a reader of a message would write it."""
    try:
        return file.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def one_line(text: str) -> str:
    """Return a text without line breaks, and not too long to read."""
    return _BLANK.sub(" ", text).strip()[:_LONGEST_REASON]
