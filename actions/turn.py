"""What an action sees of the turn it runs in: the message, the slots, and how to answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from amends.ids import ConversationId, CustomerId
from amends.storage.types import JsonValue

_OF_PERSON = frozenset(
    {
        "utter_offer_person", "utter_offer_person_to_frustrated", "utter_offer_person_here",
        "utter_offer_callback", "utter_person_called", "utter_person_requested",
        "utter_person_on_the_way", "utter_person_asked_for_more",
    }
)  # fmt: skip
"""Messages after which nobody has to be offered a person."""

Event = dict[str, Any]
"""A Rasa event as it travels over the wire."""

Values = Mapping[str, object]
"""Values of a wording or entities of a choice, by name; JSON types."""


@dataclass(frozen=True)
class Choice:
    """A quick reply; its payload names everything it is about, so that a late press is safe.

    Attributes:
        label: Wording key of what the button says.
        intent: What pressing it means.
        entities: What it is about.
        values: What the label needs.
    """

    label: str
    intent: str
    entities: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    def to_wire(self) -> dict[str, Any]:
        """Return the form that the engine's wording generator takes."""
        return {
            "label": self.label,
            "values": dict(self.values),
            "intent": self.intent,
            "entities": dict(self.entities),
        }


class Turn:
    """One message or event, and what is known of its conversation."""

    def __init__(self, *, action: str, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        self._action = action
        self._tracker = tracker
        self._dispatcher = dispatcher
        self._said: list[str] = []
        self._last_choices: tuple[Choice, ...] = ()

    @property
    def last_choices(self) -> tuple[Choice, ...]:
        """The choices of what was said last; they close when others are offered."""
        return self._last_choices

    @property
    def conversation_id(self) -> ConversationId:
        """The conversation's id, the same as in the log."""
        return ConversationId(self._tracker.sender_id)

    @property
    def intent(self) -> str:
        """What the customer wants with this message; empty before the first one."""
        return str((self._tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def is_event(self) -> bool:
        """Whether this is about something that happened elsewhere, and nothing was written."""
        return self.intent.startswith("EXTERNAL_")

    @property
    def confidence(self) -> float:
        """How sure the intent is, 0 to 1."""
        return float((self._tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)

    def likely_intents(self, *, at_least: float) -> tuple[str, ...]:
        """Return the intents that the message may have, the likeliest first."""
        ranking = self._tracker.latest_message.get("intent_ranking") or []
        return tuple(
            str(entry["name"])
            for entry in ranking
            if entry.get("name") and float(entry.get("confidence", 1.0)) >= at_least
        )

    @property
    def text(self) -> str:
        """What was typed, without spaces around it and without wishes that are dealt with later."""
        return self._own_text.strip()

    @property
    def channel(self) -> str:
        """The engine's channel that the message came by."""
        return str(self._tracker.get_latest_input_channel() or "")

    @property
    def message_id(self) -> str:
        """The id of the message, which keys what is done because of it."""
        return str(self._tracker.latest_message.get("message_id") or "")

    @property
    def waiting_wishes(self) -> tuple[Mapping[str, Any], ...]:
        """What the customer wants besides, in the order in which it is taken up."""
        return tuple(self.slot("other_wishes") or ())

    def also_says(self, intents: Collection[str]) -> str | None:
        """Return which of these intents the message has beside its own, about the same matter."""
        return next(
            (
                str(wish["intent"])
                for wish in self._wishes
                if not wish["of_its_own"] and wish["intent"] in intents
            ),
            None,
        )

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the gateway found out about the message."""
        return cast(Mapping[str, Any], self._tracker.latest_message.get("metadata") or {})

    @property
    def language(self) -> str:
        """The language to answer in."""
        return str(self.metadata.get("language") or self.slot("language") or "en")

    @property
    def frustration(self) -> float:
        """How frustrated the customer is, 0 to 1."""
        return float(self.metadata.get("frustration") or 0.0)

    @property
    def personalised(self) -> bool:
        """Whether the customer allows offers made from their history."""
        return bool(self.metadata.get("history", False))

    @property
    def customer_id(self) -> CustomerId | None:
        """Who the customer is, once the shop's signature or the customer has proven it."""
        known = self.slot("customer_id")
        return CustomerId(known) if known and self.slot("verified") else None

    @property
    def verified(self) -> bool:
        """Whether it is proven who the customer is."""
        return self.customer_id is not None

    @property
    def form(self) -> str | None:
        """The form that is being filled in."""
        name = self._tracker.active_loop_name
        return None if name is None else str(name)

    def slot(self, name: str) -> Any:
        """Return a slot's value, nothing if it is not set."""
        return self._tracker.slots.get(name)

    def entity(self, name: str) -> str | None:
        """Return the first value of this entity in the message."""
        return next(iter(self.entities(name)), None)

    def entities(self, name: str) -> tuple[str, ...]:
        """Return all values of this entity in the message, in order, as texts."""
        return tuple(
            str(found["value"]) for found in self._named(name) if found.get("value") is not None
        )

    def amount(self) -> Mapping[str, str] | None:
        """Return the first amount of money in the message, as ``{"amount", "currency"}``."""
        for found in self._named("amount"):
            if isinstance(found.get("value"), dict):
                return cast(Mapping[str, str], found["value"])
        return None

    @property
    def only_entities(self) -> bool:
        """Whether the message is nothing but the values in it, such as an order number."""
        return bool(self.text) and self.other_words == 0

    @property
    def other_words(self) -> int:
        """How many words the message has besides the values in it."""
        words = self.beside_values.split()
        return sum(any(letter.isalnum() for letter in word) for word in words)

    @property
    def beside_values(self) -> str:
        """What was typed, with spaces in the place of the values in it."""
        rest = list(self._own_text)
        for found in self._tracker.latest_message.get("entities") or []:
            start, end = found.get("start"), found.get("end")
            if isinstance(start, int) and isinstance(end, int):
                rest[start:end] = " " * (end - start)
        return "".join(rest)

    def typed(self, entity: str) -> str:
        """Return the first value of this entity as it was typed; empty if it was not."""
        for found in self._named(entity):
            start, end = found.get("start"), found.get("end")
            if isinstance(start, int) and isinstance(end, int):
                return self._typed[start:end]
        return ""

    def key(self, operation: str = "") -> str:
        """Return the idempotency key of what this action does because of this message."""
        return f"{self.message_id}:{self._action}" + (f":{operation}" if operation else "")

    def was_filling(self, form: str) -> bool:
        """Whether this form was being filled in when the message came."""
        events = iter(reversed(self._tracker.events))
        for event in events:
            if event.get("event") == "user":
                break
        return (
            next((e.get("name") for e in events if e.get("event") == "active_loop"), None) == form
        )

    def is_fresh(self) -> bool:
        """Whether a form that is being filled in is run because of a new message.

        Otherwise it returns from an aside. Before it asks for a validation, a form marks its own
        run in the events it sends.
        """
        runs = [event["name"] for event in self._events_backwards("action")]
        return runs[1:2] == ["action_listen"]

    def follows(self, action: str) -> bool:
        """Whether this action or form is what ran just before."""
        return bool(self._tracker.latest_action_name == action)

    def answered_before_by(self, action: str) -> bool:
        """Whether this action was the last thing done about the message before this one."""
        runs = (event["name"] for event in self._events_backwards("action"))
        return next((name for name in runs if name != "action_listen"), None) == action

    def last_done(self, names: Collection[str]) -> str | None:
        """Return which of these actions and forms ran last."""
        runs = (str(event["name"]) for event in self._events_backwards("action"))
        return next((name for name in runs if name in names), None)

    def told_with(self, intent: str) -> str:
        """Return the last text that the customer typed with this intent, or else last of all."""
        last = ""
        for event in self._events_backwards("user"):
            text = str(event.get("text") or "")
            if not text or text.startswith("/"):
                continue
            if ((event.get("parse_data") or {}).get("intent") or {}).get("name") == intent:
                return text
            last = last or text
        return last

    def said_recently(self, wording: str, *, within: int) -> bool:
        """Whether one of the assistant's last messages had this wording."""
        return wording in self._recently_said(within)

    def speaks_of_person(self, *, within: int) -> bool:
        """Whether the assistant speaks of a person now, or did in one of its last messages."""
        return not _OF_PERSON.isdisjoint({*self._said, *self._recently_said(within)})

    @property
    def is_reminded(self) -> bool:
        """Whether the customer is asked in this turn whether to resume something."""
        return "utter_resume_left_topic" in (*self._said, self.last_said)

    @property
    def last_said(self) -> str | None:
        """The wording of the assistant's last message."""
        return next(iter(self._recently_said(1)), None)

    def say(
        self,
        wording: str,
        *,
        values: Values | None = None,
        choices: Sequence[Choice] = (),
        language: str | None = None,
    ) -> None:
        """Say something to the customer; the engine renders it in a tone and the turn's language.

        Args:
            wording: Key of the wording.
            values: What its placeholders stand for.
            choices: Quick replies.
            language: The language to say it in, if it is not the turn's.
        """
        self._said.append(wording)
        self._last_choices = tuple(choices)
        self._dispatcher.utter_message(
            response=wording,
            values=dict(values or {}),
            choices=[choice.to_wire() for choice in choices],
            **({} if language is None else {"language": language}),
        )

    @property
    def _typed(self) -> str:
        return str(self._tracker.latest_message.get("text") or "")

    @property
    def _wishes(self) -> Sequence[Mapping[str, Any]]:
        return self._tracker.latest_message.get("wishes") or ()

    @property
    def _own_text(self) -> str:
        """What was typed, with spaces in the place of wishes that are dealt with later."""
        rest = list(self._typed)
        for wish in self._wishes:
            if wish["of_its_own"]:
                rest[wish["start"] : wish["end"]] = " " * (wish["end"] - wish["start"])
        return "".join(rest)

    def _named(self, entity: str) -> Sequence[Mapping[str, Any]]:
        """Return the entities of this kind; those of later wishes only if there are no others."""
        found = [
            one
            for one in self._tracker.latest_message.get("entities") or []
            if one.get("entity") == entity
        ]
        later = [(wish["start"], wish["end"]) for wish in self._wishes if wish["of_its_own"]]
        own = [
            one
            for one in found
            if not any(start <= int(one.get("start") or 0) < end for start, end in later)
        ]
        return own or found

    def _recently_said(self, most: int) -> list[str]:
        said = islice(self._events_backwards("bot"), most)
        return [str((event.get("metadata") or {}).get("utter_action")) for event in said]

    def _events_backwards(self, kind: str) -> Iterator[Mapping[str, Any]]:
        return (event for event in reversed(self._tracker.events) if event.get("event") == kind)


def set_slots(**values: JsonValue) -> list[Event]:
    """Return the events that set these slots."""
    return [cast(Event, SlotSet(name, value)) for name, value in values.items()]
