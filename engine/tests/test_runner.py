"""The graph runs in one order, worked out once."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode

from engine.runtime.runner import PlannedGraphRunner


class _Node:
    """Joins its name and its inputs, and remembers that it ran."""

    def __init__(self, name: str, log: list[str]) -> None:
        self._name, self._log = name, log

    def __call__(self, *inputs: tuple[str, Any]) -> tuple[str, str]:
        self._log.append(self._name)
        return self._name, f"{self._name}({','.join(str(value) for _, value in inputs)})"


def _runner(needs: dict[str, list[str]]) -> tuple[PlannedGraphRunner, list[str]]:
    log: list[str] = []
    schema = GraphSchema(
        {
            name: SchemaNode({f"p{n}": need for n, need in enumerate(own)}, object, "c", "f", {})
            for name, own in needs.items()
        }
    )
    return PlannedGraphRunner(schema, {name: _Node(name, log) for name in needs}), log


def test_that_each_node_runs_once_and_after_what_it_needs() -> None:
    runner, log = _runner({"d": ["b", "c"], "c": ["a"], "b": ["a"], "a": ["in"], "unused": ["in"]})

    result = runner.run({"in": 1}, targets=["d"])

    assert result == {"d": "d(b(a(1)),c(a(1)))"}
    assert log == ["a", "b", "c", "d"]


def test_that_a_second_run_takes_the_new_input() -> None:
    runner, _ = _runner({"a": ["in"]})
    runner.run({"in": 1}, targets=["a"])

    assert runner.run({"in": 2}, targets=["a"]) == {"a": "a(2)"}


def test_that_a_missing_input_is_told() -> None:
    runner, _ = _runner({"a": ["in"]})

    with pytest.raises(GraphRunError):
        runner.run({}, targets=["a"])
