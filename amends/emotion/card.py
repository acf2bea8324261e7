"""Writes the model card that ships beside the weights, with the figures of this very training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from amends.emotion.corpus import Corpus
from amends.emotion.encoder.options import EncoderOptions
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.evaluation import Figures
from amends.emotion.model import EmotionName

_TEMPLATE = Path(__file__).with_name("card.md")
_NAMES = {
    "eng": "English",
    "esp": "Spanish",
    "deu": "German",
    "hin": "Hindi",
    "ptbr": "Portuguese (Brazil)",
    "chn": "Chinese",
    "arq": "Arabic (Algeria)",
    "ary": "Arabic (Morocco)",
    "goemotions": "English comments (GoEmotions)",
}
_FURTHER = """
**Then it was trained further**, on the support messages that there were later. It learned them from
their labels, other main texts also from what it had said itself (Li, Hoiem 2016, "Learning without
Forgetting", arXiv 1606.09282). It is the mean of {ways} such trainings; {spliced} of them also saw
texts made of two others.
"""
COMPARED = ("eng", "esp", "deu", "hin", "ptbr", "chn", "arq")
"""The BRIGHTER sets over which the mean is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the card reports.

    Attributes:
        figures: Of each dev set.
        corpora: What each language was trained on.
        options: How the encoder was trained.
        shape: Its sizes.
        pieces: Size of its vocabulary.
        further: Whether an earlier model was trained further.
        megabytes: Size of the model's files.
    """

    figures: Mapping[str, Figures]
    corpora: Mapping[str, Corpus]
    options: EncoderOptions
    shape: EncoderShape
    pieces: int
    further: bool
    megabytes: float


def mean_macro_f1(figures: Mapping[str, Figures]) -> float:
    """Return the mean macro-F1 (0..100) over the compared sets that were measured."""
    found = [figures[name].macro_f1 for name in COMPARED if name in figures]
    return sum(found) / len(found)


def render_card(facts: CardFacts) -> str:
    """Return the card in Markdown."""
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        megabytes=f"{facts.megabytes:.1f}",
        mean=f"{mean_macro_f1(facts.figures):.1f}",
        figures="\n".join(_figure_rows(facts.figures)),
        corpora="\n".join(_corpus_rows(facts)),
        layers=facts.shape.layers,
        pieces=f"{facts.pieces:,}",
        heads=facts.shape.heads,
        inner=facts.shape.inner,
        splices=f"{facts.options.splices:,}",
        framed=facts.options.polish.framed,
        teachers=facts.options.teachers,
        teacher_layers=len(facts.options.teacher.layers),
        tokens=facts.shape.longest,
        lines=f"{facts.options.auxiliary.lines:,}",
        comments=f"{facts.options.auxiliary.comments:,}",
        further=_further(facts.options) if facts.further else "",
        seed=facts.options.seed,
    )


def _further(options: EncoderOptions) -> str:
    spliced = sum(course.auxiliary_rounds > 0 for course in options.further)
    return _FURTHER.format(ways=len(options.further), spliced=spliced)


def _figure_rows(figures: Mapping[str, Figures]) -> list[str]:
    return [
        _row(
            _NAMES[name],
            name,
            str(measured.texts),
            f"**{measured.macro_f1:.1f}**",
            *(_number(measured.emotions.get(emotion)) for emotion in EmotionName),
            _number(measured.sentiment),
            _number(measured.intensity, digits=2),
        )
        for name, measured in figures.items()
    ]


def _corpus_rows(facts: CardFacts) -> list[str]:
    return [
        _row(
            language,
            f"{len(corpus.main):,}",
            ", ".join(sorted({str(example.subset) for example in corpus.main})),
            f"{len(corpus.auxiliary):,}",
        )
        for language, corpus in facts.corpora.items()
    ]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None, *, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
