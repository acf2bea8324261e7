"""A bare yes or no, and messages that are not understood."""

from __future__ import annotations

from actions.base import AmendsAction, then
from actions.choices import REPORT_PROBLEM, TALK_TO_PERSON, TRACK_ORDER, topic_choice
from actions.handoff import RequestPerson
from actions.turn import Event, Turn
from amends.recovery.model import OfferState

_OFFERED_TOPICS = frozenset(
    {
        "order_status", "order_late", "order_missing", "item_damaged", "item_wrong",
        "item_defective", "billing_wrong_charge", "refund_request", "refund_status",
        "cancel_order", "return_item", "exchange_item", "change_address", "account_access",
        "cancel_subscription", "service_outage", "complaint_service", "request_compensation",
        "privacy_export", "privacy_erase", "personalisation_opt_out", "personalisation_opt_in",
        "product_question", "change_language",
    }
)  # fmt: skip
"""What a message that was not understood may be asked to mean."""

_MOST_GUESSES = 2
_FEW_WORDS = 2
_LEAST_LIKELY = 0.05
"""What is less likely is no guess but noise."""

_OFFERS_OF_PERSON = frozenset(
    {
        "utter_offer_person", "utter_offer_person_to_frustrated", "utter_sorry_for_bad_rating",
        "utter_not_possible", "utter_not_mine_to_decide", "utter_without_number",
        "utter_product_unknown_fact", "utter_product_not_sold",
        "utter_product_sold_out", "utter_account_access", "utter_offer_declined",
        "utter_identity_attempts_used",
        "utter_something_went_wrong", "utter_no_orders", "utter_no_subscription",
    }
)  # fmt: skip
"""What may be answered by a yes that means: yes, a person."""


class TakeYes(AmendsAction):
    """Makes sense of a yes that answers none of the last questions."""

    action_name = "action_take_yes"

    def act(self, turn: Turn) -> list[Event]:
        """Get a person if one was offered, put an open offer once more, or ask what is wanted."""
        if turn.last_said in _OFFERS_OF_PERSON:
            return [then(RequestPerson.action_name)]
        offer = self.services.recovery.current_offer(turn.conversation_id)
        if offer is not None and offer.state is OfferState.PRESENTED:
            return [then("action_present_offer")]
        if offer is not None and offer.needs_approval:
            turn.say("utter_all_right")
            return []
        turn.say("utter_what_can_i_do", choices=(TRACK_ORDER, REPORT_PROBLEM, TALK_TO_PERSON))
        return []


class AskToRephrase(AmendsAction):
    """Answers what is not understood: first a question with guesses, then a person."""

    action_name = "action_default_fallback"
    may_offer_person = True

    def act(self, turn: Turn) -> list[Event]:
        """Offer the two likeliest meanings; the second time in a row offer a person."""
        if turn.entity("reference") and turn.other_words <= _FEW_WORDS:
            return [then("action_correct_order")]
        if turn.slot("waiting"):
            turn.say("utter_person_on_the_way")
            return []
        if turn.answered_before_by(self.action_name):
            turn.say("utter_offer_person", choices=(TRACK_ORDER, REPORT_PROBLEM))
            return []
        likely = turn.likely_intents(at_least=_LEAST_LIKELY)
        guesses = [intent for intent in likely if intent in _OFFERED_TOPICS][:_MOST_GUESSES]
        choices = [*map(topic_choice, guesses)] or [TRACK_ORDER, REPORT_PROBLEM]
        turn.say("utter_please_rephrase", choices=[*choices, TALK_TO_PERSON])
        return []
