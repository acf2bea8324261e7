"""Somebody who chats over the wire of the web channel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    data: dict[str, Any]
    id: str | None


@dataclass
class Visitor:
    """One session of the chat."""

    http: httpx.Client
    token: str

    @classmethod
    def arrive(cls, http: httpx.Client, **wanted: Any) -> Visitor:
        response = http.post("/chat/sessions", json=wanted)
        assert response.status_code == 201, response.text
        return cls(http, response.json()["token"])

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, content: Any) -> httpx.Response:
        return self.http.post("/chat/messages", json=content, headers=self.headers)

    def say(self, message_id: str, text: str) -> int:
        response = self.post({"id": message_id, "text": text})
        assert response.status_code == 202, response.text
        seq: int = response.json()["seq"]
        return seq

    @contextmanager
    def stream(
        self, query: dict[str, str] | None = None, **headers: str
    ) -> Iterator[Iterator[Event]]:
        with self.http.stream(
            "GET", "/chat/events", params=query, headers={**self.headers, **headers}
        ) as response:
            assert response.status_code == 200, response.read()
            yield _events(response.iter_lines())

    def read_until(self, enough: Callable[[list[Event]], bool], **headers: str) -> list[Event]:
        """Follow the conversation from its beginning until there is enough."""
        read: list[Event] = []
        with self.stream(**headers) as events:
            for event in events:
                read.append(event)
                if enough(read):
                    return read
        raise AssertionError("the stream ended")

    @staticmethod
    def texts(events: list[Event]) -> list[str]:
        return [event.data["text"] for event in events if event.name == "message"]

    def open_choices(self) -> list[dict[str, str]]:
        """Return the choices of the last message; there has to be one that offers some."""
        events = self.read_until(lambda events: events[-1].name == "state")
        offered = [event.data["choices"] for event in events if event.name == "message"]
        choices: list[dict[str, str]] = offered[-1]
        assert choices
        return choices


def _events(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield Event(fields["event"], json.loads(fields["data"]), fields.get("id"))
            fields = {}
        else:
            fields = {}
