"""Taking up what a customer also wanted, once what came first is dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from rasa_sdk.events import ActionExecuted, UserUttered

from actions.base import AmendsAction, then
from actions.turn import Choice, Event, Turn, set_slots
from actions.waiting import TAKE_UP, next_wish
from amends.storage.types import JsonValue

QUESTION = "utter_take_up_wish"

_LONGEST_QUOTE = 120


class TakeUpWish(AmendsAction):
    """Asks whether to look at something else that the customer wrote."""

    action_name = TAKE_UP

    def act(self, turn: Turn) -> list[Event]:
        """Quote the customer's own words; say goodbye if there is nothing, and that was said."""
        wish = next_wish(turn, self.services.recovery)
        if wish is None and turn.intent == "goodbye":
            turn.say("utter_goodbye")
        if wish is not None:
            turn.say(
                QUESTION,
                values={"words": _quoted(str(wish["text"]))},
                choices=(
                    Choice("label_yes", "take_up_wish", {"wish": wish["intent"]}),
                    Choice("label_no_longer", "leave_wish", {"wish": wish["intent"]}),
                ),
            )
        return []


class BeginWish(AmendsAction):
    """Goes on with another wish as if the customer had just written it."""

    action_name = "action_begin_wish"

    def act(self, turn: Turn) -> list[Event]:
        """Put the wish into the customer's mouth; a yes to something else stays a yes."""
        wish = _asked_about(turn)
        if wish is None:
            return [then("action_take_yes")]
        intent = {"name": wish["intent"], "confidence": 1.0}
        said = UserUttered(
            str(wish["text"]),
            parse_data={
                "intent": intent,
                "intent_ranking": [intent],
                "entities": wish.get("entities") or [],
            },
            input_channel=turn.channel,
        )
        return [
            *set_slots(
                other_wishes=_without(turn, str(wish["intent"])),
                at_hand={"intent": wish["intent"], "text": wish["text"]},
            ),
            cast(Event, ActionExecuted("action_listen")),
            # The same message goes on: its id, its language and its mood.
            {**said, "message_id": turn.message_id, "metadata": dict(turn.metadata)},
        ]


class LeaveWish(AmendsAction):
    """Lets go of another wish."""

    action_name = "action_leave_wish"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Forget it; a no to something else stays a no."""
        turn.say("utter_all_right")
        wish = _asked_about(turn)
        return [] if wish is None else set_slots(other_wishes=_without(turn, str(wish["intent"])))


def _asked_about(turn: Turn) -> Mapping[str, Any] | None:
    """Return the waiting wish that a choice names, or that was just asked about."""
    named = turn.entity("wish")
    if named is not None:
        return next((one for one in turn.waiting_wishes if one["intent"] == named), None)
    return next(iter(turn.waiting_wishes), None) if turn.last_said == QUESTION else None


def _without(turn: Turn, intent: str) -> list[JsonValue]:
    return [dict(one) for one in turn.waiting_wishes if one["intent"] != intent]


def _quoted(words: str) -> str:
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + "\u2026"
