"""Runs a trained model's graph in an order that is worked out once.

Rasa's own runner cuts the graph down to what is needed and hands it to dask, anew for each message
and each prediction. The graph never changes while a model is loaded, so neither does the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class PlannedGraphRunner(GraphRunner):
    """A graph runner for prediction: one thread, nodes one after the other."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._plans: dict[tuple[tuple[str, ...], frozenset[str]], tuple[str, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> PlannedGraphRunner:
        """Load all components of the graph."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    @property
    def schema(self) -> GraphSchema:
        """The graph that is run."""
        return self._schema

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the output of each target node, given the values of the graph's inputs.

        Raises `GraphRunError` if a node needs what neither a node nor an input provides.
        """
        values = {name: (name, value) for name, value in (inputs or {}).items()}
        wanted = tuple(targets or self._schema.target_names)
        for name in self._plan(wanted, frozenset(values)):
            needs = self._schema.nodes[name].needs.values()
            values[name] = self._nodes[name](*(values[need] for need in needs))
        return {name: values[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...], given: frozenset[str]) -> tuple[str, ...]:
        plan = self._plans.get((targets, given))
        if plan is None:
            plan = tuple(_in_order(self._schema, targets, given))
            self._plans[targets, given] = plan
        return plan


def _in_order(schema: GraphSchema, targets: Sequence[str], given: Iterable[str]) -> list[str]:
    """Return the nodes that the targets need, each after those that it needs itself."""
    order: dict[str, None] = {}
    done = set(given)

    def visit(name: str) -> None:
        if name in done:
            return
        if name not in schema.nodes:
            raise GraphRunError(f"Nothing provides '{name}'.")
        for need in schema.nodes[name].needs.values():
            visit(need)
        done.add(name)
        order[name] = None

    for target in targets:
        visit(target)
    return list(order)
