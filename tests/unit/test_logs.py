"""That logs tell what happened, in one line with fields, and never what a person wrote."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from pydantic import TypeAdapter
from sqlalchemy import create_engine, text

from amends.errors import Unavailable
from amends.logs import Fields, configure_logging

PRIVATE = "ada@example.com"


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def formatted(record: logging.LogRecord) -> str:
    return Fields("%(levelname)s %(name)s: %(message)s").format(record)


def record_of(error: BaseException | None = None, **fields: object) -> logging.LogRecord:
    info = None if error is None else (type(error), error, error.__traceback__)
    record = logging.LogRecord("amends.test", logging.ERROR, __file__, 1, "it failed", (), info)
    vars(record).update(fields)
    return record


def failing_insert() -> None:
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text("SELECT :mail FROM nowhere"), {"mail": PRIVATE})


def failing_parse() -> None:
    TypeAdapter(int).validate_python(PRIVATE)


def failing_with_a_cause() -> None:
    try:
        raise sqlite3.IntegrityError(f"duplicate key {PRIVATE}")
    except sqlite3.IntegrityError as error:
        raise RuntimeError(PRIVATE) from error


def test_that_fields_stand_behind_the_message() -> None:
    line = formatted(record_of(conversation="cnv_1", seq=3))
    assert line == "ERROR amends.test: it failed conversation=cnv_1 seq=3"


def test_that_a_field_cannot_begin_a_line_of_its_own() -> None:
    line = formatted(record_of(path="/a\nERROR amends: all is lost\x1b[2J"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize("fail", [failing_insert, failing_parse, failing_with_a_cause])
def test_that_an_error_tells_where_and_of_what_kind_but_not_what_somebody_wrote(
    fail: Callable[[], None],
) -> None:
    with pytest.raises(Exception) as failed:  # noqa: PT011  # whatever it is, it is logged alike
        fail()
    told = formatted(record_of(failed.value, conversation="cnv_1"))
    assert PRIVATE not in told
    assert fail.__name__ in told
    assert type(failed.value).__qualname__ in told
    assert told.splitlines()[0].endswith("conversation=cnv_1")


def test_that_a_cause_is_told_too() -> None:
    with pytest.raises(RuntimeError) as failed:
        failing_with_a_cause()
    assert "sqlite3.IntegrityError" in formatted(record_of(failed.value))


def test_that_our_own_errors_say_what_they_say_to_everybody() -> None:
    told = formatted(record_of(Unavailable("The engine does not answer")))
    assert told.endswith("amends.errors.Unavailable: The engine does not answer")


def test_that_addresses_of_requests_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    for noisy in ("httpx", "sanic.access"):
        logging.getLogger(noisy).info("GET /chat/events?token=secret")
    logging.getLogger("amends").info("a turn was taken")
    printed = capsys.readouterr().err
    assert "secret" not in printed
    assert "a turn was taken" in printed
