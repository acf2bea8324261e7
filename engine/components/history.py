"""The last states of a conversation, without replaying it from its beginning.

Rules look back a few states. What those states show (the latest message, slots, the previous
action, the active form) depends only on the last event of each kind before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_SHOWING = frozenset(kind.type_name for kind in (UserUttered, ActionExecuted, ActiveLoop))


class RecentHistory:
    """Stands in for a tracker where only its past states are asked for."""

    def __init__(self, tracker: DialogueStateTracker, *, states: int) -> None:
        self._tracker = tracker
        self._states = states

    def past_states(self, domain: Domain, **_options: object) -> list[State]:
        """Return the last states, the current one last; all states if there are fewer."""
        slots = [one for one in self._tracker.slots.values() if one.influence_conversation]
        names = {slot.name for slot in slots}
        events = [
            event
            for event in self._tracker.applied_events()
            if event.type_name != SlotSet.type_name or event.key in names
        ]
        actions = [
            n for n, event in enumerate(events) if event.type_name == ActionExecuted.type_name
        ]
        # The state before an action shows the action before it, so one more has to be replayed.
        begin = actions[-self._states] if len(actions) > self._states else 0
        replayed = DialogueStateTracker(self._tracker.sender_id, slots)
        for event in _what_is_left_of(events[:begin]):
            replayed.update(event)
        states = []
        for event in events[begin:]:
            if event.type_name == ActionExecuted.type_name:
                states.append(domain.get_active_state(replayed))
            replayed.update(event)
        return [*states, domain.get_active_state(replayed)]


def _what_is_left_of(events: Sequence[Event]) -> list[Event]:
    """Return the events that still show in the state after all of them, in their order."""
    kept: list[Event] = []
    seen: set[str] = set()
    for event in reversed(events):
        if event.type_name == SlotSet.type_name:
            subject = f"slot {event.key}"
        elif event.type_name in _SHOWING:
            subject = event.type_name
        else:
            continue
        if subject not in seen:
            seen.add(subject)
            kept.append(event)
    return kept[::-1]
