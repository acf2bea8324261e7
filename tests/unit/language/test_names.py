"""Languages are called and directed as their speakers do."""

import pytest

from language import DEFAULT, SUPPORTED, direction, name_in, native_name, supported_or_default


def test_that_ten_languages_are_supported_and_english_is_the_default() -> None:
    assert SUPPORTED == ("en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja")
    assert DEFAULT == "en"


def test_that_every_language_has_its_native_name() -> None:
    assert [native_name(code) for code in SUPPORTED] == [
        "English", "español", "français", "Deutsch", "português",
        "italiano", "العربية", "हिन्दी", "中文", "日本語",
    ]  # fmt: skip


def test_that_only_arabic_among_them_is_written_right_to_left() -> None:
    assert [code for code in SUPPORTED if direction(code) == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("code", "expected"), [("fa", "rtl"), ("he", "rtl"), ("xx", "ltr"), ("", "ltr")]
)
def test_that_other_languages_have_a_direction_too(code: str, expected: str) -> None:
    assert direction(code) == expected


def test_that_a_language_can_be_named_in_another() -> None:
    assert name_in("nl", "es") == "neerlandés"
    assert name_in("xx", "es") == "xx"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-BR", "pt"), ("zh_Hans_CN", "zh"), ("EN", "en"), ("nl", "en"), (None, "en"), ("", "en")],
)
def test_that_a_tag_means_a_supported_language_or_the_default(tag: str | None, code: str) -> None:
    assert supported_or_default(tag) == code
