"""The chat in a terminal, against the real gateway."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator

import pytest
from rich.console import Console

from amends.errors import AmendsError, Unavailable
from amends.terminal import TerminalChat
from tests.integration.channels.running import Running


class Screen:
    """What the terminal shows; a test can wait for a text."""

    def __init__(self) -> None:
        self._written = io.StringIO()
        self._changed = threading.Condition()
        self.console = Console(file=self, width=200, color_system=None)

    def write(self, text: str) -> int:
        with self._changed:
            written = self._written.write(text)
            self._changed.notify_all()
        return written

    def flush(self) -> None:
        """Everything is shown at once."""

    @property
    def text(self) -> str:
        return self._written.getvalue()

    def wait_for(self, text: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: text in self.text, 20), self.text


@pytest.fixture
def screen() -> Screen:
    return Screen()


def chat(gateway: Running, screen: Screen, lines: Iterable[str], *, patient: bool = True) -> None:
    with TerminalChat(
        url=gateway.url, customer_id=None, locale="en", console=screen.console
    ) as session:
        session.run(lines, patient=patient)


def test_that_what_is_typed_is_answered_on_the_screen(gateway: Running, screen: Screen) -> None:
    chat(gateway, screen, ["where is my parcel", "", "  "])
    assert "assistant: echo where is my parcel" in screen.text


def test_that_a_number_makes_the_choice_that_stands_behind_it(
    gateway: Running, screen: Screen
) -> None:
    def typed() -> Iterator[str]:
        screen.wait_for("echo EXTERNAL_session_started")
        screen.wait_for("2 No")
        yield "2"

    chat(gateway, screen, typed(), patient=False)
    assert "assistant: echo deny" in screen.text


def test_that_a_number_that_is_no_choice_is_a_message(gateway: Running, screen: Screen) -> None:
    chat(gateway, screen, ["7"])
    assert "assistant: echo 7" in screen.text


def test_that_what_is_said_cannot_paint_the_screen(gateway: Running, screen: Screen) -> None:
    chat(gateway, screen, ["[bold red]watch this[/]"])
    assert "echo [bold red]watch this[/]" in screen.text


def test_that_a_message_that_is_refused_says_why_and_the_chat_goes_on(
    gateway: Running, screen: Screen
) -> None:
    chat(gateway, screen, ["x" * 4_001, "and now a short one"])
    assert "longer than 4000 characters" in screen.text
    assert "echo and now a short one" in screen.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.0.0.1:1/nothing"])
def test_that_a_gateway_that_is_not_there_is_a_clear_error(screen: Screen, url: str) -> None:
    session = TerminalChat(url=url, customer_id=None, locale=None, console=screen.console)
    with pytest.raises(Unavailable, match="make run"), session:
        pass


def test_that_a_customer_nobody_knows_is_a_clear_error(gateway: Running, screen: Screen) -> None:
    session = TerminalChat(url=gateway.url, customer_id="C9", locale=None, console=screen.console)
    with pytest.raises(AmendsError) as refused, session:
        pass
    assert refused.value.code == "not_found"
