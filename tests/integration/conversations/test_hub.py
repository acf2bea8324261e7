from __future__ import annotations

import asyncio

import pytest

from amends.conversations import hub as hub_module
from amends.conversations.hub import Hub
from amends.conversations.model import Author, Conversation
from amends.conversations.service import ConversationService
from amends.errors import Unavailable
from amends.storage.database import Database
from amends.storage.wakeups import Hint, Wakeups


@pytest.fixture
def hub(wakeups: Wakeups, database: Database, monkeypatch: pytest.MonkeyPatch) -> Hub:
    monkeypatch.setattr(hub_module, "_REST_S", 0.01)
    monkeypatch.setattr(hub_module, "_DATABASE_WAIT_S", 0.01)
    return Hub(wakeups=wakeups, database=database)


def woken(wakeups: Wakeups) -> None:
    """Give the hint that anything may have changed, as another process does."""
    wakeups._tell(Hint.ANYTHING, None)


async def test_that_watchers_of_what_changed_are_woken_and_no_others(
    hub: Hub, wakeups: Wakeups, conversations: ConversationService, conversation: Conversation
) -> None:
    other = conversations.open(channel="web", account="", address="ses_2", language="en")
    hub.start()
    with hub.watch(conversation.id) as watch, hub.watch(other.id) as unconcerned:
        woken(wakeups)
        assert await watch.wait(20)
        assert await unconcerned.wait(20)
        watch.changed = unconcerned.changed = False
        await asyncio.to_thread(
            conversations.append, conversation.id, author=Author.ASSISTANT, text="hi", key="k"
        )
        assert await watch.wait(20)
        assert watch.changed
        assert not unconcerned.changed
    await hub.stop()


async def test_that_watchers_are_told_when_the_process_stops(
    hub: Hub, conversation: Conversation
) -> None:
    hub.start()
    with hub.watch(conversation.id) as watch:
        await hub.stop()
        assert await watch.wait(20)
        assert watch.ended


async def test_that_the_search_for_changes_goes_on_after_the_database_was_away(
    hub: Hub, wakeups: Wakeups, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, failures = hub._versions, [Unavailable("gone"), Unavailable("gone")]

    def sometimes(watched: list[object]) -> object:
        if failures:
            raise failures.pop()
        return look(watched)  # type: ignore[arg-type]

    monkeypatch.setattr(hub, "_versions", sometimes)
    hub.start()
    with hub.watch(conversation.id) as watch:
        woken(wakeups)
        assert await watch.wait(20)
    assert failures == []
    await hub.stop()


async def test_that_nothing_is_remembered_of_conversations_nobody_watches(
    hub: Hub,
    wakeups: Wakeups,
    conversations: ConversationService,
    conversation: Conversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = conversations.open(channel="web", account="", address="ses_2", language="en")
    looking, go_on = asyncio.Event(), asyncio.Event()
    look, loop = hub._versions, asyncio.get_running_loop()

    def slowly(watched: list[object]) -> object:
        found = look(watched)  # type: ignore[arg-type]
        loop.call_soon_threadsafe(looking.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(20)
        return found

    monkeypatch.setattr(hub, "_versions", slowly)
    hub.start()
    with hub.watch(conversation.id):
        woken(wakeups)
        await looking.wait()
    with hub.watch(other.id) as watch:
        looking.clear()
        go_on.set()
        woken(wakeups)
        await looking.wait()
        assert await watch.wait(20)
        assert set(hub._known) == {other.id}
    await hub.stop()
