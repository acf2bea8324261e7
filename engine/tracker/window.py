"""Keeps a conversation short: what came before the last turns is folded into the state it left.

A tracker has to be re-creatable from its events, since Rasa replays them. So the state at the cut
is written as events too: a session start, the slots, the active form.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    DEFAULT_SLOT_NAMES,
    REQUESTED_SLOT,
)
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


def shortened(
    events: Sequence[Event], *, slots: Sequence[Slot], turns: int, slack: int
) -> list[Event] | None:
    """Return the events with only the last `turns` turns, and the state before them.

    A turn begins with what the customer says. None while there are at most `turns + slack` turns:
    cutting at every turn would cost more than it saves.
    """
    # Asking for the class is slow: events have an abstract one, and this is done at each turn.
    said = UserUttered.type_name
    starts = [place for place, event in enumerate(events) if event.type_name == said]
    if len(starts) <= turns + slack:
        return None
    cut = _beginning(events, starts[-turns])
    before = DialogueStateTracker.from_events("", list(events[:cut]), slots)
    return [*_as_events(before, at=events[cut].timestamp), *events[cut:]]


def _beginning(events: Sequence[Event], start: int) -> int:
    """Return where a turn begins: with the slots that are set just before its message."""
    while start > 0 and isinstance(events[start - 1], SlotSet):
        start -= 1
    return start


def _as_events(tracker: DialogueStateTracker, *, at: float) -> list[Event]:
    """Return the events that lead a fresh tracker to this tracker's state."""
    state: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at)]
    state.append(SessionStarted(timestamp=at))
    for slot in tracker.slots.values():
        kept = slot.name == REQUESTED_SLOT or slot.name not in DEFAULT_SLOT_NAMES
        if kept and slot.value != slot.initial_value:
            state.append(SlotSet(slot.name, slot.value, timestamp=at))
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name, timestamp=at))
        if tracker.is_active_loop_rejected:
            state.append(ActionExecutionRejected(tracker.active_loop_name, timestamp=at))
    if tracker.is_paused():
        state.append(ConversationPaused(timestamp=at))
    state.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=at))
    return state
