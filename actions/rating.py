"""How it went: asking for 1 to 5, and taking the answer."""

from __future__ import annotations

import unicodedata

from actions.base import AmendsAction
from actions.choices import TALK_TO_PERSON
from actions.forms import Draft, FormAction, Meaning, remind_of_left_topic
from actions.recovery import is_call_to_nobody, offer_of
from actions.turn import Choice, Event, Turn, set_slots
from amends.recovery.model import OfferState

RATINGS = ("1", "2", "3", "4", "5")
_LOWEST_CONTENT = 4
_HIGHEST_DISCONTENT = 2


class RatingForm(FormAction):
    """Takes a rating; whoever says something else is not asked again."""

    form = "rating_form"
    intents = ("give_rating",)
    own_slots = ("rating",)

    def read(self, turn: Turn, draft: Draft) -> bool:
        """Take the choice or the number typed."""
        given = turn.entity("rating") or _digit(turn.text)
        if given not in RATINGS:
            return False
        draft.put(rating=given)
        return True

    def meaning(self, turn: Turn, draft: Draft) -> Meaning:
        """Anything but a rating is a matter of its own."""
        return Meaning.ANSWER if self.read(turn, draft) else Meaning.OTHER_TOPIC

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Ask, if there is something that was accepted."""
        return None if draft.get("rating") else "rating"

    def act(self, turn: Turn) -> list[Event]:
        """End at once when there is nothing to rate."""
        if turn.was_filling(self.form) or self._has_something_to_rate(turn):
            return super().act(turn)
        return self.end()

    def _has_something_to_rate(self, turn: Turn) -> bool:
        """Whether an offer was accepted; a person who is yet to come cannot be rated."""
        offer = offer_of(self.services.recovery, turn)
        accepted = {OfferState.ACCEPTED, OfferState.FULFILLED}
        return offer is not None and offer.state in accepted and not is_call_to_nobody(offer)

    def resumable(self, turn: Turn) -> str | None:
        """Nobody is reminded of a rating."""
        return None


class AskRating(AmendsAction):
    """Asks how it went."""

    action_name = "action_ask_rating"

    def act(self, turn: Turn) -> list[Event]:
        """Offer 1 to 5."""
        turn.say(
            "utter_ask_rating",
            choices=[
                Choice(f"label_rating_{rating}", "give_rating", {"rating": rating})
                for rating in reversed(RATINGS)
            ],
        )
        return []


class Rate(AmendsAction):
    """Remembers how it went."""

    action_name = "action_rate"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Thank for the rating; after a bad one a person can help."""
        rating = turn.slot("rating") or turn.entity("rating")
        if rating not in RATINGS:
            return []
        score = int(rating)
        self.services.recovery.rate(turn.conversation_id, score, key=turn.key())
        if score >= _LOWEST_CONTENT:
            turn.say("utter_thanks_for_good_rating")
        elif score > _HIGHEST_DISCONTENT:
            turn.say("utter_thanks_for_rating")
        else:
            turn.say("utter_sorry_for_bad_rating", choices=(TALK_TO_PERSON,))
        remind_of_left_topic(turn)
        return set_slots(rating=None)


def _digit(text: str) -> str | None:
    """Return a rating that was typed, in whatever digits, alone or before a slash ("4/5")."""
    number = text.strip(" .!*").partition("/")[0].strip()
    digit = unicodedata.digit(number, None) if len(number) == 1 else None
    return None if digit is None else str(digit)
