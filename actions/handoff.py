"""Asking for a person, and going on after one."""

from __future__ import annotations

from actions.base import AmendsAction
from actions.forms import remind_of_left_topic
from actions.turn import Event, Turn
from amends.conversations.model import Mode


class RequestPerson(AmendsAction):
    """Puts the conversation into the queue of those that wait for a person."""

    action_name = "action_request_person"

    def act(self, turn: Turn) -> list[Event]:
        """Ask for a person, and say that nothing has to be told twice."""
        asked = self.services.handoff.request_person(
            turn.conversation_id, reason="customer_asked", key=turn.key()
        )
        turn.say("utter_person_requested" if asked else "utter_person_on_the_way")
        return []


class GoOnAfterPerson(AmendsAction):
    """Takes the conversation up again when a person hands it back."""

    action_name = "action_go_on_after_person"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Say who is writing now, and what was left open."""
        conversation = self.services.conversations.get(turn.conversation_id)
        if conversation.mode is not Mode.ASSISTANT:
            return []
        turn.say("utter_handed_back")
        remind_of_left_topic(turn)
        return []
