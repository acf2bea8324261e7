"""Measures the shipped emotion model: quality on dev splits where they are, and speed.

    python -m benchmarks.emotion [--data ../shared/data]

Times are processor time of one thread, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amends.emotion.card import mean_macro_f1
from amends.emotion.corpus import read_dev_sets
from amends.emotion.evaluation import evaluate
from amends.emotion.loading import load_model
from amends.emotion.model import EmotionModel
from amends.settings import PROJECT

MODEL = PROJECT / "models" / "emotion"
FORTY_WORDS = (
    "I ordered a coffee machine two weeks ago and it still has not arrived, nobody answers my "
    "e-mails, the tracking page has said the same thing since Monday and I am slowly losing my "
    "patience, so please tell me today where it is."
)
LOADING = """
import json, pathlib, time
from amends.emotion.loading import load_model

def resident():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6

before = resident()
start = time.process_time()
model = load_model({model!r})
seconds = time.process_time() - start
print(json.dumps({{"seconds": seconds, "all": resident(), "grown": resident() - before}}))
"""
"""Run in a process of its own; needs Linux, whose pages of memory it counts."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="where brighter/, xed/ and goemotions/ are")
    data = parser.parse_args().data
    console = Console()
    model = load_model(MODEL)
    console.print(speed(model))
    if data is not None:
        console.print(quality(model, data))


def quality(model: EmotionModel, data: Path) -> Table:
    """Return F1 on each dev split, in percent."""
    figures = {name: evaluate(model, examples) for name, examples in read_dev_sets(data).items()}
    table = Table("dev split", "texts", "macro-F1", "sentiment", "intensity", title="Quality")
    for name, measured in figures.items():
        table.add_row(
            name,
            str(measured.texts),
            f"{measured.macro_f1:.1f}",
            "-" if measured.sentiment is None else f"{measured.sentiment:.1f}",
            "-" if measured.intensity is None else f"{measured.intensity:.2f}",
        )
    table.add_row("mean of the seven", "", f"{mean_macro_f1(figures):.1f}")
    return table


def speed(model: EmotionModel, *, rounds: int = 300, batch: int = 256) -> Table:
    """Return size, loading and reading times, and memory."""
    singles = [_seconds(model, 1) * 1000 for _ in range(rounds)]
    batches = [batch / _seconds(model, batch) for _ in range(5)]
    loading = json.loads(
        subprocess.run(
            [sys.executable, "-c", LOADING.format(model=str(MODEL))],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    size = sum(path.stat().st_size for path in MODEL.glob("*.npz")) / 1e6
    table = Table("what", "value", title="Speed, one thread")
    table.add_row("one message of 44 words, median", f"{statistics.median(singles):.3f} ms")
    table.add_row(
        "one message of 44 words, p95", f"{statistics.quantiles(singles, n=20)[-1]:.3f} ms"
    )
    table.add_row(f"batches of {batch}", f"{statistics.median(batches):,.0f} messages/s")
    table.add_row("loading", f"{loading['seconds']:.2f} s")
    table.add_row("memory that loading adds", f"{loading['grown']:.0f} MB")
    table.add_row("memory of the process that loads it", f"{loading['all']:.0f} MB")
    table.add_row("size of the weights", f"{size:.1f} MB")
    return table


def _seconds(model: EmotionModel, count: int) -> float:
    texts = [f"{FORTY_WORDS} {number}" for number in range(count)]
    start = time.process_time()
    model.read(texts, ["en"] * count)
    return time.process_time() - start


if __name__ == "__main__":
    main()
