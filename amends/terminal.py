"""A chat in the terminal, over the same wire that the website's chat uses."""

from __future__ import annotations

import json
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
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self._shown = _Shown()
        self._ended = threading.Event()
        self._headers: dict[str, str] = {}
        self._headers = {"Authorization": f"Bearer {self._open(customer_id, locale)}"}

    def run(self, lines: Iterable[str]) -> None:
        """Send each line that is typed, and show what is said, until the lines end."""
        reader = threading.Thread(target=self._follow, daemon=True)
        reader.start()
        for line in lines:
            if line.strip():
                self._send(line.strip())
        self._ended.set()

    def _open(self, customer_id: str | None, locale: str | None) -> str:
        wanted: dict[str, Any] = {} if locale is None else {"locale": locale}
        if customer_id is not None:
            identity = self._call("GET", f"/demo/identity/{customer_id}")
            identity.pop("name", None)
            wanted["identity"] = identity
        return str(self._call("POST", "/chat/sessions", wanted)["token"])

    def _send(self, line: str) -> None:
        message: dict[str, str] = {"id": uuid4().hex}
        position = int(line) - 1 if line.isdecimal() else -1
        if 0 <= position < len(self._shown.choices):
            message["choice"] = self._shown.choices[position]["id"]
        else:
            message["text"] = line
        try:
            self._call("POST", "/chat/messages", message)
        except AmendsError as error:
            self._console.print(f"[red]{escape(error.message)}[/]")

    def _follow(self) -> None:
        while not self._ended.is_set():
            try:
                for message in self._messages():
                    self._show(message)
            except httpx.TransportError:
                self._ended.wait(_RECONNECT_S)

    def _messages(self) -> Iterator[dict[str, Any]]:
        query = {"after": str(self._shown.seq)}
        with self._http.stream(
            "GET", "/chat/events", params=query, headers=self._headers, timeout=None
        ) as response:
            name = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name == "message":
                    yield json.loads(line.removeprefix("data: "))

    def _show(self, message: dict[str, Any]) -> None:
        self._shown.seq = message["seq"]
        author = message["author"]
        if author == "customer":
            return
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
