"""Measures the speed of the shipped emotion model, side by side with a stock pipeline.

    python -m benchmarks.emotion [--model DIR] [--stock-python PYTHON] [--json]

Both read the same messages of 40 tokens, one after the other in one run, each in processes of their
own with one thread. The stock side needs PyTorch (the extra `torch`), here or in the environment
of the Python that --stock-python names; without it only the shipped model is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from amends.settings import PROJECT

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
NOT_WEIGHTS = {".md", ".txt"}
RECORDS = {"figures.json", "fairness.json"}
CORES = 2
MISSING = (
    "The stock pipeline is left out: {python} has no PyTorch. Install the extra "
    "(`uv pip install --python .venv/bin/python --editable '.[torch]'`) or name one with torch and "
    "transformers: `make bench-emotion STOCK_PYTHON=/path/to/bin/python`."
)


@dataclass(frozen=True)
class Contender:
    """What is measured: a module with `load`, its model, and the Python that runs it."""

    module: str
    directory: Path
    python: str

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a process that takes its time."""
        return subprocess.Popen(
            [
                self.python,
                "-m",
                "benchmarks.emotion.clock",
                self.module,
                self.directory,
                *arguments,
            ],
            cwd=PROJECT,
            env={
                **os.environ,
                **ONE_THREAD,
                "TOKENIZERS_PARALLELISM": "false",
                "HF_HUB_OFFLINE": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=PROJECT / "models" / "emotion")
    parser.add_argument("--stock-python", default=sys.executable, help="has torch, transformers")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    figures = {
        "amends": measure(
            Contender("benchmarks.emotion.shipped", options.model.resolve(), sys.executable),
            singles=300,
            batches=20,
        )
    }
    with tempfile.TemporaryDirectory() as folder:
        if _make_stock(options.stock_python, Path(folder)):
            stock = Contender("benchmarks.emotion.stock", Path(folder), options.stock_python)
            figures["stock"] = measure(stock, singles=60, batches=3)
        else:
            print(MISSING.format(python=options.stock_python), file=sys.stderr)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        Console().print(_table(figures))


def measure(contender: Contender, *, singles: int, batches: int) -> dict[str, float]:
    """Return a contender's figures.

    Args:
        contender: Who.
        singles: How many messages are read one by one, by one process.
        batches: How many batches of 64 are read by each of two processes at once.
    """
    alone = _finish(contender.start("--singles", str(singles)))
    both = [contender.start("--batches", str(batches)) for _ in range(CORES)]
    for process in both:
        _wait_until_ready(process)
    together = [_finish(process, "go\n") for process in both]
    messages = sum(one["batch_messages"] for one in together)
    return {
        "median_ms": alone["single_wall_ms"]["median"],
        "p95_ms": alone["single_wall_ms"]["p95"],
        "median_processor_ms": alone["single_processor_ms"]["median"],
        "p95_processor_ms": alone["single_processor_ms"]["p95"],
        "batch_per_s": messages / max(one["batch_wall_s"] for one in together),
        "batch_processor_per_s": sum(
            one["batch_messages"] / one["batch_processor_s"] for one in together
        ),
        "load_s": alone["load_wall_s"],
        "load_processor_s": alone["load_processor_s"],
        "memory_mb": alone["rss_mb"],
        "files_mb": _size_mb(contender.directory),
    }


def _make_stock(python: str, folder: Path) -> bool:
    """Write the stock model, if that Python can; a failure of another kind is not hidden."""
    made = subprocess.run(
        [python, "-m", "benchmarks.emotion.stock", folder],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode and "ModuleNotFoundError" not in made.stderr:
        raise SystemExit(made.stderr)
    return made.returncode == 0


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(process.communicate()[1])


def _finish(process: subprocess.Popen[str], told: str | None = None) -> Mapping[str, Any]:
    said, complained = process.communicate(told)
    if process.returncode:
        raise SystemExit(complained)
    result: Mapping[str, Any] = json.loads(said.strip().splitlines()[-1])
    return result


def _size_mb(directory: Path) -> float:
    files = (path for path in directory.rglob("*") if path.is_file())
    return (
        sum(
            path.stat().st_size
            for path in files
            if path.suffix not in NOT_WEIGHTS and path.name not in RECORDS
        )
        / 1e6
    )


ROWS = (
    ("one message of 40 tokens, median, ms", "median_ms", "{:.2f}"),
    ("... p95, ms", "p95_ms", "{:.2f}"),
    ("... median, ms of processor", "median_processor_ms", "{:.2f}"),
    ("... p95, ms of processor", "p95_processor_ms", "{:.2f}"),
    ("batches on two cores, messages/s", "batch_per_s", "{:,.0f}"),
    ("... per second of processor, two cores", "batch_processor_per_s", "{:,.0f}"),
    ("loading, s", "load_s", "{:.2f}"),
    ("... s of processor", "load_processor_s", "{:.2f}"),
    ("memory of the process, MB", "memory_mb", "{:.0f}"),
    ("files, MB", "files_mb", "{:.1f}"),
)


def _table(figures: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("what", "Amends", "stock pipeline", "times better", title="Speed, one thread")
    ours, stock = figures["amends"], figures.get("stock")
    for name, key, shape in ROWS:
        other = "-" if stock is None else shape.format(stock[key])
        ratio = "-"
        if stock is not None:
            better = ours[key] / stock[key] if key.endswith("per_s") else stock[key] / ours[key]
            ratio = f"{better:.1f}"
        table.add_row(name, shape.format(ours[key]), other, ratio)
    return table


if __name__ == "__main__":
    main()
