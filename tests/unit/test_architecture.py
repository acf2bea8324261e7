"""Which part may import which; see ARCHITECTURE.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.settings import PROJECT

LONGEST_MODULE = 400


def modules(folder: str) -> list[Path]:
    return [
        path
        for path in sorted((PROJECT / folder).rglob("*.py"))
        if not {".venv", "__pycache__", "tests"} & set(path.relative_to(PROJECT).parts)
    ]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


def imported_packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", modules("engine"), ids=str)
def test_that_the_engine_imports_only_language_of_ours(path: Path) -> None:
    assert not imported_packages(path) & {"amends", "actions"}


@pytest.mark.parametrize("path", [*modules("amends"), *modules("language")], ids=str)
def test_that_only_the_engine_imports_rasa(path: Path) -> None:
    assert "rasa" not in imported_packages(path)
    assert "engine" not in imported_packages(path)


@pytest.mark.parametrize("path", modules("language"), ids=str)
def test_that_language_knows_nothing_of_the_rest(path: Path) -> None:
    assert not imported_packages(path) & {"amends", "actions", "sqlalchemy", "sanic"}


@pytest.mark.parametrize("path", modules("actions"), ids=str)
def test_that_actions_use_neither_sql_nor_http(path: Path) -> None:
    assert not imported_packages(path) & {"sqlalchemy", "httpx", "aiohttp", "sanic"}


@pytest.mark.parametrize(
    "feature", ["conversations", "customers", "recovery", "handoff", "emotion", "storage"]
)
def test_that_services_know_no_surface(feature: str) -> None:
    surfaces = ("amends.console", "amends.channels", "amends.bootstrap", "actions", "sanic")
    found = [
        f"{path.name} imports {name}"
        for path in modules(f"amends/{feature}")
        for name in imports(path)
        if name.startswith(surfaces)
    ]
    assert found == []


@pytest.mark.parametrize("feature", ["customers", "recovery", "conversations"])
def test_that_models_are_pure(feature: str) -> None:
    folder = PROJECT / "amends" / feature
    paths = (
        [folder / "model.py"] if (folder / "model.py").exists() else modules(str(folder / "model"))
    )
    for path in paths:
        assert not imported_packages(path) & {"sqlalchemy", "sanic", "httpx", "aiohttp"}, path


@pytest.mark.parametrize(
    "path",
    [path for folder in ("amends", "actions", "engine", "language") for path in modules(folder)],
    ids=str,
)
def test_that_every_module_says_why_it_exists_and_stays_small(path: Path) -> None:
    source = path.read_text("utf-8")
    if path.parent.name == "versions":
        return
    assert ast.get_docstring(ast.parse(source)), "the first line says why the module exists"
    assert source.count("\n") <= LONGEST_MODULE
