from __future__ import annotations

from pathlib import Path

import pytest

from amends.emotion.corpus import read_corpora
from amends.emotion.datasets import (
    Example,
    Source,
    Split,
    read_brighter,
    read_goemotions,
    read_xed,
)
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.support_data import LANGUAGES, read_support
from amends.errors import ConfigurationError
from language import SUPPORTED

PROJECTIONS = ("es", "fr", "de", "it", "pt", "br", "ar", "ja", "cn", "zh", "tw")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def names(example: Example) -> set[str]:
    return {name.value for name, there in zip(EmotionName, example.emotions, strict=True) if there}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    header = "id,text,anger,disgust,fear,joy,sadness,surprise\n"
    write(
        tmp_path / "brighter/track_a/train/deu.csv",
        header
        + "1,wie gemein,1,0,0,0,0,0\n"
        + '2,"schön, wirklich",0,0,0,1,0,0\n'
        + "3,um acht Uhr,0,0,0,0,0,0\n"
        + "4,lachen und weinen,0,0,0,1,1,0\n"
        + "5,ach was,0,0,0,0,0,1\n",
    )
    write(
        tmp_path / "brighter/track_b/train/deu.csv",
        header + "1,wie gemein,2,1,0,0,0,0\n3,um acht Uhr,0,0,0,0,0,0\n",
    )
    write(
        tmp_path / "brighter/track_a/train/eng.csv",
        "id,text,anger,fear,joy,sadness,surprise\n1,boo,0,1,0,0,0\n",
    )
    write(
        tmp_path / "brighter/track_a/train/esp.csv",
        header + "1,uf,1,0,0,0,0,0\n2,bien,0,0,0,1,0,0\n",
    )
    write(tmp_path / "xed/AnnotatedData/en-annotated.tsv", "get out\t1, 3\nwho is it\t2\nok\t\n")
    write(tmp_path / "xed/AnnotatedData/neu_en.txt", "9\tat noon\n")
    for name in PROJECTIONS:
        write(tmp_path / f"xed/Projections/{name}-projections.tsv", f"text {name}\t5, 8\n")
    for kind, labels in {
        "ekman": "anger\ndisgust\nfear\njoy\nneutral\nsadness\nsurprise",
        "group": "ambiguous\nnegative\nneutral\npositive",
    }.items():
        write(tmp_path / f"goemotions/{kind}/labels.txt", labels)
    write(
        tmp_path / "goemotions/ekman/train.tsv",
        "so good\t3\ta1\nno idea\t6\ta2\nmeh\t4\ta3\nugh\t0,5\ta4\n",
    )
    write(
        tmp_path / "goemotions/group/train.tsv",
        "so good\t3\ta1\nno idea\t0\ta2\nmeh\t2\ta3\nugh\t1\ta4\n",
    )
    return tmp_path


def test_that_brighter_gives_emotions_sentiment_and_intensity(root: Path) -> None:
    examples = list(read_brighter(root, Split.TRAIN, "deu"))

    assert [names(example) for example in examples] == [
        {"anger"},
        {"joy"},
        set(),
        {"joy", "sadness"},
        {"surprise"},
    ]
    assert [example.sentiment for example in examples] == [
        Sentiment.NEGATIVE,
        Sentiment.POSITIVE,
        Sentiment.NEUTRAL,
        None,
        None,
    ]
    assert [example.intensity for example in examples] == [
        pytest.approx(2 / 3),
        None,
        0.0,
        None,
        None,
    ]
    assert examples[1].text == "schön, wirklich"
    assert {example.language for example in examples} == {"de"}


def test_that_an_emotion_without_a_column_is_unknown_rather_than_absent(root: Path) -> None:
    example = next(read_brighter(root, Split.TRAIN, "eng"))

    assert example.emotions[list(EmotionName).index(EmotionName.DISGUST)] is None
    assert names(example) == {"fear"}


def test_that_xed_gives_its_languages_with_neutral_lines(root: Path) -> None:
    examples = list(read_xed(root))
    english = [example for example in examples if example.language == "en"]

    assert [(example.text, names(example), example.sentiment) for example in english] == [
        ("get out", {"anger", "disgust"}, Sentiment.NEGATIVE),
        ("who is it", set(), Sentiment.NEUTRAL),
        ("at noon", set(), Sentiment.NEUTRAL),
    ]
    assert {example.language for example in examples} == set(LANGUAGES) - {"hi"}
    assert all(
        example.sentiment is Sentiment.POSITIVE for example in examples if example.language != "en"
    )


def test_that_goemotions_gives_its_own_groups_unless_ambiguous(root: Path) -> None:
    examples = list(read_goemotions(root, Split.TRAIN))

    assert [(names(example), example.sentiment) for example in examples] == [
        ({"joy"}, Sentiment.POSITIVE),
        ({"surprise"}, None),
        (set(), Sentiment.NEUTRAL),
        ({"anger", "sadness"}, Sentiment.NEGATIVE),
    ]


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"eng\.csv"):
        list(read_brighter(tmp_path, Split.DEV, "eng"))


def test_that_there_are_support_messages_in_every_language() -> None:
    assert set(LANGUAGES) == set(SUPPORTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_support_messages_show_every_feeling_and_none(language: str) -> None:
    examples = list(read_support(language))

    assert set.union(*(names(example) for example in examples)) == {*EmotionName}
    assert sum(example.sentiment is Sentiment.NEUTRAL for example in examples) >= 30
    assert len({example.text for example in examples}) == len(examples)
    assert {example.source for example in examples} == {Source.SUPPORT}
    for example in examples:
        assert (example.intensity == 0.0) == (not names(example))


def test_that_training_without_the_data_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no eng\.csv"):
        read_corpora(tmp_path)
