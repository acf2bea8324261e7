"""The base of all actions: one service call in a thread, and a wording for each expected error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import TALK_TO_PERSON
from actions.turn import Event, Turn
from actions.waiting import TAKE_UP, next_wish
from amends.customers.errors import Refusal
from amends.errors import AmendsError, Unavailable
from amends.storage.retrying import again

if TYPE_CHECKING:
    from amends.bootstrap import Services

_OFFER = "utter_offer_person_to_frustrated"
_PAUSE = 8
"""Messages of the assistant before it speaks of a person again."""

_log = logging.getLogger(__name__)

WORDING_OF_ERROR: Mapping[str, str] = {
    "identity_not_proven": "utter_identity_not_proven",
    "identity_attempts": "utter_identity_attempts_used",
    "no_orders": "utter_no_orders",
    "no_subscription": "utter_no_subscription",
    "address_unclear": "utter_address_unclear",
    "offer_lapsed": "utter_offer_lapsed",
    "offer_open": "utter_offer_open_first",
    "offer_unknown": "utter_offer_closed",
    "issue_settled": "utter_offer_closed",
    "issue_withdrawn": "utter_offer_closed",
    "illegal_move": "utter_offer_closed",
    "conflict": "utter_already_done",
}
"""What is said when a service refuses, by the error's code."""

REASON_OF_ERROR: Mapping[str, str] = {refusal: f"reason_{refusal}" for refusal in Refusal}
"""Why the shop's rules forbid something, by the error's code; fits after a colon."""


class AmendsAction:
    """An action that reads the turn, calls one service and returns events.

    Args:
        services: What the action may call.
    """

    action_name: str
    may_offer_person = False
    """Whether a frustrated customer is offered a person after this action."""
    concludes = False
    """Whether a matter is settled with this action, so that another one can be taken up."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        """Return the name under which the engine calls the action."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[Event]:
        """Run in a thread, since services wait for the database.

        Raises:
            Unavailable: The database does not answer; the engine is to ask again.
        """
        return await asyncio.to_thread(again, lambda: self._attempt(dispatcher, tracker))

    def act(self, turn: Turn) -> list[Event]:
        """Do what the action is for; raises `AmendsError` for what a service refuses."""
        raise NotImplementedError

    def _attempt(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        """Act; what is said in an attempt that somebody was in the way of is not said twice."""
        saying = CollectingDispatcher()
        events = self._act_or_explain(Turn(action=self.name(), tracker=tracker, dispatcher=saying))
        dispatcher.messages.extend(saying.messages)
        return events

    def _act_or_explain(self, turn: Turn) -> list[Event]:
        try:
            events = self.act(turn)
        except Unavailable:
            raise
        except AmendsError as error:
            return self.explain_error(turn, error)
        if self.may_offer_person:
            self._offer_person_to_frustrated(turn)
        if self.concludes and not any(event["event"] == "followup" for event in events):
            return [*events, *self.take_up_next(turn)]
        return events

    def take_up_next(self, turn: Turn) -> list[Event]:
        """Return the event that takes up what the customer also wanted, if that can be now."""
        return [] if next_wish(turn, self.services.recovery) is None else [then(TAKE_UP)]

    def _offer_person_to_frustrated(self, turn: Turn) -> None:
        """Offer a person to a frustrated customer; for a very frustrated one the gateway calls."""
        thresholds = self.services.policy.frustration_thresholds
        is_due = thresholds.offer_person <= turn.frustration < thresholds.call_person
        if is_due and not turn.speaks_of_person(within=_PAUSE):
            others = tuple(choice for choice in turn.last_choices if choice != TALK_TO_PERSON)
            turn.say(_OFFER, choices=(*others, TALK_TO_PERSON))

    def explain_error(self, turn: Turn, error: AmendsError) -> list[Event]:
        """Tell the customer what the error means for them; a person can always help."""
        if error.code in REASON_OF_ERROR and turn.said_recently("utter_not_possible", within=2):
            turn.say("utter_not_mine_to_decide", choices=(TALK_TO_PERSON,))
        elif error.code in REASON_OF_ERROR:
            turn.say(
                "utter_not_possible",
                values={"reason": REASON_OF_ERROR[error.code]},
                choices=(TALK_TO_PERSON,),
            )
        elif error.code in WORDING_OF_ERROR:
            turn.say(WORDING_OF_ERROR[error.code], choices=(TALK_TO_PERSON,))
        else:
            _log.error(
                "an action failed",
                extra={"action": self.name(), "error": type(error).__name__},
            )
            turn.say("utter_something_went_wrong", choices=(TALK_TO_PERSON,))
        return []


def then(action: str) -> Event:
    """Return the event that makes this action the next one."""
    event: Event = FollowupAction(action)
    return event
