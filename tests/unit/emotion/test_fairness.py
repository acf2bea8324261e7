"""That equal messages are read alike, or at least no less alike than was recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from amends.emotion.corpus import LANGUAGES
from amends.emotion.evaluation import Figures
from amends.emotion.fairness.cli import emotion_fairness_command
from amends.emotion.fairness.counterfactuals import Counterfactual, Swap, read_counterfactuals
from amends.emotion.fairness.limits import Tolerance, grown
from amends.emotion.fairness.page import write_page
from amends.emotion.fairness.report import (
    FairnessReport,
    LanguageGap,
    read_report,
    report_on,
    write_report,
)
from amends.emotion.fairness.shifts import MEASURES, Shift, measure_shifts
from amends.emotion.figures import write_figures
from amends.emotion.loading import load_model
from amends.emotion.model import Emotion, EmotionName
from amends.emotion.support_data import read_support
from amends.errors import ConfigurationError, Invalid
from amends.settings import PROJECT
from tests.unit.emotion.encoder.small_encoder import write_encoder
from tests.unit.emotion.feelings import ANGRY, CALM, feeling

SHIPPED = PROJECT / "models" / "emotion"
EVEN = Shift(0.1, 0.2)


class Prejudiced:
    """Finds one name worse than the others."""

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        return [ANGRY if "Jamal" in text else CALM for text in texts]


def report(shift: Shift = EVEN, *, gap: float | None = 30.0) -> FairnessReport:
    return FairnessReport(
        shifts={"en": {swap: dict.fromkeys(MEASURES, shift) for swap in Swap}},
        gap=None if gap is None else LanguageGap("hin", "ptbr", gap),
    )


def test_that_the_shipped_model_is_no_less_fair_than_was_recorded() -> None:
    now = report_on(load_model(SHIPPED), LANGUAGES, directory=SHIPPED)

    assert list(grown(now, read_report(SHIPPED))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_language_swaps_names_genders_places_and_spellings(language: str) -> None:
    found = read_counterfactuals(language)

    for swap in Swap:
        messages = [one for one in found if one.swap is swap]
        assert len(messages) >= 6
        for message in messages:
            assert len({*message.texts}) == len(message.texts) >= 2
            assert not any(mark in text for text in message.texts for mark in "{}|")


def test_that_no_swapped_message_was_trained_on() -> None:
    trained = {example.text for language in LANGUAGES for example in read_support(language)}
    measured = {
        text
        for language in LANGUAGES
        for one in read_counterfactuals(language)
        for text in one.texts
    }

    assert not trained & measured


def test_that_a_name_that_changes_the_score_is_seen() -> None:
    texts = ("Jamal here", "Emily here", "Wei here")
    shifts = measure_shifts(Prejudiced(), [Counterfactual("en", Swap.NAMES, texts)])
    measured = shifts["en", Swap.NAMES]

    assert measured["anger"].worst == pytest.approx(0.75)
    assert measured["anger"].mean == pytest.approx(0.5)
    assert measured["sentiment"].worst == pytest.approx(0.91)
    assert measured["fear"] == Shift(0.0, 0.0)
    assert measured["tone"].mean == pytest.approx(2 / 3)
    assert measured["frustration"].worst > 0.2


def test_that_equal_readings_are_perfectly_fair() -> None:
    class Even:
        def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
            return [feeling(EmotionName.FEAR) for _ in texts]

    for measured in measure_shifts(Even(), read_counterfactuals("hi")).values():
        assert set(measured.values()) == {Shift(0.0, 0.0)}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (report(replace(EVEN, mean=0.12)), "the mean shift of anger is 0.12, was 0.1"),
        (report(replace(EVEN, worst=0.3)), "the worst shift of joy"),
        (report(replace(EVEN, mean=0.14)), "names: the share of pairs in two tones"),
        (report(gap=31.5), "The gap between languages is 31.5"),
        (report(gap=None), "not known any more"),
    ],
)
def test_that_what_has_grown_is_named(now: FairnessReport, said: str) -> None:
    assert any(said in sentence for sentence in grown(now, report()))


def test_that_what_grew_within_the_tolerance_or_shrank_is_accepted() -> None:
    assert not list(grown(report(Shift(0.105, 0.24), gap=30.9), report()))
    assert not list(grown(report(Shift(0.0, 0.0), gap=3.0), report()))
    assert list(grown(report(Shift(0.105, 0.24)), report(), Tolerance(mean=0.0)))


def test_that_a_report_survives_its_file(tmp_path: Path) -> None:
    write_report(tmp_path, report())

    assert read_report(tmp_path) == report()


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"format": "other"}'])
def test_that_a_broken_record_is_a_clear_error(tmp_path: Path, broken: str) -> None:
    (tmp_path / "fairness.json").write_text(broken, encoding="utf-8")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_report(tmp_path)


def figures(macro_f1: float) -> Figures:
    return Figures(texts=9, emotions={EmotionName.JOY: macro_f1}, sentiment=None, intensity=None)


def test_that_the_gap_is_that_of_the_best_and_the_worst_language(tmp_path: Path) -> None:
    write_encoder(tmp_path)
    sets = {"eng": figures(60.0), "hin": figures(70.0), "ptbr": figures(40.0), "ary": figures(9.0)}
    languages = {"eng": "en", "hin": "hi", "ptbr": "pt", "ary": "ar"}
    write_figures(tmp_path, sets, languages=languages)

    measured = report_on(load_model(tmp_path), ["en"], directory=tmp_path)
    write_page(tmp_path, measured)

    assert "worst is 30.0 points" in (tmp_path / "fairness.md").read_text(encoding="utf-8")
    assert measured.gap == LanguageGap("hin", "ptbr", 30.0)
    assert report_on(load_model(tmp_path), ["en"]).gap is None


def test_that_figures_of_another_model_are_refused(tmp_path: Path) -> None:
    write_encoder(tmp_path)
    write_figures(tmp_path, {"eng": figures(60.0)}, languages={"eng": "en"})
    model = load_model(tmp_path)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="another model"):
        report_on(model, ["en"], directory=tmp_path)


def test_that_the_command_records_prints_and_checks(tmp_path: Path) -> None:
    write_encoder(tmp_path)
    options = ["--model", str(tmp_path)]

    def run(*more: str, fine: bool = True) -> str:
        done = CliRunner().invoke(emotion_fairness_command, [*options, *more])
        assert (done.exit_code == 0) is fine
        return done.output

    run("--record")
    assert "| all | names |" in (tmp_path / "fairness.md").read_text(encoding="utf-8")
    written = json.loads((tmp_path / "fairness.json").read_text(encoding="utf-8"))
    assert json.loads(run("--json")) == written
    assert "dialects" in run("--check", "--language", "ja")
    for swaps in written["shifts"].values():
        swaps["names"]["anger"]["mean"] = -1.0
    (tmp_path / "fairness.json").write_text(json.dumps(written), encoding="utf-8")
    assert "ja, names: the mean shift of anger is" in run("--check", fine=False)


def test_that_one_language_alone_is_not_recorded(tmp_path: Path) -> None:
    arguments = ["--model", str(tmp_path), "--record", "--language", "en"]

    with pytest.raises(Invalid, match="All languages"):
        CliRunner().invoke(emotion_fairness_command, arguments, catch_exceptions=False)
