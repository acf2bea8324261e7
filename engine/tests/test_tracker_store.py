"""Conversations are stored once per turn, kept short, and never overwritten blindly."""

from __future__ import annotations

from uuid import uuid4

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from engine.errors import Outdated, StoreUnavailable
from engine.tests.conftest import PROJECT
from engine.tracker.codec import decode, encode
from engine.tracker.store import ConversationStore
from engine.tracker.window import shortened

DOMAIN = Domain.load(str(PROJECT / "domain.yml"))


def _begun() -> list:
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]


def _turn(number: int, text: str = "hello") -> list:
    return [
        SlotSet("language", "en" if number % 2 else "es"),
        UserUttered(
            text,
            {"name": "greet"},
            [{"entity": "order_number", "value": f"A-{number}"}],
            {"intent": {"name": "greet"}, "entities": [], "text": text, "language": "en"},
            message_id=f"m{number}",
            metadata={"language": "en"},
        ),
        SlotSet("order_number", f"A-{number}"),
        ActionExecuted("utter_greet"),
        BotUttered("hello", {"buttons": [{"title": "x", "payload": "/greet"}]}, {"language": "en"}),
        ActionExecuted("action_listen"),
    ]


@pytest.fixture
def store(database_url: str):
    store = ConversationStore(DOMAIN, url=database_url, turns=3, slack=2)
    yield store
    store.close()


@pytest.fixture
def conversation_id() -> str:
    return f"con_{uuid4().hex}"


async def _take(store: ConversationStore, conversation_id: str, number: int) -> None:
    tracker = await store.get_or_create_tracker(conversation_id, append_action_listen=False)
    if not tracker.events:
        tracker.update_with_events(_begun(), DOMAIN)
    tracker.update_with_events(_turn(number), DOMAIN)
    await store.save(tracker)


def _state(tracker: DialogueStateTracker) -> tuple:
    return (
        tracker.current_slot_values(),
        tracker.active_loop_name,
        tracker.latest_message.text,
        tracker.latest_action_name,
        [event.as_dict() for event in tracker.events],
    )


def test_that_events_survive_being_stored() -> None:
    events = [*_begun(), *_turn(1, "señor \u0000 \ud83d 👍"), ActiveLoop("issue_form")]

    again = list(decode(encode(events)))

    assert [event.as_dict() for event in again] == [event.as_dict() for event in events]
    assert [type(event) for event in again] == [type(event) for event in events]


async def test_that_a_conversation_is_the_same_from_memory_and_from_the_database(
    store, conversation_id
) -> None:
    for number in range(1, 5):
        await _take(store, conversation_id, number)
    kept = await store.retrieve(conversation_id)

    read = await store.retrieve(conversation_id)

    assert kept is not read
    assert _state(kept) == _state(read)
    assert (kept.version, read.version) == (4, 4)


async def test_that_a_turn_that_was_not_saved_leaves_nothing(store, conversation_id) -> None:
    await _take(store, conversation_id, 1)
    tracker = await store.retrieve(conversation_id)
    tracker.update_with_events(_turn(2), DOMAIN)

    assert (await store.retrieve(conversation_id)).get_slot("order_number") == "A-1"


async def test_that_another_engine_is_noticed(store, conversation_id, database_url) -> None:
    other = ConversationStore(DOMAIN, url=database_url)
    await _take(store, conversation_id, 1)
    mine = await store.retrieve(conversation_id)
    await _take(other, conversation_id, 2)

    with pytest.raises(Outdated):
        await store.save(mine)

    assert (await store.retrieve(conversation_id)).get_slot("order_number") == "A-2"
    other.close()


async def test_that_memory_is_only_trusted_if_nobody_saved_since(
    store, conversation_id, database_url
) -> None:
    other = ConversationStore(DOMAIN, url=database_url)
    await _take(store, conversation_id, 1)

    await _take(other, conversation_id, 2)

    assert (await store.retrieve(conversation_id)).get_slot("order_number") == "A-2"
    other.close()


async def test_that_two_first_turns_at_once_do_not_both_count(
    store, conversation_id, database_url
) -> None:
    other = ConversationStore(DOMAIN, url=database_url)
    mine = await store.get_or_create_tracker(conversation_id)
    await _take(other, conversation_id, 1)

    with pytest.raises(Outdated):
        await store.save(mine)
    other.close()


async def test_that_an_erased_conversation_is_gone(store, conversation_id) -> None:
    await _take(store, conversation_id, 1)

    assert await store.erase(conversation_id)

    assert await store.retrieve(conversation_id) is None
    assert not await store.erase(conversation_id)
    assert conversation_id not in await store.keys()


async def test_that_a_long_conversation_stays_short(store, conversation_id) -> None:
    sizes = []
    for number in range(1, 41):
        await _take(store, conversation_id, number)
        sizes.append(len((await store.retrieve(conversation_id)).events))

    assert max(sizes[10:]) == max(sizes[:10])


async def test_that_only_so_many_conversations_stay_in_memory(database_url) -> None:
    store = ConversationStore(DOMAIN, url=database_url, live=2)
    ids = [uuid4().hex for _ in range(4)]
    for one in ids:
        await _take(store, one, 1)

    assert list(store._live) == ids[2:]
    assert (await store.retrieve(ids[0])).get_slot("order_number") == "A-1"
    store.close()


async def test_that_a_database_that_cannot_be_reached_is_told(tmp_path) -> None:
    store = ConversationStore(DOMAIN, url=f"sqlite:///{tmp_path}")

    with pytest.raises(StoreUnavailable):
        await store.retrieve("c")


@pytest.mark.parametrize("open_form", [False, True])
def test_that_what_is_cut_off_leaves_its_state(open_form: bool) -> None:
    events = _begun()
    for number in range(1, 11):
        events += _turn(number)
        if number == 2 and open_form:
            events[-1:] = [
                ActiveLoop("issue_form"),
                SlotSet("requested_slot", "email"),
                ActionExecutionRejected("issue_form"),
                ActionExecuted("action_listen"),
            ]

    cut = shortened(events, slots=DOMAIN.slots, turns=3, slack=2)

    full = DialogueStateTracker.from_events("c", events, DOMAIN.slots)
    short = DialogueStateTracker.from_events("c", cut, DOMAIN.slots)
    assert len(cut) < len(events) / 2
    assert short.current_slot_values() == full.current_slot_values()
    assert short.active_loop_name == full.active_loop_name == ("issue_form" if open_form else None)
    assert short.is_active_loop_rejected == full.is_active_loop_rejected
    assert [e.message_id for e in cut if isinstance(e, UserUttered)] == ["m8", "m9", "m10"]
    assert shortened(cut, slots=DOMAIN.slots, turns=3, slack=2) is None
