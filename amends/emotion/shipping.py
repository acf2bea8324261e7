"""Trains, measures and writes the emotion model with its card: all that ships, in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from amends.emotion.card import CardFacts, mean_macro_f1, render_card
from amends.emotion.corpus import Corpus, read_corpora, read_dev_sets
from amends.emotion.datasets import Source
from amends.emotion.encoder import files
from amends.emotion.encoder.calibrating import HeldOut, fit_calibration
from amends.emotion.encoder.lessons import is_held_out
from amends.emotion.encoder.options import EncoderOptions
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.pretrained import find_pretrained, read_pretrained
from amends.emotion.encoder.reading import Encoder
from amends.emotion.evaluation import evaluate
from amends.emotion.figures import write_figures
from amends.emotion.loading import load_model
from amends.emotion.networks import open_onnx
from amends.errors import ConfigurationError

if TYPE_CHECKING:
    from amends.emotion.encoder.trained import TrainedEncoder

CARD = "README.md"
Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many steps of it are done."""


def train_and_ship(
    data: Path,
    out: Path,
    options: EncoderOptions,
    *,
    start: Path | None = None,
    work: Path,
    progress: Progress,
) -> float:
    """Write a model to a directory and return its mean macro-F1 (0..100) on the dev splits.

    What is measured is what was written: weights of 8 bits, read back from the files.

    Args:
        data: The folder that holds the data sets.
        out: Where the model goes; its files there are replaced.
        options: How to train.
        start: The model to train further; None to train a new one.
        work: Where checkpoints are kept; a training that was interrupted goes on from there.
        progress: See `Progress`.

    Raises:
        ConfigurationError: If a data set, the model to start from, the pretrained encoder or the
            extra `train` is missing.
    """
    corpora = read_corpora(data)
    dev_sets = read_dev_sets(data)
    trained, graph = _train_encoder(corpora, options, start, work, progress)
    encoder = Encoder(trained.tokenizer, open_onnx(graph, as_it_is=True))
    files.save(
        out,
        network=graph,
        tokenizer=trained.tokenizer,
        shape=trained.shape,
        calibration=fit_calibration(_hold_out(corpora, encoder)),
    )
    written = load_model(out)
    figures = {name: evaluate(written, examples) for name, examples in dev_sets.items()}
    languages = {name: examples[0].language for name, examples in dev_sets.items()}
    write_figures(out, figures, languages=languages)
    facts = CardFacts(
        figures=figures,
        corpora=corpora,
        options=options,
        shape=trained.shape,
        pieces=trained.tokenizer.get_vocab_size(),
        further=start is not None,
        megabytes=files.size(out) / 1e6,
    )
    (out / CARD).write_text(render_card(facts), encoding="utf-8")
    return mean_macro_f1(figures)


def _train_encoder(
    corpora: Mapping[str, Corpus],
    options: EncoderOptions,
    start: Path | None,
    work: Path,
    progress: Progress,
) -> tuple[TrainedEncoder, Path]:
    """Return the trained encoder and the file of its network."""
    try:
        from amends.emotion.encoder import graph, restoring, training  # noqa: PLC0415 - need the extra `train`
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"Training needs {error.name}, which is not installed. Install what it needs: "
            "`uv pip install --python .venv/bin/python --editable '.[train]'`."
        ) from error
    if start is None:
        pretrained = read_pretrained(find_pretrained())
        trained = training.train_encoder(corpora, pretrained, options, work=work, progress=progress)
    else:
        known = restoring.restore_encoder(start)
        trained = training.train_further(corpora, known, options, work=work, progress=progress)
    network = graph.build_graph(trained.weights, trained.shape, SHIPPED)
    path = work / files.NETWORK
    graph.write_graph(network, path)
    return trained, path


def _hold_out(corpora: Mapping[str, Corpus], encoder: Encoder) -> HeldOut:
    """Return what the encoder says of the texts that it was not trained on."""
    examples = [
        example
        for corpus in corpora.values()
        for example in corpus.main
        if example.source is not Source.XED and is_held_out(example)
    ]
    said = encoder.say([example.text for example in examples])
    read = [row for row in zip(examples, said, strict=True) if row[1] is not None]
    return HeldOut(
        examples=[example for example, _ in read], said=np.array([words for _, words in read])
    )
