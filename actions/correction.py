"""No, the other order: doing again for another order what was done last."""

from __future__ import annotations

from actions.asking import ORDER_FORMS
from actions.base import AmendsAction, then
from actions.choices import REPORT_PROBLEM, TALK_TO_PERSON, TRACK_ORDER
from actions.issue import IssueForm
from actions.order import TellOrderStatus
from actions.turn import Event, Turn, set_slots
from amends.ids import IssueId
from amends.recovery.model import IssueState

_FORMS = {form.form: form for form in ORDER_FORMS}


class CorrectOrder(AmendsAction):
    """Takes the other order for what was done last."""

    action_name = "action_correct_order"

    def act(self, turn: Turn) -> list[Event]:
        """Tell about the other order, or go through the last form again for it."""
        customer_id = turn.customer_id
        if customer_id is not None:
            orders = self.services.customers.recent_orders(customer_id, limit=2)
            if len(orders) == 1:
                turn.say("utter_only_this_order", values={"order_number": orders[0].number})
                return []
        last = turn.last_done({TellOrderStatus.action_name, *_FORMS})
        if last == TellOrderStatus.action_name:
            return [then(last)]
        if last in _FORMS:
            if last == IssueForm.form:
                self._take_back_issue(turn)
            topic = _FORMS[last](self.services).topic(turn)
            return [*set_slots(left_topic=topic, confirmation=None), then(last)]
        turn.say("utter_what_can_i_do", choices=(TRACK_ORDER, REPORT_PROBLEM, TALK_TO_PERSON))
        return []

    def _take_back_issue(self, turn: Turn) -> None:
        """Take back what was reported of the wrong order, and say so if an offer falls with it."""
        recovery, issue_id = self.services.recovery, turn.slot("issue_id")
        if issue_id is None or recovery.issue(IssueId(issue_id)).state is IssueState.SETTLED:
            return
        offer = recovery.current_offer(turn.conversation_id)
        issue = recovery.withdraw_issue(
            IssueId(issue_id), reason="order_corrected", key=turn.key("take_back")
        )
        if offer is not None and offer.issue_id == issue.id:
            turn.say("utter_issue_taken_back", values={"order_number": issue.order_number})
