"""A chat in the terminal, over the same wire that the website's chat uses."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.markup import escape

from amends.errors import AmendsError, Unavailable

_AUTHORS = {"assistant": "cyan", "agent": "green", "system": "yellow", "customer": "white"}
_RECONNECT_S = 1.0
_LONGEST_ANSWER_S = 5.0


@dataclass
class _Shown:
    """What stands on the screen: how far, and which choices are open."""

    seq: int = 0
    choices: list[dict[str, str]] = field(default_factory=list)


class TerminalChat:
    """One chat as a customer.

    Args:
        url: Where the gateway is.
        customer_id: A demo customer to be; None for a guest.
        locale: The language to begin in, such as ``es``.
    """

    def __init__(
        self, *, url: str, customer_id: str | None, locale: str | None, console: Console
    ) -> None:
        self._console = console
        self._customer_id = customer_id
        self._locale = locale
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self._shown = _Shown()
        self._ended = threading.Event()
        self._answered = threading.Condition()
        self._headers: dict[str, str] = {}
        self._reader = threading.Thread(target=self._follow, daemon=True)
        self._line: socket.socket | None = None

    def __enter__(self) -> TerminalChat:
        """Begin the chat and show what is said.

        Raises:
            Unavailable: Nothing answers at the gateway's address.
            AmendsError: The gateway refuses, such as a customer it does not know.
        """
        try:
            self._headers = {"Authorization": f"Bearer {self._open()}"}
        except AmendsError:
            self._http.close()
            raise
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._line is not None:
            with contextlib.suppress(OSError):  # the gateway was faster
                self._line.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._http.close()

    def run(self, lines: Iterable[str], *, patient: bool = False) -> None:
        """Send each line that is typed, until the last one is answered.

        Args:
            lines: What is typed.
            patient: Whether each line waits for the answer to the one before, for lines that come
                from a file and not from somebody who reads.
        """
        sent = 0
        if patient:
            self._wait_for_answer(after=0)
        for line in lines:
            if line.strip():
                sent = self._send(line.strip()) or sent
                if patient:
                    self._wait_for_answer(after=sent)
        if sent:
            self._wait_for_answer(after=sent)

    def _wait_for_answer(self, *, after: int) -> None:
        with self._answered:
            self._answered.wait_for(lambda: self._shown.seq > after, _LONGEST_ANSWER_S)

    def _open(self) -> str:
        wanted: dict[str, Any] = {} if self._locale is None else {"locale": self._locale}
        if self._customer_id is not None:
            identity = self._call("GET", f"/demo/identity/{self._customer_id}")
            identity.pop("name", None)
            wanted["identity"] = identity
        return str(self._call("POST", "/chat/sessions", wanted)["token"])

    def _send(self, line: str) -> int | None:
        """Send a line, or the choice it numbers; return its number in the conversation."""
        message: dict[str, str] = {"id": uuid4().hex}
        position = int(line) - 1 if line.isdecimal() else -1
        if 0 <= position < len(self._shown.choices):
            message["choice"] = self._shown.choices[position]["id"]
            self._shown.choices = []
        else:
            message["text"] = line
        try:
            return int(self._call("POST", "/chat/messages", message)["seq"])
        except AmendsError as error:
            self._console.print(f"[red]{escape(error.message)}[/]")
            return None

    def _follow(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(httpx.TransportError):
                for message in self._messages():
                    self._show(message)
            self._ended.wait(_RECONNECT_S)

    def _messages(self) -> Iterator[dict[str, Any]]:
        query = {"after": str(self._shown.seq)}
        with self._http.stream(
            "GET", "/chat/events", params=query, headers=self._headers, timeout=None
        ) as response:
            if response.is_error:
                return
            self._line = response.extensions["network_stream"].get_extra_info("socket")
            name = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name == "message":
                    yield json.loads(line.removeprefix("data: "))

    def _show(self, message: dict[str, Any]) -> None:
        author = message["author"]
        if author != "customer":
            self._print(message)
        with self._answered:
            self._shown.seq = message["seq"]
            self._answered.notify_all()

    def _print(self, message: dict[str, Any]) -> None:
        author = message["author"]
        name = message.get("agent", {}).get("name", author)
        colour = _AUTHORS.get(author, "white")
        self._console.print(f"[{colour}]{escape(name)}:[/] {escape(message['text'])}")
        if message["choices"]:
            self._shown.choices = message["choices"]
            for number, choice in enumerate(message["choices"], start=1):
                self._console.print(f"  [dim]{number}[/] {escape(choice['label'])}")

    def _call(self, method: str, path: str, content: object = None) -> dict[str, Any]:
        try:
            response = self._http.request(method, path, json=content, headers=self._headers)
            answer: dict[str, Any] = response.json()
        except (httpx.TransportError, ValueError) as error:
            raise Unavailable(
                f"Nothing answers at {self._http.base_url}: start it with `make run`"
            ) from error
        if response.is_error:
            problem = answer.get("error", {})
            raise AmendsError(
                problem.get("message", "The request failed"), code=problem.get("code")
            )
        return answer
