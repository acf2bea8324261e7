"""Where an order is, and what can still be changed about it: stopping it, its address."""

from __future__ import annotations

from actions.base import AmendsAction
from actions.choices import REPORT_PROBLEM, TALK_TO_PERSON, item_name
from actions.fitting import Candidate, Reference, fitting, referred
from actions.forms import Draft, Meaning, remind_of_left_topic
from actions.order_form import MOST_RECENT, OrderForm
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.model import LeftAt, Order, OrderState, OrderStatus
from amends.customers.rules import check_cancellable, check_readdressable
from amends.customers.text import clean_address
from amends.errors import Invalid, NotFound
from amends.ids import CustomerId

MOST_TOLD = 3
"""How many orders are told about in one answer."""


class OrderStatusForm(OrderForm):
    """Finds out who asks where an order is."""

    form = "order_status_form"
    intents = ("order_status",)

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Ask guests for order number and e-mail; who is known is told about what is coming."""
        return self.missing_identity(turn, draft)


class TellOrderStatus(AmendsAction):
    """Says where the customer's orders are."""

    action_name = "action_order_status"
    may_offer_person = True
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Tell about the order asked for, or about those that are on their way."""
        customer_id = turn.customer_id
        if customer_id is None:
            turn.say("utter_identify_first")
            return []
        told = self._orders(turn, customer_id)[:MOST_TOLD]
        for order in told:
            tell(turn, order, self.services.customers.order_status(order))
        return set_slots(order_number=told[0].number) if len(told) == 1 else []

    def _orders(self, turn: Turn, customer_id: CustomerId) -> tuple[Order, ...]:
        customers = self.services.customers
        number = turn.entity("order_number")
        if number is None and turn.follows(OrderStatusForm.form):
            number = turn.slot("order_number")
        if number is not None:
            try:
                return (customers.find_order(customer_id, number),)
            except NotFound:
                turn.say("utter_order_unknown", values={"order_number": number})
                return ()
        recent = customers.recent_orders(customer_id, limit=MOST_RECENT)
        if not recent:
            raise NotFound("The customer has no orders", code="no_orders")
        reference = turn.entity("reference")
        if reference in {Reference.FIRST, Reference.LAST}:
            found = referred(str(reference), recent)
            return () if found is None else (found,)
        current = turn.slot("order_number") if reference == Reference.OTHER else None
        if current is not None and len(recent) == 1:
            turn.say("utter_only_this_order", values={"order_number": recent[0].number})
            return recent
        candidates = [
            Candidate(order, customers.order_status(order))
            for order in recent
            if order.number != current
        ]
        return fitting("order_status", candidates, self.services.clock.now())[:MOST_TOLD]


class CancelForm(OrderForm):
    """Finds out which order is to be stopped, and whether the customer is sure."""

    form = "cancel_form"
    intents = ("cancel_order",)
    own_slots = ("confirmation",)

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask whether the customer is sure, unless it is too late anyway."""
        if draft.get("confirmation"):
            return None
        check_cancellable(self.order(turn, draft))
        return "confirmation"


class AskCancelConfirmation(AmendsAction):
    """Asks whether an order is really to be stopped."""

    action_name = "action_ask_cancel_form_confirmation"

    def act(self, turn: Turn) -> list[Event]:
        """Name the order and what it cost."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        if customer_id is None or number is None:
            return []
        order = self.services.customers.find_order(customer_id, number)
        turn.say(
            "utter_confirm_cancel_order",
            values={
                "order_number": order.number,
                "item": item_name(order.lines[0], turn.language),
                "total": order.total.to_wire(),
            },
            choices=(
                Choice(
                    "label_yes_cancel",
                    "cancel_order",
                    {"order_number": order.number, "confirmed": "yes"},
                ),
                Choice("label_no_keep", "deny"),
            ),
        )
        return []


class CancelOrder(AmendsAction):
    """Stops an order and says what happens with the money."""

    action_name = "action_cancel_order"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Stop the order that the form has found."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        if customer_id is None or number is None:
            return []
        done = self.services.customers.cancel_order(customer_id, number, key=turn.key())
        if done.refund is None:
            turn.say("utter_order_stopped", values={"order_number": number})
        else:
            turn.say(
                "utter_order_stopped_and_refunded",
                values={"order_number": number, "amount": done.refund.money.to_wire()},
            )
        remind_of_left_topic(turn)
        return set_slots(confirmation=None)


class AddressForm(OrderForm):
    """Finds out which order is to go to another address, and to which."""

    form = "address_form"
    intents = ("change_address",)
    own_slots = ("new_address",)
    free_text = frozenset({"new_address"})

    def meaning(self, turn: Turn, draft: Draft) -> Meaning:
        """Take an address that comes before it was asked for; its postcode is no order number."""
        if turn.slot("requested_slot") == "order_number" and _has_postcode(turn):
            draft.put(new_address=turn.text)
            return Meaning.ANSWER
        return super().meaning(turn, draft)

    def is_free_text(self, turn: Turn, requested: str) -> bool:
        """Take what looks like an address for one, whatever it may mean besides."""
        has_digit = any(letter.isdecimal() for letter in turn.text)
        if has_digit and turn.other_words >= 2:  # noqa: PLR2004 - a street and its number
            return "?" not in turn.text and not turn.entity("order_number")
        return super().is_free_text(turn, requested)

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask for the address, unless it is too late anyway."""
        address = draft.get("new_address")
        if address is None:
            check_readdressable(self.order(turn, draft))
            return "new_address"
        try:
            draft.put(new_address=clean_address(address))
        except Invalid:
            turn.say("utter_address_unclear")
            draft.forget("new_address")
            return "new_address"
        return None


class ChangeAddress(AmendsAction):
    """Sends an order to another address."""

    action_name = "action_change_address"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Change the address of the order that the form has found."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        address = turn.slot("new_address")
        if customer_id is None or number is None or address is None:
            return []
        changed = self.services.customers.change_address(
            customer_id, number, address, key=turn.key()
        )
        turn.say("utter_address_changed", values={"order_number": number, "address": changed})
        remind_of_left_topic(turn)
        return set_slots(new_address=None)


def _has_postcode(turn: Turn) -> bool:
    """Whether a bare number stands between other words and another number, as in an address."""
    words = turn.beside_values
    return (
        turn.typed("order_number").isdecimal()
        and any(letter.isdecimal() for letter in words)
        and turn.other_words >= 3  # noqa: PLR2004 - a street, its number and a town
        and "?" not in words
    )


def tell(turn: Turn, order: Order, status: OrderStatus) -> None:
    """Say where an order is, and offer what helps if something is wrong with it."""
    values = {
        "order_number": order.number,
        "item": item_name(order.lines[0], turn.language) if order.lines else order.number,
        "expected": status.expected.isoformat(),
    }
    report = {"order_number": order.number}
    if status.state is OrderState.LOST:
        choice = Choice("label_make_it_right", "order_missing", report)
        turn.say("utter_order_lost", values=values, choices=(choice, TALK_TO_PERSON))
    elif status.is_late:
        choice = Choice("label_make_it_right", "order_late", report)
        turn.say(
            "utter_order_is_late",
            values={**values, "days_late": status.days_late},
            choices=(choice, TALK_TO_PERSON),
        )
    elif status.state is OrderState.DELIVERED and status.delivered is not None:
        place = f"state_left_{status.left_at or LeftAt.IN_PERSON}"
        turn.say(
            "utter_order_delivered",
            values={**values, "delivered": status.delivered.date().isoformat(), "place": place},
            choices=(Choice("label_not_there", "order_missing", report), REPORT_PROBLEM),
        )
    elif status.state in {OrderState.IN_TRANSIT, OrderState.OUT_FOR_DELIVERY} and status.carrier:
        turn.say(
            f"utter_order_{status.state}",
            values={**values, "carrier": status.carrier, "tracking": status.tracking or ""},
        )
    elif status.state is OrderState.CANCELLED:
        turn.say("utter_order_cancelled", values=values)
    else:
        turn.say("utter_order_preparing", values=values)
