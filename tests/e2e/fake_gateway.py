"""Speaks the web channel's wire for the widget's own tests; a test scripts what is said."""

from __future__ import annotations

import itertools
import json
import mimetypes
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

WIDGET = Path(__file__).resolve().parents[2] / "widget"
_HEARTBEAT_S = 0.2
_HELD_AT_MOST_S = 10


@dataclass
class Chat:
    """One session: its log, the ids it has accepted, and who is listening."""

    token: str
    opened_with: dict[str, Any]
    log: list[dict[str, Any]] = field(default_factory=list)
    accepted: dict[str, int] = field(default_factory=dict)
    listeners: list[queue.SimpleQueue[tuple[str, dict[str, Any]]]] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)


class FakeGateway:
    """A real HTTP server on one port of the loopback, which can go away and come back.

    Args:
        port: 0 takes a free one and keeps it over ``stop`` and ``start``.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.chats: dict[str, Chat] = {}
        self.refusals: list[tuple[int, dict[str, str], dict[str, Any]]] = []
        self.identities_are_valid = True
        self.lost_answers = 0
        self.answering = threading.Event()
        self.answering.set()
        self.posts = 0
        self.pages: dict[str, str] = {}
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._server: ThreadingHTTPServer | None = None
        self._stopping = threading.Event()

    @property
    def url(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def chat(self) -> Chat:
        """The session that was opened last."""
        return list(self.chats.values())[-1]

    def start(self) -> None:
        """Listen; what was said before is still there."""
        self._stopping.clear()
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Break all lines and refuse new ones."""
        if self._server is None:
            return
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def open_session(self, wanted: dict[str, Any]) -> Chat:
        """Begin a conversation."""
        number = next(self._numbers)
        chat = Chat(token=f"token-{number}", opened_with=wanted)
        chat.state = {"mode": "assistant", "language": wanted.get("locale") or "en"}
        with self._changed:
            self.chats[f"session-{number}"] = chat
            self._changed.notify_all()
        return chat

    def say(
        self,
        text: str,
        *,
        author: str = "assistant",
        choices: tuple[tuple[str, str], ...] = (),
        language: str = "en",
        agent: str | None = None,
        chat: Chat | None = None,
    ) -> int:
        """Append a message and send it to whoever listens; return its seq."""
        chat = chat or self.chat
        with self._changed:
            seq = len(chat.log) + 1
            message: dict[str, Any] = {
                "seq": seq,
                "author": author,
                "text": text,
                "choices": [{"id": choice, "label": label} for choice, label in choices],
                "language": language,
                "at": datetime.now(UTC).isoformat(),
            }
            if agent is not None:
                message["agent"] = {"name": agent}
            chat.log.append(message)
            self._changed.notify_all()
            self._send(chat, "message", message)
        return seq

    def typing(self, author: str, *, on: bool) -> None:
        """Tell the listeners that somebody writes, or stopped."""
        self._send(self.chat, "typing", {"author": author, "on": on})

    def change_state(self, **changes: Any) -> None:
        """Change mode, language or open choices, and tell the listeners."""
        self.chat.state = {**self.chat.state, **changes}
        self._send(self.chat, "state", self.chat.state)

    def refuse_next(self, status: int, message: str = "", **headers: str) -> None:
        """Answer one of the coming messages with an error."""
        self.refusals.append((status, headers, {"error": {"code": "x", "message": message}}))

    def lose_next_answer(self) -> None:
        """Accept the next message, but let the line break before the browser hears of it."""
        self.lost_answers += 1

    def hang_up(self) -> None:
        """End all event streams; new ones may be opened."""
        with self._changed:
            for listener in [each for chat in self.chats.values() for each in chat.listeners]:
                listener.put(("hang up", {}))

    def expire_tokens(self) -> None:
        """Forget all tokens and hang up."""
        for chat in self.chats.values():
            chat.token = ""
        self.hang_up()

    def said(self, author: str = "customer") -> list[str]:
        """Return what somebody said in the last conversation, in order."""
        return [entry["text"] for entry in self.chat.log if entry["author"] == author]

    def wait_until_said(self, text: str, *, seconds: float = 10) -> None:
        """Wait for a customer's message; fail when it does not come."""
        self.wait_for(lambda: bool(self.chats) and text in self.said(), seconds=seconds)

    def wait_for_listener(self, *, seconds: float = 10) -> None:
        """Wait until the last conversation is followed by somebody."""
        self.wait_for(lambda: bool(self.chats and self.chat.listeners), seconds=seconds)

    def wait_for(self, condition: Any, *, seconds: float = 10) -> None:
        """Wait for anything that a message or a line changes."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout=seconds):
                raise AssertionError("the gateway waited in vain")

    def receive(self, chat: Chat, message: dict[str, Any]) -> tuple[int, int]:
        """Accept a message once; return the status and its seq."""
        known = chat.accepted.get(message["id"])
        if known is not None:
            return 200, known
        choices = {c["id"]: c["label"] for entry in chat.log for c in entry["choices"]}
        text = message["text"] if "text" in message else choices[message["choice"]]
        seq = self.say(text, author="customer", chat=chat, language=chat.state["language"])
        chat.accepted[message["id"]] = seq
        return 202, seq

    def listen(self, chat: Chat, after: int) -> Iterator[bytes]:
        """Yield the events of a conversation until the server stops or hangs up."""
        listener: queue.SimpleQueue[tuple[str, dict[str, Any]]] = queue.SimpleQueue()
        with self._changed:
            backlog = chat.log[after:]
            chat.listeners.append(listener)
            self._changed.notify_all()
        try:
            for message in backlog:
                yield _event("message", message)
            yield _event("state", chat.state)
            while not self._stopping.is_set():
                try:
                    name, data = listener.get(timeout=_HEARTBEAT_S)
                except queue.Empty:
                    yield b": still here\n\n"
                    continue
                if name == "hang up":
                    return
                yield _event(name, data)
        finally:
            with self._changed:
                chat.listeners.remove(listener)
                self._changed.notify_all()

    def _send(self, chat: Chat, name: str, data: dict[str, Any]) -> None:
        for listener in chat.listeners:
            listener.put((name, data))


def _event(name: str, data: dict[str, Any]) -> bytes:
    head = f"id: {data['seq']}\n" if "seq" in data else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], gateway: FakeGateway) -> None:
        self.gateway = gateway
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Serve the events, a demo identity, a test's page or a file of the widget."""
        where = urlsplit(self.path)
        gateway = self.server.gateway
        if where.path == "/chat/events":
            self._events(parse_qs(where.query))
        elif where.path.startswith("/demo/identity/"):
            customer = where.path.rpartition("/")[2]
            identity = {"customer_id": customer, "expires": 4102444800, "signature": "valid"}
            self._answer(200, {**identity, "name": "Ada Lindqvist"})
        elif where.path in gateway.pages:
            self._write(200, "text/html; charset=utf-8", gateway.pages[where.path].encode())
        elif where.path == "/":
            self._file(WIDGET / "demo" / "shop.html")
        elif where.path.startswith("/widget/"):
            self._file(WIDGET / where.path.removeprefix("/widget/"))
        else:
            self._refuse(404, "There is nothing at this address")

    def do_POST(self) -> None:
        """Open a session or take a message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/chat/sessions":
            self._open(body)
        elif self.path == "/chat/messages":
            self._take(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output readable."""

    def _open(self, body: dict[str, Any]) -> None:
        gateway = self.server.gateway
        if "identity" in body and not gateway.identities_are_valid:
            self._refuse(401, "The identity is not valid")
            return
        chat = gateway.open_session(body)
        session = next(name for name, other in gateway.chats.items() if other is chat)
        language = chat.state["language"]
        self._answer(201, {"session_id": session, "token": chat.token, "language": language})

    def _take(self, body: dict[str, Any]) -> None:
        gateway = self.server.gateway
        gateway.posts += 1
        chat = self._recognise({})
        if chat is None:
            self._refuse(401, "The session has expired")
        elif gateway.refusals:
            status, headers, answer = gateway.refusals.pop(0)
            self._answer(status, answer, headers)
        else:
            status, seq = gateway.receive(chat, body)
            gateway.answering.wait(_HELD_AT_MOST_S)
            if gateway.lost_answers > 0:
                gateway.lost_answers -= 1
                self.close_connection = True
            else:
                self._answer(status, {"seq": seq})

    def _events(self, query: dict[str, list[str]]) -> None:
        chat = self._recognise(query)
        if chat is None:
            self._refuse(401, "The session has expired")
            return
        after = int(query.get("after", ["0"])[0])
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        events = self.server.gateway.listen(chat, after)
        try:
            for event in events:
                self.wfile.write(event)
        except OSError:
            self.close_connection = True  # the browser went away
        finally:
            events.close()  # type: ignore[attr-defined]  # a generator, so that leaving is noticed

    def _recognise(self, query: dict[str, list[str]]) -> Chat | None:
        header = self.headers.get("Authorization", "").removeprefix("Bearer ")
        token = header or query.get("token", [""])[0]
        chats = self.server.gateway.chats.values()
        return next((chat for chat in chats if token and chat.token == token), None)

    def _file(self, path: Path) -> None:
        if not path.resolve().is_relative_to(WIDGET) or not path.is_file():
            self._refuse(404, "There is nothing at this address")
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._write(200, kind, path.read_bytes())

    def _refuse(self, status: int, message: str) -> None:
        self._answer(status, {"error": {"code": "x", "message": message}})

    def _answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        self._write(status, "application/json", json.dumps(body).encode(), headers)

    def _write(
        self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
