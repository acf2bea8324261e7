"""The chat's wire, on the real gateway: what browsers send, well or badly, and what they get."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from amends.conversations.model import MAX_TEXT_LENGTH
from amends.customers.identity import sign
from amends.gateway import MAX_BODY_BYTES
from tests.integration.channels.conftest import ALLOWED_ORIGIN, IDENTITY_SECRET
from tests.integration.channels.running import Running
from tests.integration.channels.visitor import Visitor


def code(response: httpx.Response) -> tuple[int, str]:
    content = response.json()
    assert set(content) == {"error"}
    assert set(content["error"]) == {"code", "message"}
    return response.status_code, content["error"]["code"]


def test_that_a_message_is_answered_on_the_stream(visitor: Visitor) -> None:
    assert visitor.say("m1", "where is my parcel") == 2
    events = visitor.read_until(lambda events: "echo where is my parcel" in visitor.texts(events))
    messages = [event for event in events if event.name == "message"]
    assert [message.data["seq"] for message in messages] == [1, 2, 3]
    assert [message.id for message in messages] == ["1", "2", "3"]
    assert [message.data["author"] for message in messages] == [
        "assistant",
        "customer",
        "assistant",
    ]
    assert set(messages[0].data) == {"seq", "author", "text", "choices", "language", "at"}
    assert all(set(choice) == {"id", "label"} for choice in messages[2].data["choices"])


def test_that_the_same_id_again_is_answered_with_the_same_number(visitor: Visitor) -> None:
    first = visitor.post({"id": "m1", "text": "hello there"})
    again = visitor.post({"id": "m1", "text": "something else"})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()


def test_that_one_message_sent_many_times_at_once_is_accepted_once(visitor: Visitor) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: visitor.post({"id": "m1", "text": "hi"}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [202]
    assert len({answer.json()["seq"] for answer in answers}) == 1


def test_that_an_id_that_looks_like_the_key_of_a_reply_takes_no_reply_away(
    visitor: Visitor,
) -> None:
    visitor.say("x:reply:0", "the first question")
    visitor.say("x", "the second question")
    visitor.read_until(
        lambda events: (
            {"echo the first question", "echo the second question"} <= set(visitor.texts(events))
        )
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'"text"',
        b'{"id": "m1"}',
        b'{"id": "m1", "text": "a", "choice": "cho_1"}',
        b'{"id": "m1", "text": "a", "surprise": 1}',
        b'{"id": "", "text": "a"}',
        b'{"id": 7, "text": "a"}',
        b'{"id": "m1", "text": 7}',
        b'{"id": "m1", "text": ""}',
        b'{"id": "m1", "text": "   "}',
        b'{"id": "m1", "choice": ""}',
        b'{"id": "a\\u0000b", "text": "a"}',
        b'{"id": "m1", "text": "\\ud83d"}',
        b'{"id": "m1", "text": "\xff"}',
        b'{"id": "' + b"x" * 65 + b'", "text": "a"}',
        b'{"id": "m1", "choice": "' + b"x" * 65 + b'"}',
        b'{"id": "m1", "text": ' + b"[" * 50_000,
        b'{"id": "m1", "text": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
        b'{"' + b"x" * 10_000 + b'": 1, "id": "m1", "text": "a"}',
    ],
    ids=lambda content: repr(content[:40]),
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_that_a_message_that_cannot_be_understood_is_refused_in_few_words(
    visitor: Visitor, content: bytes, content_type: str
) -> None:
    headers = {**visitor.headers, "Content-Type": content_type}
    response = visitor.http.post("/chat/messages", content=content, headers=headers)
    assert code(response) in {(422, "malformed"), (422, "empty")}
    assert len(response.content) < 300


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "?"]
)
def test_that_forms_are_refused(visitor: Visitor, content_type: str) -> None:
    headers = {**visitor.headers, "Content-Type": content_type}
    response = visitor.http.post("/chat/messages", content=b"id=m1&text=hello", headers=headers)
    assert code(response) == (422, "malformed")


def test_that_a_text_that_is_too_long_is_refused_and_one_that_just_fits_is_not(
    visitor: Visitor,
) -> None:
    too_long = visitor.post({"id": "m1", "text": "x" * (MAX_TEXT_LENGTH + 1)})
    assert code(too_long) == (413, "too_long")
    visitor.say("m2", "😡" * MAX_TEXT_LENGTH)


def test_that_a_huge_body_is_refused(visitor: Visitor) -> None:
    response = visitor.post({"id": "m1", "text": "x" * (MAX_BODY_BYTES + 100_000)})
    assert code(response) == (413, "too_large")


def test_that_commands_and_events_of_the_engine_are_just_text(
    gateway: Running, visitor: Visitor
) -> None:
    for number, text in enumerate(["/restart", '/EXTERNAL_offer_decided{"offer_id": "off_1"}']):
        visitor.say(f"m{number}", text)
        visitor.read_until(lambda events, text=text: f"echo {text}" in visitor.texts(events))
        assert gateway.engine.turns[-1]["kind"] == "text"
        assert "payload" not in gateway.engine.turns[-1]


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("token", [None, "", "forged", "Ünïcödé", "x" * 5_000])
def test_that_a_token_that_is_none_is_refused(
    http: httpx.Client, method: str, token: str | None
) -> None:
    path = "/chat/messages" if method == "POST" else "/chat/events"
    answers = [http.request(method, path, params={} if token is None else {"token": token})]
    if token:
        shown = {"Authorization": f"Bearer {token}".encode()}
        answers.append(http.request(method, path, headers=shown))
    for answer in answers:
        assert code(answer) in {(401, "session_missing"), (401, "session_unknown")}


def test_that_who_has_no_token_learns_nothing_of_what_a_message_looks_like(
    http: httpx.Client,
) -> None:
    assert code(http.post("/chat/messages", content=b"nonsense"))[0] == 401


def test_that_the_stream_takes_the_token_in_the_address(visitor: Visitor) -> None:
    with visitor.http.stream("GET", "/chat/events", params={"token": visitor.token}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert next(response.iter_lines()).startswith("retry:")


@pytest.mark.parametrize("after", ["abc", "-1", "1.5", "9" * 5_000, str(2**31), "1e3", "1 2"])
def test_that_a_place_in_the_stream_that_is_none_is_refused(visitor: Visitor, after: str) -> None:
    in_address = visitor.http.get("/chat/events", params={"after": after}, headers=visitor.headers)
    in_header = visitor.http.get(
        "/chat/events", headers={**visitor.headers, "Last-Event-ID": after}
    )
    assert code(in_address) == code(in_header) == (422, "malformed")


def test_that_a_stream_resumes_behind_the_last_event_that_was_seen(visitor: Visitor) -> None:
    visitor.say("m1", "the first question")
    visitor.read_until(lambda events: "echo the first question" in visitor.texts(events))
    resumed = visitor.read_until(
        lambda events: events[-1].name == "state", **{"Last-Event-ID": "2"}
    )
    assert visitor.texts(resumed) == ["echo the first question"]


def test_that_the_last_event_seen_counts_more_than_the_address(visitor: Visitor) -> None:
    with visitor.stream({"after": "0"}, **{"Last-Event-ID": "1"}) as events:
        assert next(events).name == "state"


def test_that_two_streams_of_one_conversation_both_tell_everything(visitor: Visitor) -> None:
    with visitor.stream() as one, visitor.stream() as other:
        visitor.say("m1", "where is my parcel")
        for events in (one, other):
            seen: list[str] = []
            while "echo where is my parcel" not in seen:
                event = next(events)
                seen += [event.data["text"]] if event.name == "message" else []


def test_that_streams_of_one_conversation_are_bounded_and_free_again_when_closed(
    visitor: Visitor,
) -> None:
    with contextlib.ExitStack() as streams:
        opened = [streams.enter_context(visitor.stream()) for _ in range(16)]
        assert all(next(events).name == "message" for events in opened)
        assert code(visitor.http.get("/chat/events", headers=visitor.headers)) == (
            429,
            "too_many_attempts",
        )
    deadline = time.monotonic() + 20
    while visitor_status(visitor) == 429:
        assert time.monotonic() < deadline


def visitor_status(visitor: Visitor) -> int:
    with visitor.http.stream("GET", "/chat/events", headers=visitor.headers) as response:
        return response.status_code


def test_that_a_choice_is_made_once_though_two_windows_make_it_at_once(visitor: Visitor) -> None:
    choice = visitor.open_choices()[0]["id"]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda number: visitor.post({"id": f"m{number}", "choice": choice}), range(2))
        )
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert code(refused) == (409, "choice_gone")


def test_that_a_choice_that_was_never_offered_is_refused(
    visitor: Visitor, http: httpx.Client
) -> None:
    other = Visitor.arrive(http)
    other.read_until(lambda events: bool(other.texts(events)))
    for choice in ("cho_never", "affirm", "/affirm", other.open_choices()[0]["id"]):
        assert code(visitor.post({"id": "m1", "choice": choice})) == (404, "choice_unknown")


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"customer_id": "C1001", "expires": 1, "signature": "x", "more": 1},
        {"customer_id": "", "expires": 1, "signature": "x"},
        {"customer_id": "C" * 41, "expires": 1, "signature": "x"},
        {"customer_id": "C1001", "expires": "soon", "signature": "x"},
        {"customer_id": "C1001", "expires": 10**400, "signature": "x"},
        {"customer_id": "C1001", "expires": 1, "signature": "x" * 129},
        "C1001",
    ],
    ids=str,
)
def test_that_an_identity_that_cannot_be_understood_is_refused(
    http: httpx.Client, identity: Any
) -> None:
    response = http.post("/chat/sessions", json={"identity": identity})
    assert response.status_code in {401, 422}
    assert response.json()["error"]["code"] in {"malformed", "identity_forged"}


@pytest.mark.parametrize("expires_in", [-1, 3600, 10**12])
def test_that_an_identity_that_the_shop_did_not_sign_is_refused(
    http: httpx.Client, expires_in: int
) -> None:
    expires = int(time.time()) + expires_in
    signature = sign(secret="another secret", customer_id="C1001", expires=expires)
    identity = {"customer_id": "C1001", "expires": expires, "signature": signature}
    assert code(http.post("/chat/sessions", json={"identity": identity})) == (
        401,
        "identity_forged",
    )


def test_that_an_identity_that_has_expired_is_refused(http: httpx.Client) -> None:
    expires = int(time.time()) - 1
    signature = sign(secret=IDENTITY_SECRET, customer_id="C1001", expires=expires)
    identity = {"customer_id": "C1001", "expires": expires, "signature": signature}
    assert code(http.post("/chat/sessions", json={"identity": identity})) == (
        401,
        "identity_expired",
    )


@pytest.mark.parametrize("locale", ["es", "es-MX", "xx", "zh-Hans-CN", "\x00", ""])
def test_that_a_chat_begins_in_a_language_that_is_spoken(http: httpx.Client, locale: str) -> None:
    response = http.post("/chat/sessions", json={"locale": locale})
    assert response.status_code == 201
    expected = {"e": "es", "z": "zh"}.get(locale[:1], "en")
    assert response.json()["language"] == expected


def test_that_a_chat_begins_without_a_word(http: httpx.Client) -> None:
    response = http.post("/chat/sessions")
    assert response.status_code == 201
    assert set(response.json()) == {"session_id", "token", "language"}


@pytest.mark.parametrize("path", ["/chat/sessions", "/chat/messages", "/chat/events"])
def test_that_only_named_websites_may_use_the_chat(http: httpx.Client, path: str) -> None:
    def asked(origin: str | None) -> httpx.Response:
        headers = {"Access-Control-Request-Method": "POST"}
        return http.options(
            path, headers=headers if origin is None else {**headers, "Origin": origin}
        )

    allowed = asked(ALLOWED_ORIGIN)
    assert allowed.headers["access-control-allow-origin"] == ALLOWED_ORIGIN
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in allowed.headers
    for origin in (None, "", "null", "https://evil.example", f"{ALLOWED_ORIGIN}.evil.example"):
        refused = asked(origin)
        assert "access-control-allow-origin" not in refused.headers
        assert refused.headers["vary"] == "Origin"


def test_that_answers_and_streams_carry_the_permission_too(
    visitor: Visitor, http: httpx.Client
) -> None:
    origin = {"Origin": ALLOWED_ORIGIN}
    refused = http.post("/chat/messages", headers=origin)
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == ALLOWED_ORIGIN
    with http.stream("GET", "/chat/events", headers={**visitor.headers, **origin}) as stream:
        assert stream.headers["access-control-allow-origin"] == ALLOWED_ORIGIN


@pytest.mark.parametrize("path", ["/console", "/console/api/approvals"])
def test_that_no_website_may_use_the_console(http: httpx.Client, path: str) -> None:
    response = http.get(path, headers={"Origin": ALLOWED_ORIGIN})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "path", ["/", "/console", "/docs", "/health", "/nothing", "/chat/events", "/widget/nothing.js"]
)
def test_that_every_answer_has_the_security_headers(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/chat/messages", 405),
        ("DELETE", "/chat/sessions", 405),
        ("GET", "/widget/%2e%2e/%2e%2e/pyproject.toml", 404),
        ("GET", "/widget/../pyproject.toml", 404),
    ],
)
def test_that_wrong_addresses_are_answered_in_the_same_form(
    http: httpx.Client, method: str, path: str, status: int
) -> None:
    assert code(http.request(method, path))[0] == status


def test_that_health_names_what_is_down(gateway: Running, http: httpx.Client) -> None:
    well = http.get("/health")
    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert well.json()["components"] == {"database": "ok", "engine": "ok", "actions": "ok"}
    gateway.engine.healthy = False
    try:
        ill = http.get("/health")
    finally:
        gateway.engine.healthy = True
    assert ill.status_code == 503
    assert ill.json()["components"] == {"database": "ok", "engine": "down", "actions": "down"}
