from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.emotion import shipping
from amends.emotion.cli import emotion_command, train_emotion_command
from amends.errors import ConfigurationError, Invalid
from tests.unit.emotion.encoder.small_encoder import write_knowing_encoder


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(write_knowing_encoder(tmp_path / "model"))


def run(*arguments: str, lines: str | None = None) -> Result:
    return CliRunner().invoke(emotion_command, arguments, input=lines, catch_exceptions=False)


def test_that_every_line_in_gives_a_json_line_out(model: str) -> None:
    result = run("--model", model, "--language", "en", lines="awful\n\nlovely\r\n")
    read = [json.loads(line) for line in result.stdout.splitlines()]

    assert [line["sentiment"] for line in read] == ["negative", "neutral", "positive"]
    assert set(read[0]) == {"language", "sentiment", "sentiment_scores", "emotions", "intensity"}
    assert read[0]["language"] == "en"
    assert read[0]["emotions"]["anger"]["present"] is True


@pytest.mark.parametrize("size", ["1", "2", "100"])
def test_that_the_batch_does_not_change_what_is_read(model: str, size: str) -> None:
    lines = "awful\nlovely\nfatal\n"
    expected = run("--model", model, "--language", "en", lines=lines).stdout

    assert (
        run("--model", model, "--language", "en", "--batch", size, lines=lines).stdout == expected
    )


def test_that_the_language_of_each_line_is_found(model: str) -> None:
    lines = "where is my parcel, please?\n¿dónde está mi paquete, por favor?\n"
    result = run("--model", model, lines=lines)

    assert [json.loads(line)["language"] for line in result.stdout.splitlines()] == ["en", "es"]


def test_that_a_file_is_read_with_a_progress_bar_beside_it(model: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("awful\nlovely\n", encoding="utf-8")
    result = run("--model", model, "--language", "en", str(file))

    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 2
    assert "2/2" in result.stderr


def test_that_no_line_is_lost_whatever_is_in_it(model: str, tmp_path: Path) -> None:
    lines = [
        codecs.BOM_UTF8 + b"awful",
        b"",
        b"\xff\xfe broken, but awful",
        b"nul\0inside, lovely",
        b"carriage\rreturn, form\x0cfeed and \xe2\x80\xa8 separator, awful",
        b"awful " + b"x" * 20_000,
        b"  ",
        b"lovely",
    ]
    file = tmp_path / "lines.txt"
    file.write_bytes(b"\n".join(lines))

    from_file = run("--model", model, "--language", "en", str(file)).stdout
    piped = (
        CliRunner()
        .invoke(emotion_command, ["--model", model, "--language", "en"], input=b"\n".join(lines))
        .stdout
    )

    read = [json.loads(line) for line in from_file.splitlines()]
    assert " ".join(line["sentiment"] for line in read) == (
        "negative neutral negative positive negative negative neutral positive"
    )
    assert piped == from_file


def test_that_an_empty_file_gives_nothing(model: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()

    assert run("--model", model, str(tmp_path / "empty.txt")).stdout == ""


@pytest.mark.parametrize("size", ["0", "-1", "many"])
def test_that_a_batch_of_nothing_is_refused(model: str, size: str) -> None:
    result = CliRunner().invoke(emotion_command, ["--model", model, "--batch", size], input="x")

    assert result.exit_code == 2
    assert "--batch" in result.stderr


def test_that_a_missing_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train-emotion"):
        run("--model", str(tmp_path), lines="x\n")


def test_that_a_language_that_is_not_spoken_is_a_clear_error(model: str) -> None:
    with pytest.raises(Invalid, match="tlh is none of the languages"):
        run("--model", model, "--language", "tlh", lines="x\n")


def test_that_training_without_data_is_a_clear_error(tmp_path: Path) -> None:
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path / "out")]

    with pytest.raises(ConfigurationError, match="There is no"):
        CliRunner().invoke(train_emotion_command, arguments, catch_exceptions=False)
    assert not (tmp_path / "out").exists()


def test_that_a_training_that_nobody_watches_tells_each_tenth_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pretend(*_: object, progress: Callable[[str, int, int], None], **__: object) -> float:
        for done in range(1, 1001):
            progress("Teacher", done, 1000)
        return 50.0

    monkeypatch.setattr(shipping, "train_and_ship", pretend)
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path / "out")]

    result = CliRunner().invoke(train_emotion_command, arguments, catch_exceptions=False)

    lines = [line for line in result.stderr.splitlines() if line]
    assert lines[-1] == "Teacher: 1000 of 1000"
    assert len(lines) == 11
    assert "Mean macro-F1 on the dev splits: 50.0" in result.stdout


@pytest.mark.parametrize("further", [False, True])
def test_that_a_model_is_trained_further_where_one_is_named(
    further: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[object] = []

    def pretend(*_: object, start: Path | None, **__: object) -> float:
        starts.append(start)
        return 50.0

    monkeypatch.setattr(shipping, "train_and_ship", pretend)
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path / "out")]
    named = ["--from", str(tmp_path)] if further else []

    CliRunner().invoke(train_emotion_command, [*arguments, *named], catch_exceptions=False)

    assert starts == [tmp_path if further else None]
