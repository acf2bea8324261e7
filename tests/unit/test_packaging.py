"""Amends runs from its checkout: the editable install works, and nothing else is built."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest
import tomllib

from amends.settings import PROJECT


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    system = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["build-system"]
    for folder in system["backend-path"]:
        monkeypatch.syspath_prepend(PROJECT / folder)
    monkeypatch.delitem(sys.modules, system["build-backend"], raising=False)
    return importlib.import_module(system["build-backend"])


@pytest.mark.parametrize("build", ["build_wheel", "build_sdist"])
def test_that_no_package_is_built_that_could_not_run(backend: ModuleType, build: str) -> None:
    with pytest.raises(SystemExit, match="make setup") as refused:
        getattr(backend, build)("dist")
    assert "\n" not in str(refused.value)


def test_that_the_checkout_can_be_installed_where_it_lies(backend: ModuleType) -> None:
    genuine = importlib.import_module("setuptools.build_meta")
    for hook in ("build_editable", "prepare_metadata_for_build_editable"):
        assert getattr(backend, hook) is getattr(genuine, hook)


def test_that_what_runs_is_the_checkout() -> None:
    for needed in ("config.yml", "domain.yml", "recovery.yml", "data/wording", "widget", "engine"):
        assert (PROJECT / needed).exists()
