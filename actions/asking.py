"""The questions of the forms that need to know the customer's orders."""

from __future__ import annotations

from collections.abc import Sequence

from actions.account import SubscriptionForm
from actions.base import AmendsAction
from actions.choices import line_choices, order_choices
from actions.forms import Draft
from actions.issue import IssueForm
from actions.order import AddressForm, CancelForm, OrderStatusForm
from actions.order_form import OrderForm
from actions.privacy import PrivacyForm
from actions.refund import RefundStatusForm
from actions.returns import ExchangeForm, ReturnForm
from actions.turn import Event, Turn

ORDER_FORMS: Sequence[type[OrderForm]] = (
    OrderStatusForm, CancelForm, AddressForm, IssueForm, RefundStatusForm, ReturnForm,
    ExchangeForm, SubscriptionForm, PrivacyForm,
)  # fmt: skip
"""All forms that begin by finding out whose order it is."""

_BY_NAME = {form.form: form for form in ORDER_FORMS}


class AskOrderNumber(AmendsAction):
    """Asks which order is meant."""

    action_name = "action_ask_order_number"

    def act(self, turn: Turn) -> list[Event]:
        """Offer the orders that fit; a guest is asked for the number."""
        kind = _BY_NAME.get(turn.form or "")
        if turn.customer_id is None or kind is None:
            turn.say("utter_ask_order_number")
            return []
        form = kind(self.services)
        orders = form.orders(turn, Draft(turn), turn.customer_id)
        turn.say(
            "utter_ask_which_order",
            choices=order_choices(orders, intent=form.topic(turn), language=turn.language),
        )
        return []


class AskLine(AmendsAction):
    """Asks which thing in an order is meant."""

    action_name = "action_ask_line"

    def act(self, turn: Turn) -> list[Event]:
        """Offer what is in the order."""
        kind, number = _BY_NAME.get(turn.form or ""), turn.slot("order_number")
        if turn.customer_id is None or kind is None or number is None:
            return []
        order = self.services.customers.find_order(turn.customer_id, number)
        turn.say(
            "utter_ask_line",
            values={"order_number": order.number},
            choices=line_choices(
                order, intent=kind(self.services).topic(turn), language=turn.language
            ),
        )
        return []
