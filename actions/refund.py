"""Refunds that are promised, under way or done."""

from __future__ import annotations

from actions.base import AmendsAction
from actions.choices import REPORT_PROBLEM, TALK_TO_PERSON
from actions.forms import Draft
from actions.order_form import OrderForm
from actions.turn import Event, Turn
from amends.customers.model import Payment, PaymentState, Subscription

MOST_TOLD = 3
"""How many refunds are told about in one answer."""


class RefundStatusForm(OrderForm):
    """Finds out who asks about a refund."""

    form = "refund_status_form"
    intents = ("refund_status",)

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Ask guests for order number and e-mail; who is known is told about all refunds."""
        return self.missing_identity(turn, draft)


class TellRefundStatus(AmendsAction):
    """Says how far the customer's refunds are."""

    action_name = "action_refund_status"
    may_offer_person = True
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Tell about the refunds for the order asked for, or about the latest ones and credits."""
        customer_id = turn.customer_id
        if customer_id is None:
            turn.say("utter_identify_first")
            return []
        number = turn.entity("order_number")
        status = self.services.customers.refund_status(customer_id, number)
        held = self.services.customers.subscriptions(customer_id) if number is None else ()
        credited = [one for one in held if one.credit.amount_minor > 0]
        if not status.refunds and not credited:
            turn.say("utter_refund_none", choices=(REPORT_PROBLEM, TALK_TO_PERSON))
        for refund in status.refunds[:MOST_TOLD]:
            _tell(turn, refund)
        for one in credited:
            _tell_credit(turn, one)
        return []


def _tell_credit(turn: Turn, subscription: Subscription) -> None:
    values = {
        "amount": subscription.credit.to_wire(),
        "item": subscription.product.name_in(turn.language),
    }
    if subscription.renews_at is None:
        turn.say("utter_credit_without_bill", values=values, choices=(TALK_TO_PERSON,))
    else:
        due = subscription.renews_at.date().isoformat()
        turn.say("utter_credit_open", values={**values, "due": due})


def _tell(turn: Turn, refund: Payment) -> None:
    values = {
        "amount": refund.money.to_wire(),
        "order_number": refund.order_number or "",
        "started": refund.at.date().isoformat(),
        "there": (refund.settles_at or refund.at).date().isoformat(),
    }
    match refund.state:
        case PaymentState.SETTLED:
            turn.say("utter_refund_settled", values=values)
        case PaymentState.FAILED:
            turn.say("utter_refund_failed", values=values, choices=(TALK_TO_PERSON,))
        case PaymentState.PENDING:
            turn.say("utter_refund_under_way", values=values)
