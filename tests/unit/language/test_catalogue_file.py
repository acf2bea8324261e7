"""A mistake in a wording file is told with its file and line."""

from pathlib import Path

import pytest

from language import Catalogue, WordingError
from language.catalogue_file import read_wording_file


def load(root: Path, **files: str) -> Catalogue:
    folder = root / "data" / "wording"
    folder.mkdir(parents=True)
    for language, text in files.items():
        (folder / f"{language}.yml").write_text(text, encoding="utf-8")
    return Catalogue.load(root)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a list", "x.yml:1: a wording file maps keys to texts"),
        ("", "x.yml:1: a wording file maps keys to texts"),
        ("say_a: b\nhello: c", "x.yml:2: hello has to begin with one of utter_, say_"),
        ("say_a: b\n\nsay_a: c", "x.yml:3: say_a occurs twice"),
        ("say_a:", "x.yml:1: say_a is empty"),
        ("say_a: [b, c]", "x.yml:1: say_a has to be a text, tones or plurals"),
        ("say_a:\n  warm: Hi", "x.yml:2: say_a has no neutral wording"),
        ("say_a:\n  neutral: Hi\n  angry: No", "x.yml:2: say_a has an unknown tone: angry"),
        ("say_a: Hi {name", "x.yml:1: say_a: a single {; write {{ for a brace"),
        ("say_a: Hi name}", "x.yml:1: say_a: a single }; write }} for a brace"),
        ('say_a: "{Name}"', "x.yml:1: say_a: {Name} is not a placeholder"),
        ('say_a: "{name:colour}"', "x.yml:1: say_a: {name:colour} is of an unknown kind"),
        (
            "say_a:\n  neutral: Hi {name}\n  warm: Hi",
            "x.yml:2: say_a needs other values when warm than when neutral",
        ),
        ("say_a: {plural: n, other: b}", "x.yml:1: say_a is missing the plural one"),
        ("say_a: {plural: n, one: a}", "x.yml:1: say_a is missing the plural other"),
        (
            "say_a: {plural: n, one: a, few: b, other: c}",
            "x.yml:1: say_a has a plural that the language lacks: few",
        ),
        ("say_a: {plural: [n], one: a, other: b}", "x.yml:1: say_a has to say what it counts"),
        (
            'say_a: {plural: n, one: "{name}", other: b}',
            "x.yml:1: say_a needs other values in the plural one than in other",
        ),
        ('say_a: b\nsay_b: "open', "x.yml:2: not valid YAML"),
        ("say_a: !!python/object:os.system ls", "x.yml"),
    ],
)
def test_that_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")
    if message == "x.yml":
        entries = read_wording_file(path, shown_as="x.yml", language="en")
        assert entries["say_a"].place == "x.yml:1", "a tag is ignored, its text is only text"
        return
    with pytest.raises(WordingError) as caught:
        read_wording_file(path, shown_as="x.yml", language="en")
    assert str(caught.value).startswith(message)


def test_that_a_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes("say_a: señal".encode("latin-1"))
    with pytest.raises(WordingError, match=r"x\.yml: not valid YAML in UTF-8"):
        read_wording_file(path, shown_as="x.yml", language="es")


def test_that_a_missing_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"^data/wording/es\.yml: missing say_b$"):
        load(tmp_path, en="say_a: a\nsay_b: b", es="say_a: a")


def test_that_a_key_unknown_in_english_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"^data/wording/es\.yml:2: say_c is not among"):
        load(tmp_path, en="say_a: a", es="say_a: a\nsay_c: c")


def test_that_a_missing_placeholder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        WordingError,
        match=r"^data/wording/es\.yml:2: say_b is missing placeholder \{amount:money\}$",
    ):
        load(tmp_path, en='say_a: a\nsay_b: "{amount:money}"', es="say_a: a\nsay_b: b")


def test_that_an_extra_placeholder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        WordingError, match=r"^data/wording/es\.yml:1: say_a has an extra placeholder \{name\}$"
    ):
        load(tmp_path, en="say_a: a", es="say_a: a {name}")


def test_that_a_language_without_plurals_may_say_the_count_plainly(tmp_path: Path) -> None:
    catalogue = load(
        tmp_path,
        en='say_a: {plural: n, one: one day, other: "{n:number} days"}',
        ja='say_a: "{n:number}日"',
    )
    assert catalogue.render("say_a", language="ja", values={"n": 3}) == "3日"


def test_that_arabic_needs_its_six_plurals(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match="is missing the plural few, many, two, zero"):
        load(
            tmp_path,
            en='say_a: {plural: n, one: one day, other: "{n:number} days"}',
            ar='say_a: {plural: n, one: يوم, other: "{n:number} يوم"}',
        )


def test_that_a_project_without_english_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"data/wording/en\.yml: the file is missing"):
        load(tmp_path, es="say_a: a")


def test_that_only_languages_with_a_file_are_listed(tmp_path: Path) -> None:
    assert load(tmp_path, en="say_a: a", es="say_a: a").languages == ("en", "es")
