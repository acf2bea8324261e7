"""Writes what a person reads about a model's fairness: a table, and a page beside its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from string import Template

from amends.emotion.card import COMPARED
from amends.emotion.fairness.counterfactuals import Swap, read_counterfactuals
from amends.emotion.fairness.limits import Tolerance
from amends.emotion.fairness.report import FairnessReport
from amends.emotion.fairness.shifts import FRUSTRATION, INTENSITY, SENTIMENT, TONE, Shift
from amends.emotion.figures import FIGURES, read_figures
from amends.emotion.model import EmotionName

PAGE = "fairness.md"
COLUMNS = ("language", "swapped", "emotions", SENTIMENT, INTENSITY, FRUSTRATION, TONE)
_TEMPLATE = Path(__file__).with_name("page.md")


def rows(report: FairnessReport) -> Iterator[tuple[str, ...]]:
    """Yield one row of `COLUMNS` for each language and kind of swap, then the mean of all."""
    for language, swaps in report.shifts.items():
        for swap, measures in swaps.items():
            yield (language, swap.value, *_cells(measures))
    if len(report.shifts) > 1:
        for swap in Swap:
            yield ("all", swap.value, *_cells(_overall(report, swap)))


def gap_sentence(report: FairnessReport) -> str:
    """Return what is to be said of the gap between languages."""
    gap = report.gap
    if gap is None:
        return f"The gap between languages is not known: no {FIGURES} lies beside the model."
    return (
        f"The gap between the best language and the worst is {gap.points:.1f} points of macro-F1 "
        f"({gap.best}, {gap.worst})."
    )


def write_page(directory: Path, report: FairnessReport) -> None:
    """Write the page beside the model's card."""
    messages = [one for code in report.shifts for one in read_counterfactuals(code)]
    allowed = Tolerance()
    page = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        languages=_languages(directory),
        gap=gap_sentence(report),
        messages=len(messages),
        texts=f"{sum(len(one.texts) for one in messages):,}",
        shifts="\n".join(f"| {' | '.join(row)} |" for row in rows(report)),
        mean=f"{allowed.mean:g}",
        worst=f"{allowed.worst:g}",
        tone=f"{allowed.tone:g}",
        points=f"{allowed.gap:g}",
    )
    (directory / PAGE).write_text(page, encoding="utf-8")


def _languages(directory: Path) -> str:
    if not (directory / FIGURES).exists():
        return "Not measured."
    sets = read_figures(directory).sets
    found = {name: sets[name].macro_f1 for name in COMPARED if name in sets}
    head = f"| {' | '.join(found)} |"
    return "\n".join(
        (
            head,
            "| --- " * len(found) + "|",
            f"| {' | '.join(f'{f1:.1f}' for f1 in found.values())} |",
        )
    )


def _cells(measures: Mapping[str, Shift]) -> Iterator[str]:
    emotions = [measures[name] for name in EmotionName]
    yield _cell(fmean(one.mean for one in emotions), max(one.worst for one in emotions))
    for name in (SENTIMENT, INTENSITY, FRUSTRATION):
        yield _cell(measures[name].mean, measures[name].worst)
    yield f"{measures[TONE].mean:.0%}"


def _overall(report: FairnessReport, swap: Swap) -> dict[str, Shift]:
    each = [swaps[swap] for swaps in report.shifts.values()]
    return {
        measure: Shift(
            fmean(found[measure].mean for found in each),
            max(found[measure].worst for found in each),
        )
        for measure in each[0]
    }


def _cell(mean: float, worst: float) -> str:
    return f"{mean:.2f} / {worst:.2f}"
