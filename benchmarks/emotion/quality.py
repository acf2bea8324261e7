"""Measures F1 of the shipped emotion model on dev splits, which it was not trained on.

python -m benchmarks.emotion.quality --data ../shared/data [--model DIR]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amends.emotion.card import mean_macro_f1
from amends.emotion.corpus import read_dev_sets
from amends.emotion.evaluation import evaluate
from amends.emotion.loading import load_model
from amends.emotion.model import EmotionModel
from amends.settings import PROJECT


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="brighter/, xed/ and goemotions/")
    parser.add_argument("--model", default=str(PROJECT / "models" / "emotion"))
    options = parser.parse_args()
    Console().print(quality(load_model(options.model), options.data))


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


if __name__ == "__main__":
    main()
