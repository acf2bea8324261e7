"""Trains, measures and writes the emotion model with its card: all that ships, in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from amends.emotion.card import CardFacts, mean_macro_f1, render_card
from amends.emotion.corpus import read_corpora, read_dev_sets
from amends.emotion.evaluation import evaluate
from amends.emotion.figures import write_figures
from amends.emotion.linear_files import save
from amends.emotion.loading import load_model
from amends.emotion.machines import TrainingOptions
from amends.emotion.training import train

CARD = "README.md"


def train_and_ship(
    data: Path, out: Path, options: TrainingOptions, *, progress: Callable[[str], None]
) -> float:
    """Write a model to a directory and return its mean macro-F1 (0..100) on the dev splits.

    What is measured is what was written: weights of 8 bits, read back from the files.

    Args:
        data: The folder that holds the data sets.
        out: Where the model goes; its files there are replaced.
        options: How to train.
        progress: Told each language's code when it is done.

    Raises:
        ConfigurationError: If a data set is missing.
    """
    corpora = read_corpora(data)
    dev_sets = read_dev_sets(data)
    training = train(corpora, options, progress=progress)
    save(training.model, out)
    written = load_model(out)
    figures = {name: evaluate(written, examples) for name, examples in dev_sets.items()}
    languages = {name: examples[0].language for name, examples in dev_sets.items()}
    write_figures(out, figures, languages=languages)
    facts = CardFacts(
        figures=figures,
        corpora=corpora,
        shares=training.shares,
        options=options,
        megabytes=sum(path.stat().st_size for path in out.glob("*.npz")) / 1e6,
    )
    (out / CARD).write_text(render_card(facts), encoding="utf-8")
    return mean_macro_f1(figures)
