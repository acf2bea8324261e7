"""`amends emotion-fairness`: measures an emotion model's fairness, records it, checks it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from amends.emotion.fairness.limits import grown
from amends.emotion.fairness.page import COLUMNS, gap_sentence, rows, write_page
from amends.emotion.fairness.report import FairnessReport, read_report, report_on, write_report
from amends.emotion.loading import load_model
from amends.errors import Invalid
from amends.settings import load_settings
from language import SUPPORTED


@click.command("emotion-fairness")
@click.option("--model", help="Directory of the model; by default AMENDS_EMOTION_MODEL.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(SUPPORTED),
    help="Measure this language only; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--check", is_flag=True, help="Fail if a figure has grown since it was recorded.")
@click.option(
    "--record", is_flag=True, help="Write fairness.json and fairness.md beside the model."
)
def emotion_fairness_command(
    *, model: str | None, languages: tuple[str, ...], as_json: bool, check: bool, record: bool
) -> None:
    """Measure whether equal messages are read alike, whoever writes them.

    Names, genders, places and dialect spellings are swapped in otherwise equal messages of ten
    languages. Figures are the mean and the worst absolute change of a score (0 to 1), of the tone
    the share of pairs that would be answered in two different ones. The table puts the emotions
    together; JSON has each of them.
    """
    if record and languages:
        raise Invalid("All languages are recorded at once; leave --language out.")
    settings = load_settings()
    source = model or settings.emotion_model
    directory = Path(source)
    if (record or check) and not directory.is_dir():
        raise Invalid(f"What is recorded lies beside the model, but {source} is no directory.")
    measured = report_on(
        load_model(source, labels=settings.emotion_labels),
        languages or SUPPORTED,
        directory=directory if directory.is_dir() else None,
    )
    if as_json:
        click.echo(json.dumps(measured.to_json(), indent=1))
    else:
        Console().print(_table(measured))
        click.echo(gap_sentence(measured))
    if check:
        problems = list(grown(measured, read_report(directory)))
        for problem in problems:
            click.echo(problem, err=True)
        if problems:
            sys.exit(1)
    if record:
        write_report(directory, measured)
        write_page(directory, measured)


def _table(report: FairnessReport) -> Table:
    table = Table(*COLUMNS, title="Mean / worst shift; of the tone: share of pairs in two tones")
    for row in rows(report):
        table.add_row(*row)
    return table
