"""The commands around emotion: `amends train-emotion` makes a model, `amends emotion` uses one.

What they need is imported when they run, so that `amends --help` does not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress, TaskID


@click.command("emotion")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--language", help="Code of the language of all lines; else it is identified.")
@click.option("--model", help="Directory of the model; by default AMENDS_EMOTION_MODEL.")
@click.option(
    "--batch",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Lines read at once; 1 answers each as it comes.",
)
def emotion_command(file: BinaryIO, *, language: str | None, model: str | None, batch: int) -> None:
    """Read how each line of FILE feels; a JSON line for each goes to the standard output.

    Lines are UTF-8 and end with a line feed; without FILE they come from the standard input. Of
    each, the first 2,000 characters count.
    """
    from amends.emotion.lines import read_lines  # noqa: PLC0415 - see above
    from amends.emotion.loading import load_model  # noqa: PLC0415 - see above
    from amends.settings import load_settings  # noqa: PLC0415 - see above

    settings = load_settings()
    reader = load_model(model or settings.emotion_model, labels=settings.emotion_labels)
    for line in read_lines(file, reader, language=language, batch=batch):
        click.echo(line)


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
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/emotion-training"),
    show_default=True,
    help="Where checkpoints are kept; an interrupted training goes on from there.",
)
@click.option(
    "--from",
    "start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A model that this command made: train it further, on new support messages above all.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of all that is random.")
def train_emotion_command(
    data: Path, *, out: Path, work: Path, start: Path | None, seed: int
) -> None:
    """Train the emotion model, measure it on the dev splits and write it with its card.

    Takes about two hours on two cores, with --from far less; uses a GPU where there is
    one. Needs the extra `train`.
    """
    from amends.emotion.encoder.options import EncoderOptions  # noqa: PLC0415 - see above
    from amends.emotion.lines import progress_bar  # noqa: PLC0415 - see above
    from amends.emotion.shipping import train_and_ship  # noqa: PLC0415 - see above

    options = EncoderOptions(seed=seed)
    with progress_bar() as bar:
        mean = train_and_ship(data, out, options, start=start, work=work, progress=_show_in(bar))
    click.echo(f"Mean macro-F1 on the dev splits: {mean:.1f}. The model is in {out}.")


def _show_in(bar: Progress) -> Callable[[str, int, int], None]:
    """Return what shows how far each part is; where no bar can be seen, a line at each tenth."""
    tasks: dict[str, TaskID] = {}
    tenths: dict[str, int] = {}

    def show(what: str, done: int, steps: int) -> None:
        if bar.console.is_terminal:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=steps)
            bar.update(tasks[what], completed=done)
        elif (tenth := 10 * done // steps) != tenths.get(what):
            tenths[what] = tenth
            click.echo(f"{what}: {done} of {steps}", err=True)

    return show
