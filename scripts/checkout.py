"""Builds what runs Amends from its checkout, and refuses to build a package that could not run.

Amends is a Rasa project with two environments: beside its Python packages it needs the rules, the
wordings, the widget, `recovery.yml` and `engine/` as they lie in the checkout.
"""

from __future__ import annotations

from typing import NoReturn

from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "prepare_metadata_for_build_editable",
]

_REFUSAL = "Amends runs from its checkout and makes no package: run `make setup` there instead."


def build_wheel(*_: object, **__: object) -> NoReturn:
    """Refuse; a wheel would lack what lies beside the Python packages."""
    raise SystemExit(_REFUSAL)


def build_sdist(*_: object, **__: object) -> NoReturn:
    """Refuse, for the same reason."""
    raise SystemExit(_REFUSAL)
