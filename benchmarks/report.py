"""Figures of two bots beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.load import LATE, Results


@dataclass(frozen=True)
class Measured:
    """A bot's figures."""

    name: str
    results: Results
    memory_bytes: int
    ready_s: float


def show(ours: Measured, stock: Measured | None) -> None:
    """Print the figures, with the ratios where a stock bot was measured in the same run."""
    compared = [ours] if stock is None else [stock, ours]
    table = Table("figure", *(one.name for one in compared), *(["ratio"] if stock else []))
    for row in zip(*(_figures(one) for one in compared), strict=True):
        values = [value for _, value in row]
        ratio = [f"{values[-1] / values[0]:.2f}"] if stock else []
        table.add_row(row[0][0], *(f"{value:.1f}" for value in values), *ratio)
    console = Console(width=110)
    console.print(table)
    for one in compared:
        for customers, figures in (("1 customer", one.results.one), ("8", one.results.eight)):
            spent = ", ".join(f"{name} {ms:.1f}" for name, ms in figures.processor_ms.items())
            console.print(f"{one.name}, processor ms per message, {customers}: {spent}")


def _figures(measured: Measured) -> list[tuple[str, float]]:
    one, eight = measured.results.one, measured.results.eight
    return [
        ("messages/s, 1 customer", one.throughput),
        ("messages/s, 8 customers", eight.throughput),
        ("p50 ms, 1 customer", one.p50_ms),
        ("p95 ms, 1 customer", one.p95_ms),
        ("p50 ms, 8 customers", eight.p50_ms),
        ("p95 ms, 8 customers", eight.p95_ms),
        (f"message {LATE} / message 5", measured.results.growth),
        ("memory MB, all processes", measured.memory_bytes / 1e6),
        ("s until ready, model trained", measured.ready_s),
    ]
