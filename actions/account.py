"""The customer's account: subscriptions and the language of the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.base import AmendsAction
from actions.forms import Draft, remind_of_left_topic
from actions.order_form import OrderForm
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.model import Subscription, SubscriptionState
from amends.errors import NotFound
from amends.ids import CustomerId
from language import SUPPORTED, name_in, native_name

if TYPE_CHECKING:
    from amends.bootstrap import Services


class SubscriptionForm(OrderForm):
    """Finds out which subscription is to end, and whether the customer is sure."""

    form = "subscription_form"
    intents = ("cancel_subscription",)
    own_slots = ("confirmation", "subscription")
    needs_order = False

    def read_own(self, turn: Turn, draft: Draft) -> bool:
        """Take the subscription chosen as well."""
        subscription = turn.entity("subscription")
        if subscription is not None:
            draft.put(subscription=subscription)
        return super().read_own(turn, draft)

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask which one if there are several, then whether the customer is sure."""
        if draft.get("subscription") and draft.get("confirmation"):
            return None
        active = active_subscriptions(self.services, _customer(turn, draft))
        if not active:
            raise NotFound("The customer has no subscription", code="no_subscription")
        if len(active) == 1:
            draft.put(subscription=active[0].id)
        if draft.get("subscription") not in {one.id for one in active}:
            return "subscription"
        return None if draft.get("confirmation") else "confirmation"


def active_subscriptions(services: Services, customer_id: CustomerId) -> tuple[Subscription, ...]:
    """Return the subscriptions that go on."""
    return tuple(
        one
        for one in services.customers.subscriptions(customer_id)
        if one.state is SubscriptionState.ACTIVE
    )


class AskSubscription(AmendsAction):
    """Asks which subscription is to end."""

    action_name = "action_ask_subscription"

    def act(self, turn: Turn) -> list[Event]:
        """Offer those that go on."""
        if turn.customer_id is None:
            return []
        turn.say(
            "utter_ask_subscription",
            choices=[
                Choice(
                    "label_item",
                    "cancel_subscription",
                    {"subscription": one.id},
                    {"item": one.product.name_in(turn.language)},
                )
                for one in active_subscriptions(self.services, turn.customer_id)
            ],
        )
        return []


class AskSubscriptionConfirmation(AmendsAction):
    """Asks whether a subscription is really to end."""

    action_name = "action_ask_subscription_form_confirmation"

    def act(self, turn: Turn) -> list[Event]:
        """Name the subscription and its price."""
        found = _chosen(self.services, turn)
        if found is None:
            return []
        turn.say(
            "utter_confirm_cancel_subscription",
            values={
                "item": found.product.name_in(turn.language),
                "price": found.price.to_wire(),
                "period": f"state_per_{found.period}",
            },
            choices=(
                Choice(
                    "label_yes_cancel",
                    "cancel_subscription",
                    {"subscription": found.id, "confirmed": "yes"},
                ),
                Choice("label_no_keep", "deny"),
            ),
        )
        return []


class CancelSubscription(AmendsAction):
    """Ends a subscription."""

    action_name = "action_cancel_subscription"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """End the subscription that the form has found, and say until when it can be used."""
        customer_id, subscription = turn.customer_id, turn.slot("subscription")
        if customer_id is None or subscription is None:
            return []
        ended = self.services.customers.cancel_subscription(
            customer_id, subscription, key=turn.key()
        )
        until = ended.ends_at or self.services.clock.now()
        turn.say(
            "utter_subscription_ended",
            values={
                "item": ended.product.name_in(turn.language),
                "until": until.date().isoformat(),
            },
        )
        remind_of_left_topic(turn)
        return set_slots(confirmation=None, subscription=None)


class ChangeLanguage(AmendsAction):
    """Sets the language that the conversation goes on in."""

    action_name = "action_change_language"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Take the language named or chosen; otherwise offer those that are spoken here."""
        spoken = [code for code in SUPPORTED if code in self.services.catalogue.languages]
        wanted = turn.entity("language") or _named(turn.text, turn.language, spoken)
        if wanted is None or wanted not in spoken:
            turn.say(
                "utter_ask_language",
                choices=[
                    Choice(
                        "label_item",
                        "change_language",
                        {"language": code},
                        {"item": native_name(code)},
                    )
                    for code in spoken
                ],
            )
            return []
        self.services.conversations.set_language(turn.conversation_id, wanted)
        turn.say("utter_language_changed", values={"item": native_name(wanted)}, language=wanted)
        return set_slots(language=wanted)


def _named(text: str, language: str, spoken: list[str]) -> str | None:
    """Return the language that a text names, in its own words or in the customer's."""
    words = text.casefold()
    named = [
        code
        for code in spoken
        if any(name.casefold() in words for name in (native_name(code), name_in(code, language)))
    ]
    return named[0] if len(named) == 1 else None


def _customer(turn: Turn, draft: Draft) -> CustomerId:
    return CustomerId(str(turn.customer_id or draft.get("customer_id")))


def _chosen(services: Services, turn: Turn) -> Subscription | None:
    if turn.customer_id is None:
        return None
    wanted = turn.slot("subscription")
    found = active_subscriptions(services, turn.customer_id)
    return next((one for one in found if one.id == wanted), None)
