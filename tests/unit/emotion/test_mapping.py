from __future__ import annotations

import json
from pathlib import Path

import pytest

from amends.emotion.mapping import guess_labels, read_labels
from amends.emotion.model import EmotionName, Sentiment
from amends.errors import ConfigurationError


def test_that_well_known_names_need_no_file() -> None:
    labels = guess_labels(["Anger", "joy", "NEUTRAL"], several=True)
    emotion = labels.understand([0.9, 0.1, 0.05])

    assert emotion.present() == (EmotionName.ANGER,)
    assert emotion.sentiment is Sentiment.NEGATIVE
    assert emotion.intensity == 0.9


@pytest.mark.parametrize("name", ["LABEL_0", "label_12"])
def test_that_a_label_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="does not name its labels"):
        guess_labels([name], several=True)


def test_that_an_unknown_label_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match="schadenfreude"):
        guess_labels(["anger", "schadenfreude"], several=True)


def test_that_labels_with_one_meaning_add_up_where_only_one_can_hold() -> None:
    emotion = guess_labels(["anger", "annoyance", "neutral"], several=False).understand(
        [0.4, 0.3, 0.3]
    )

    assert emotion.score(EmotionName.ANGER) == pytest.approx(0.7)
    assert emotion.present() == (EmotionName.ANGER,)


def test_that_the_likelier_of_two_labels_with_one_meaning_counts_where_both_can_hold() -> None:
    emotion = guess_labels(["anger", "annoyance"], several=True).understand([0.4, 0.6])

    assert emotion.score(EmotionName.ANGER) == 0.6


@pytest.mark.parametrize(
    ("chances", "sentiment"),
    [
        ((0.95, 0.05), Sentiment.NEGATIVE),
        ((0.05, 0.95), Sentiment.POSITIVE),
        ((0.5, 0.5), Sentiment.NEUTRAL),
    ],
)
def test_that_a_model_undecided_between_two_sentiments_is_neutral(
    chances: tuple[float, float], sentiment: Sentiment
) -> None:
    emotion = guess_labels(["NEGATIVE", "POSITIVE"], several=False).understand(chances)

    assert emotion.sentiment is sentiment
    assert emotion.present() == ()
    assert emotion.intensity == pytest.approx(1 - emotion.sentiment_scores[Sentiment.NEUTRAL])


def test_that_sentiment_follows_from_emotions_where_the_model_says_none() -> None:
    labels = guess_labels(["sadness", "joy", "surprise"], several=False)

    scores = labels.understand([0.2, 0.5, 0.3]).sentiment_scores

    assert [scores[name] for name in Sentiment] == pytest.approx([0.2, 0.3, 0.5])


def test_that_nothing_likely_is_neutral() -> None:
    emotion = guess_labels(["positive", "negative", "neutral"], several=True).understand([0.0] * 3)

    assert emotion.sentiment is Sentiment.NEUTRAL


def write(tmp_path: Path, said: object) -> Path:
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(said))
    return path


def test_that_a_threshold_in_the_file_decides(tmp_path: Path) -> None:
    path = write(tmp_path, {"a": {"emotion": "joy", "threshold": 0.2}, "b": {"emotion": "fear"}})
    labels = read_labels(path, ["a", "b", "unused"], several=True)

    assert labels.understand([0.2, 0.1, 0.9]).present() == (EmotionName.JOY,)
    assert labels.understand([0.19, 0.1, 0.9]).present() == ()
    assert labels.understand([0.1, 0.6, 0.9]).present() == (EmotionName.FEAR,)


def test_that_a_label_below_its_own_threshold_is_not_helped_by_another_one(tmp_path: Path) -> None:
    path = write(tmp_path, {"a": {"emotion": "joy", "threshold": 0.9}, "b": {"emotion": "joy"}})
    labels = read_labels(path, ["a", "b"], several=True)

    assert labels.understand([0.8, 0.1]).present() == ()
    assert labels.understand([0.1, 0.6]).present() == (EmotionName.JOY,)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, "has to name labels"),
        ([], "wrong at file"),
        ({"a": {}}, "either an emotion or a sentiment"),
        ({"a": {"emotion": "joy", "sentiment": "positive"}}, "either an emotion or a sentiment"),
        ({"a": {"emotion": "envy"}}, r"a\.emotion"),
        ({"a": {"emotion": "joy", "threshold": 1.5}}, r"a\.threshold"),
        ({"a": {"sentiment": "neutral", "threshold": 0.5}}, "no threshold"),
        ({"a": {"emotion": "joy", "colour": "red"}}, r"a\.colour"),
        ({"z": {"emotion": "joy"}}, "it has no z"),
    ],
)
def test_that_what_is_wrong_in_the_file_is_said(tmp_path: Path, said: object, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_labels(write(tmp_path, said), ["a", "b"], several=True)


def test_that_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"labels\.json cannot be read"):
        read_labels(tmp_path / "labels.json", ["a"], several=True)
