"""The last states of a conversation, without replaying it from its beginning.

Rules look back a few states. What those states show (the latest message, slots, the previous
action, the active form) depends only on the last event of each kind before them.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


class RecentHistory:
    """Stands in for a tracker where only its past states are asked for."""

    def __init__(self, tracker: DialogueStateTracker, *, states: int) -> None:
        self._tracker = tracker
        self._states = states

    def past_states(self, domain: Domain, **_options: object) -> list[State]:
        """Return the last states, the current one last; all states if there are fewer."""
        events = self._tracker.applied_events()
        actions = [n for n, event in enumerate(events) if isinstance(event, ActionExecuted)]
        # The state before an action shows the action before it, so one more has to be replayed.
        begin = actions[-self._states] if len(actions) > self._states else 0
        replayed = self._tracker.init_copy()
        for event in _what_is_left_of(events[:begin]):
            replayed.update(event)
        states = []
        for event in events[begin:]:
            if isinstance(event, ActionExecuted):
                states.append(domain.get_active_state(replayed))
            replayed.update(event)
        return [*states, domain.get_active_state(replayed)]


def _what_is_left_of(events: Sequence[Event]) -> list[Event]:
    """Return the events that still show in the state after all of them, in their order."""
    kept: list[Event] = []
    seen: set[object] = set()
    for event in reversed(events):
        if isinstance(event, SlotSet):
            subject: object = event.key
        elif isinstance(event, (UserUttered, ActionExecuted, ActiveLoop)):
            subject = type(event)
        else:
            continue
        if subject not in seen:
            seen.add(subject)
            kept.append(event)
    return kept[::-1]
