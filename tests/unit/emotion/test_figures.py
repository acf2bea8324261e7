from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.emotion.evaluation import Figures
from amends.emotion.figures import FIGURES, fingerprint, read_figures, write_figures
from amends.emotion.model import EmotionName
from amends.errors import ConfigurationError
from amends.settings import PROJECT

SHIPPED = PROJECT / "models" / "emotion"
MEASURED = Figures(
    texts=7,
    emotions={EmotionName.ANGER: 41.25, EmotionName.JOY: 60.0},
    sentiment=None,
    intensity=0.125,
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    write_figures(tmp_path, {"esp": MEASURED}, languages={"esp": "es"})
    return tmp_path


def test_that_what_was_measured_is_read_again(directory: Path) -> None:
    recorded = read_figures(directory)

    assert recorded.sets == {"esp": MEASURED}
    assert recorded.languages == {"esp": "es"}
    assert recorded.manifest == fingerprint(directory)


def test_that_programs_find_plain_names_and_numbers(directory: Path) -> None:
    assert json.loads((directory / FIGURES).read_text(encoding="utf-8"))["sets"]["esp"] == {
        "language": "es",
        "texts": 7,
        "macro_f1": 50.62,
        "emotions": {"anger": 41.25, "joy": 60.0},
        "sentiment": None,
        "intensity": 0.125,
    }


def test_that_figures_that_were_never_measured_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train-emotion"):
        read_figures(tmp_path)


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"format": "other", "sets": {}}'])
def test_that_broken_figures_are_a_clear_error(directory: Path, broken: str) -> None:
    (directory / FIGURES).write_text(broken, encoding="utf-8")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_figures(directory)


def test_that_the_shipped_figures_were_measured_of_the_shipped_model() -> None:
    recorded = read_figures(SHIPPED)

    assert recorded.manifest == fingerprint(SHIPPED)
    assert {"eng", "esp", "deu", "hin", "ptbr", "chn", "arq"} <= set(recorded.sets)
