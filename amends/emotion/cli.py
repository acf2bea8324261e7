"""The commands around emotion: `amends train-emotion` makes a model, `amends emotion` uses one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from amends.emotion.loading import load_model
from amends.emotion.model import EmotionModel
from amends.settings import load_settings
from language import SUPPORTED, Identifier


@click.command("emotion")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--language", type=click.Choice(SUPPORTED), help="Of all lines; else identified.")
@click.option("--model", help="Directory of the model; by default AMENDS_EMOTION_MODEL.")
@click.option(
    "--batch", type=click.IntRange(1), default=64, show_default=True, help="Lines read at once."
)
def emotion_command(file: TextIO, *, language: str | None, model: str | None, batch: int) -> None:
    """Read how each line of FILE feels; a JSON line for each goes to the standard output."""
    reader = load_model(model or load_settings().emotion_model)
    lines: Iterator[str] = (line.rstrip("\r\n") for line in file)
    if file.seekable() and file.name != "<stdin>":
        total = sum(1 for _ in file)
        file.seek(0)
        lines = _with_progress(lines, total)
    identifier = None if language else Identifier()
    for texts in _batches(lines, batch):
        languages = [
            language if identifier is None else identifier.identify(text).language for text in texts
        ]
        _print(reader, texts, [code or "" for code in languages])


@click.command("train-emotion")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder that holds brighter/, xed/ and goemotions/.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the model and its card go.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the random cuts.")
def train_emotion_command(data: Path, *, out: Path, seed: int) -> None:
    """Train the emotion model, measure it on the dev splits and write it with its card."""
    # Training needs scikit-learn and SciPy, which the other commands shall not wait for.
    from amends.emotion.machines import TrainingOptions  # noqa: PLC0415
    from amends.emotion.shipping import train_and_ship  # noqa: PLC0415

    with _progress() as bar:
        task = bar.add_task("Training", total=len(SUPPORTED))
        mean = train_and_ship(
            data,
            out,
            TrainingOptions(seed=seed),
            progress=lambda done: bar.update(task, advance=1, description=f"Trained {done}"),
        )
    click.echo(f"Mean macro-F1 on the dev splits: {mean:.1f}. The model is in {out}.")


def _print(reader: EmotionModel, texts: list[str], languages: list[str]) -> None:
    emotions = reader.read(texts, languages)
    for code, emotion in zip(languages, emotions, strict=True):
        click.echo(json.dumps({"language": code, **emotion.to_wire()}))


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(lines)
    while batch := list(islice(iterator, size)):
        yield batch


def _with_progress(lines: Iterable[str], total: int) -> Iterator[str]:
    with _progress() as bar:
        yield from bar.track(lines, total=total, description="Reading")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
