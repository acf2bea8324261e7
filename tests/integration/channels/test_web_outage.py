"""What browsers see while the database is locked or away: a moment to wait, and nothing lost."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.integration.channels.visitor import Visitor

STILL_HERE = ": still here"


@contextlib.contextmanager
def locked(database_url: str, tables: str = "conversations, web_sessions") -> Iterator[None]:
    """Keep everybody else from writing until the block ends; on PostgreSQL from reading too."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        holder = sqlite3.connect(path, isolation_level=None, timeout=30)
        with contextlib.closing(holder):
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
    else:
        with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
            connection.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()


def cut_off(database_url: str) -> None:
    """End all sessions of the database's server."""
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_that_a_message_is_put_off_while_the_database_is_locked_and_accepted_afterwards(
    visitor: Visitor, gateway_settings: dict[str, Any]
) -> None:
    with locked(gateway_settings["database_url"]):
        put_off = visitor.post({"id": "m1", "text": "where is my parcel"})
    assert put_off.status_code == 503
    assert int(put_off.headers["retry-after"]) > 0
    assert put_off.json()["error"]["code"] == "database"
    visitor.say("m1", "where is my parcel")
    visitor.read_until(lambda events: "echo where is my parcel" in visitor.texts(events))


def test_that_an_open_stream_outlives_a_database_that_is_away(
    visitor: Visitor, gateway_settings: dict[str, Any]
) -> None:
    url = gateway_settings["database_url"]
    with visitor.stream() as events:
        while next(events).name != "state":
            pass
        with locked(url):
            visitor.post({"id": "m1", "text": "where is my parcel"})
        if not url.startswith("sqlite"):
            cut_off(url)
        while visitor.post({"id": "m1", "text": "where is my parcel"}).status_code == 503:
            pass
        heard: list[str] = []
        while "echo where is my parcel" not in heard:
            event = next(events)
            heard += [event.data["text"]] if event.name == "message" else []
    assert heard[0] == "where is my parcel"
    assert heard.count("echo where is my parcel") == 1


@pytest.mark.parametrize("gateway_settings", ["postgresql"], indirect=True)
def test_that_a_stream_that_cannot_read_says_that_it_is_there_and_tells_everything_later(
    visitor: Visitor, gateway_settings: dict[str, Any]
) -> None:
    with contextlib.ExitStack() as until_unlocked:
        until_unlocked.enter_context(locked(gateway_settings["database_url"], "conversations"))
        with visitor.http.stream("GET", "/chat/events", headers=visitor.headers) as response:
            lines = response.iter_lines()
            assert next(line for line in lines if line.startswith((":", "event"))) == STILL_HERE
            until_unlocked.close()
            assert next(line for line in lines if line.startswith("event")) == "event: message"


@pytest.mark.parametrize("gateway_settings", ["postgresql"], indirect=True)
def test_that_no_request_fails_because_the_server_ended_the_sessions(
    visitor: Visitor, gateway_settings: dict[str, Any]
) -> None:
    for number in range(3):
        cut_off(gateway_settings["database_url"])
        while (answer := visitor.post({"id": f"m{number}", "text": "hello"})).status_code == 503:
            pass
        assert answer.status_code in {200, 202}
    events = visitor.read_until(lambda events: visitor.texts(events).count("echo hello") == 3)
    assert visitor.texts(events).count("hello") == 3
