"""What customers decide about their data: copies, erasure, and offers made from it."""

from __future__ import annotations

from actions.base import AmendsAction
from actions.forms import Draft, remind_of_left_topic
from actions.order_form import OrderForm
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.model import PrivacyKind

_KIND_OF_INTENT = {"privacy_export": PrivacyKind.EXPORT, "privacy_erase": PrivacyKind.ERASE}


class PrivacyForm(OrderForm):
    """Finds out whose data it is about, and whether they are sure before it is erased."""

    form = "privacy_form"
    intents = ("privacy_export", "privacy_erase")
    own_slots = ("confirmation", "privacy_kind")
    needs_order = False

    def topic(self, turn: Turn) -> str:
        """Return the intent that resumes what was wanted."""
        return f"privacy_{turn.slot('privacy_kind') or PrivacyKind.EXPORT}"

    @property
    def words_of_yes(self) -> frozenset[str]:
        """Only a plain yes erases."""
        return frozenset({"affirm"})

    def read_own(self, turn: Turn, draft: Draft) -> bool:
        """Take what is wanted as well."""
        kind = _KIND_OF_INTENT.get(turn.intent)
        if kind is not None:
            draft.put(privacy_kind=kind)
        return super().read_own(turn, draft)

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask whether the customer is sure, before something is erased."""
        erases = draft.get("privacy_kind") == PrivacyKind.ERASE
        return "confirmation" if erases and not draft.get("confirmation") else None


class AskErasureConfirmation(AmendsAction):
    """Asks whether everything is really to be erased."""

    action_name = "action_ask_privacy_form_confirmation"

    def act(self, turn: Turn) -> list[Event]:
        """Say what erasing means."""
        turn.say(
            "utter_confirm_erasure",
            choices=(
                Choice("label_yes_erase", "privacy_erase", {"confirmed": "yes"}),
                Choice("label_no_keep", "deny"),
            ),
        )
        return []


class RequestPrivacy(AmendsAction):
    """Takes down what a customer wants done with their data."""

    action_name = "action_request_privacy"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Take the request down and name its reference."""
        customer_id, kind = turn.customer_id, turn.slot("privacy_kind")
        if customer_id is None or kind is None:
            return []
        reference = self.services.customers.request_privacy(
            customer_id,
            PrivacyKind(kind),
            conversation_id=turn.conversation_id,
            key=turn.key(),
        )
        turn.say(f"utter_privacy_{PrivacyKind(kind)}_taken", values={"reference": reference})
        remind_of_left_topic(turn)
        return set_slots(privacy_kind=None, confirmation=None)


class SetPersonalisation(AmendsAction):
    """Remembers whether offers may be made from a customer's data."""

    action_name = "action_set_personalisation"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Set it as the intent says; of a guest there is nothing to use."""
        allowed = turn.intent == "personalisation_opt_in"
        if turn.customer_id is None:
            turn.say("utter_personalisation_of_guest")
            return []
        self.services.customers.set_personalisation(
            turn.customer_id, allowed=allowed, key=turn.key()
        )
        turn.say("utter_personalisation_on" if allowed else "utter_personalisation_off")
        return []
