"""How much one address and one chat may ask of the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from language import Identifier
from tests.integration.channels.running import Running, running_gateway
from tests.integration.channels.visitor import Visitor

SESSIONS, MESSAGES = 4, 3
A_LONG_MINUTE_S = 3600.0
"""Nothing comes back while a test runs, however slowly."""


@pytest.fixture
def limited(
    gateway_settings: dict[str, Any], shared_identifier: Identifier
) -> Iterator[httpx.Client]:
    settings = {
        **gateway_settings,
        "sessions_per_minute": SESSIONS,
        "messages_per_minute": MESSAGES,
        "trusted_proxies": "127.0.0.1",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("amends.bootstrap.Identifier", lambda: shared_identifier)
        patch.setattr("amends.limits._MINUTE_S", A_LONG_MINUTE_S)
        with running_gateway(settings) as running, client(running) as http:
            yield http


def client(running: Running) -> httpx.Client:
    return httpx.Client(base_url=running.url, trust_env=False, timeout=30)


def begin(http: httpx.Client, address: str) -> httpx.Response:
    return http.post("/chat/sessions", json={}, headers={"X-Forwarded-For": address})


def refused(response: httpx.Response) -> bool:
    if response.status_code != 429:
        assert response.is_success, response.text
        return False
    assert response.json()["error"]["code"] == "too_many_requests"
    assert response.json()["error"]["message"]
    assert int(response.headers["Retry-After"]) >= 1
    return True


def test_that_one_address_begins_so_many_chats_and_keeps_nobody_else_out(
    limited: httpx.Client,
) -> None:
    answers = [refused(begin(limited, "198.51.100.1")) for _ in range(SESSIONS + 2)]
    assert answers == [False] * SESSIONS + [True] * 2
    assert not refused(begin(limited, "198.51.100.2"))
    assert refused(begin(limited, "203.0.113.9, 198.51.100.1")), "what a customer adds is ignored"


def test_that_a_chat_sends_so_many_messages_and_a_repeat_is_none(limited: httpx.Client) -> None:
    visitor = Visitor.arrive(limited)
    for number in range(MESSAGES):
        assert not refused(visitor.post({"id": str(number), "text": "hello"}))
        if number < MESSAGES - 1:
            assert visitor.post({"id": str(number), "text": "hello"}).status_code == 200
    assert refused(visitor.post({"id": "one more", "text": "hello"}))
    assert not refused(Visitor.arrive(limited).post({"id": "1", "text": "hello"}))


def test_that_a_proxy_that_is_not_ours_is_not_believed(
    gateway_settings: dict[str, Any], shared_identifier: Identifier
) -> None:
    settings = {**gateway_settings, "sessions_per_minute": 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("amends.bootstrap.Identifier", lambda: shared_identifier)
        with running_gateway(settings) as running, client(running) as http:
            patch.setattr("amends.limits._MINUTE_S", A_LONG_MINUTE_S)
            assert not refused(begin(http, "198.51.100.1"))
            assert refused(begin(http, "198.51.100.2"))
