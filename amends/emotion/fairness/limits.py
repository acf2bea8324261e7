"""Holds a model's fairness against what was recorded before, with a little room for rounding.

Networks of 8-bit numbers give slightly different scores on different processors, and a new training
moves every score a little. What grows by more than that has to be looked at, and then either mended
or recorded again (`amends emotion-fairness --record`), where everybody sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amends.emotion.fairness.counterfactuals import Swap
from amends.emotion.fairness.report import FairnessReport
from amends.emotion.fairness.shifts import TONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """By how much a figure may be above the recorded one.

    Attributes:
        mean: Of a mean shift, in one language.
        worst: Of a worst shift, in one language.
        tone: Of the share of pairs in two tones, over all languages; a language alone has so few
            pairs that one of them is a lot.
        gap: Of the gap between languages, in points of macro-F1.
    """

    mean: float = 0.01
    worst: float = 0.05
    tone: float = 0.03
    gap: float = 1.0


def grown(
    now: FairnessReport, recorded: FairnessReport, tolerance: Tolerance | None = None
) -> Iterator[str]:
    """Yield a sentence for each figure that is above what was recorded, plus the tolerance.

    A figure that was not recorded is not compared; a gap that is no longer known has grown.
    """
    allowed = tolerance or Tolerance()
    for language, swaps in now.shifts.items():
        for swap, measures in swaps.items():
            before = recorded.shifts.get(language, {}).get(swap, {})
            for measure in [name for name in measures if name in before and name != TONE]:
                for kind in ("mean", "worst"):
                    yield from _above(
                        f"{language}, {swap}: the {kind} shift of {measure}",
                        getattr(measures[measure], kind),
                        getattr(before[measure], kind),
                        getattr(allowed, kind),
                    )
    if now.shifts.keys() == recorded.shifts.keys():
        for swap in Swap:
            name = f"{swap}: the share of pairs in two tones"
            yield from _above(name, now.tone(swap), recorded.tone(swap), allowed.tone)
    if recorded.gap is not None:
        if now.gap is None:
            yield "The gap between languages is not known any more."
        else:
            name = "The gap between languages"
            yield from _above(name, now.gap.points, recorded.gap.points, allowed.gap)


def _above(name: str, now: float, before: float, room: float) -> Iterator[str]:
    if now > before + room:
        yield f"{name} is {now:.3g}, was {before:.3g} (at most {room:g} more is accepted)."
