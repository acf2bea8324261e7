"""Puts together what is known of a model's fairness, and keeps it in `fairness.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from amends.emotion.card import COMPARED
from amends.emotion.fairness.counterfactuals import Swap, read_counterfactuals
from amends.emotion.fairness.shifts import TONE, Shift, measure_shifts
from amends.emotion.figures import FIGURES, fingerprint, read_figures
from amends.emotion.model import EmotionModel
from amends.errors import ConfigurationError

FAIRNESS = "fairness.json"
FORMAT = "amends-emotion-fairness-1"
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class LanguageGap:
    """How much better the model is in its best language than in its worst.

    Attributes:
        best: The dev set with the highest macro-F1.
        worst: The one with the lowest.
        points: The difference, 0..100.
    """

    best: str
    worst: str
    points: float


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """How fair a model is.

    Attributes:
        shifts: By language, kind of swap and measure.
        gap: Between the languages that were measured; None if no figures lie beside the model.
    """

    shifts: Mapping[str, Mapping[Swap, Mapping[str, Shift]]]
    gap: LanguageGap | None

    def tone(self, swap: Swap) -> float:
        """Return the share (0..1) of pairs in all languages that are answered in two tones."""
        return fmean(found[swap][TONE].mean for found in self.shifts.values())

    def to_json(self) -> dict[str, object]:
        """Return plain JSON types, from which `from_json` makes an equal report."""
        gap = self.gap
        return {
            "format": FORMAT,
            "gap": gap and {"best": gap.best, "worst": gap.worst, "points": gap.points},
            "tone": {swap.value: round(self.tone(swap), _DIGITS) for swap in Swap},
            "shifts": {
                language: {
                    swap.value: {
                        measure: {"mean": shift.mean, "worst": shift.worst}
                        for measure, shift in measures.items()
                    }
                    for swap, measures in swaps.items()
                }
                for language, swaps in self.shifts.items()
            },
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> FairnessReport:
        """Rebuild a report from `to_json`.

        Raises:
            KeyError, TypeError, ValueError: If it was not made by `to_json`.
        """
        if stored["format"] != FORMAT:
            raise ValueError("another format")
        gap = stored["gap"]
        return cls(
            shifts={
                language: {
                    Swap(swap): {
                        measure: Shift(float(shift["mean"]), float(shift["worst"]))
                        for measure, shift in measures.items()
                    }
                    for swap, measures in swaps.items()
                }
                for language, swaps in dict(stored["shifts"]).items()  # type: ignore[call-overload]
            },
            gap=LanguageGap(**gap) if isinstance(gap, dict) else None,
        )


def report_on(
    model: EmotionModel, languages: Iterable[str], *, directory: Path | None = None
) -> FairnessReport:
    """Measure a model.

    Args:
        model: What is measured.
        languages: In which languages.
        directory: Where the figures of its training lie, if it has any.
    """
    shifts: dict[str, dict[Swap, dict[str, Shift]]] = {}
    for language in languages:
        measured = measure_shifts(model, read_counterfactuals(language))
        shifts[language] = {
            swap: {measure: _rounded(shift) for measure, shift in found.items()}
            for (_, swap), found in measured.items()
        }
    has_figures = directory is not None and (directory / FIGURES).exists()
    return FairnessReport(shifts, _gap(directory) if directory and has_figures else None)


def write_report(directory: Path, report: FairnessReport) -> None:
    """Record a report beside its model; later ones are held against it."""
    content = json.dumps(report.to_json(), indent=1) + "\n"
    (directory / FAIRNESS).write_text(content, encoding="utf-8")


def read_report(directory: Path) -> FairnessReport:
    """Read the report that was recorded beside a model.

    Raises:
        ConfigurationError: If there is none, or not one that `write_report` wrote.
    """
    path = directory / FAIRNESS
    try:
        return FairnessReport.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"There is no {path}; `amends emotion-fairness --record` writes it."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{path} cannot be read.") from error


def _gap(directory: Path) -> LanguageGap | None:
    """Compare the sets that make up the mean, one for each language."""
    figures = read_figures(directory)
    if figures.manifest != fingerprint(directory):
        raise ConfigurationError(f"{FIGURES} in {directory} was measured of another model.")
    sets = figures.sets
    found = {name: sets[name].macro_f1 for name in COMPARED if name in sets}
    if not found:
        return None
    best, worst = max(found, key=found.__getitem__), min(found, key=found.__getitem__)
    return LanguageGap(best, worst, round(found[best] - found[worst], 2))


def _rounded(shift: Shift) -> Shift:
    return Shift(round(shift.mean, _DIGITS), round(shift.worst, _DIGITS))
