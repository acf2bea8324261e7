"""Turns a conversation's events into JSON and back.

Rasa finds the class of each event by walking all subclasses of all events; here it is looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from rasa.shared.core.events import Event, UserUttered
from rasa.shared.utils.common import all_subclasses

_TWICE = ("text", "message_id", "metadata")
"""What a user's event has at its top and once more inside its `parse_data`."""


@lru_cache(maxsize=1)
def event_classes() -> MappingProxyType[str, type[Event]]:
    """Return the class of each kind of event."""
    return MappingProxyType({one.type_name: one for one in reversed(all_subclasses(Event))})


def encode(events: Iterable[Event]) -> str:
    """Return the events as JSON, one to a line; texts can be joined."""
    return "".join(json.dumps(_plain(event), separators=(",", ":")) + "\n" for event in events)


def decode(text: str) -> Iterator[Event]:
    """Yield the events of a text that `encode` made."""
    for line in text.splitlines():
        yield event_of(json.loads(line))


def event_of(plain: dict[str, Any]) -> Event:
    """Return the event that a dictionary describes. Raises `ValueError` for an unknown one."""
    kind = event_classes().get(plain["event"])
    if kind is None:
        raise ValueError(f"There is no event '{plain['event']}'.")
    if kind is UserUttered:
        parsed = plain["parse_data"] | {key: plain.get(key) for key in _TWICE}
        plain = plain | {"parse_data": parsed}
    event = kind._from_parameters(plain)
    if event is None:
        raise ValueError(f"The event '{plain['event']}' lacks its parameters.")
    return event


def _plain(event: Event) -> dict[str, Any]:
    plain: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        plain["parse_data"] = {
            key: value for key, value in event.parse_data.items() if key not in _TWICE
        }
    return plain
