"""What went wrong: finding out about it, and writing it down."""

from __future__ import annotations

from actions.base import AmendsAction
from actions.choices import TALK_TO_PERSON, WHOLE_ORDER
from actions.forms import Draft
from actions.order_form import OrderForm
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.model import Order, OrderState
from amends.recovery.model import IssueKind, RemedyKind

WITHOUT_ORDER = frozenset({IssueKind.SERVICE_OUTAGE, IssueKind.COMPLAINT_SERVICE})
"""Problems that no order has to be named for, and that anybody may report."""

OF_ONE_THING = frozenset({IssueKind.ITEM_DAMAGED, IssueKind.ITEM_WRONG, IssueKind.ITEM_DEFECTIVE})
"""Problems of one thing in an order."""

PROBLEMS = tuple(kind for kind in IssueKind if kind is not IssueKind.REFUND_REQUEST)
"""What can go wrong; wanting the money back says nothing about it yet."""

_WISH_OF_INTENT = {
    "refund_request": RemedyKind.REFUND,
    "request_compensation": RemedyKind.VOUCHER,
}


class IssueForm(OrderForm):
    """Finds out what went wrong, and with which order."""

    form = "issue_form"
    intents = ("refund_request", "request_compensation", *(kind.value for kind in PROBLEMS))
    own_slots = ("issue_kind", "wish", "line", "product")

    def topic(self, turn: Turn) -> str:
        """Return the problem's intent, or that of its wish as long as it is not known."""
        return str(turn.slot("issue_kind") or "refund_request")

    def purpose(self, turn: Turn, draft: Draft) -> str:
        """Let the problem decide which orders fit."""
        return draft.get("issue_kind") or self.topic(turn)

    def read_own(self, turn: Turn, draft: Draft) -> bool:
        """Take the problem, and what the customer wants for it."""
        wish = _WISH_OF_INTENT.get(turn.also_says(_WISH_OF_INTENT) or turn.intent)
        problem = turn.also_says(PROBLEMS)
        if wish is not None:
            draft.put(wish=wish)
        if problem is not None:
            draft.put(issue_kind=problem)
        elif turn.intent in _WISH_OF_INTENT:
            if turn.entity("unspecified") or turn.slot("requested_slot") == "issue_kind":
                draft.put(issue_kind=IssueKind.REFUND_REQUEST)
        elif turn.intent in PROBLEMS and not self._is_only_the_value(turn):
            draft.put(issue_kind=turn.intent)
        return turn.intent in self.intents

    def _is_only_the_value(self, turn: Turn) -> bool:
        """Whether a message gives the order, and so says nothing new about the problem."""
        known = turn.slot("issue_kind") is not None and turn.was_filling(self.form)
        return known and bool(turn.text) and self.is_short_answer(turn)

    def missing_before_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask what went wrong, unless a problem is open already."""
        if draft.get("issue_kind") is not None:
            return None
        open_issue = self.services.recovery.open_issue(turn.conversation_id)
        if open_issue is None:
            return "issue_kind"
        draft.put(issue_kind=open_issue.kind, order_number=open_issue.order_number)
        return None

    def needs_identity(self, draft: Draft) -> bool:
        """Anybody may complain or report an outage."""
        return draft.get("issue_kind") not in WITHOUT_ORDER

    def wants_line(self, draft: Draft) -> bool:
        """Only some problems are about one thing in the order."""
        return draft.get("issue_kind") in OF_ONE_THING

    def may_assume(self, draft: Draft, order: Order) -> bool:
        """Ask about an order that has not arrived before something in it is taken for broken."""
        state = self.services.customers.order_status(order).state
        return not self.wants_line(draft) or state is OrderState.DELIVERED


class AskIssueKind(AmendsAction):
    """Asks what went wrong."""

    action_name = "action_ask_issue_kind"

    def act(self, turn: Turn) -> list[Event]:
        """Offer what goes wrong most often."""
        kinds = (
            IssueKind.ITEM_DAMAGED,
            IssueKind.ORDER_LATE,
            IssueKind.ORDER_MISSING,
            IssueKind.ITEM_WRONG,
            IssueKind.ITEM_DEFECTIVE,
            IssueKind.BILLING_WRONG_CHARGE,
        )
        choices = [Choice(f"label_topic_{kind}", kind) for kind in kinds]
        choices.append(Choice("label_changed_my_mind", "return_item"))
        choices.append(Choice("label_something_else", "refund_request", {"unspecified": "yes"}))
        turn.say("utter_ask_issue_kind", choices=choices)
        return []


class ReportIssue(AmendsAction):
    """Writes a problem down, and owns it."""

    action_name = "action_report_issue"

    def act(self, turn: Turn) -> list[Event]:
        """Report what the form has found, unless it turns out that nothing is wrong."""
        kind = IssueKind(turn.slot("issue_kind"))
        order = self._order(turn, kind)
        if order is not None and self._is_in_time(turn, kind, order):
            return set_slots(issue_id=None)
        issue = self.services.recovery.report_issue(
            turn.conversation_id,
            turn.customer_id,
            kind,
            order_number=None if order is None else order.number,
            line=_line(turn),
            description=turn.told_with(kind),
            key=turn.key(),
        )
        if issue.id != turn.slot("issue_id"):
            about = {} if order is None else {"order_number": order.number}
            known = issue.is_from_elsewhere
            turn.say("utter_issue_known" if known else f"utter_sorry_{kind}", values=about)
        return set_slots(issue_id=issue.id)

    def _order(self, turn: Turn, kind: IssueKind) -> Order | None:
        number, customer_id = turn.slot("order_number"), turn.customer_id
        if kind in WITHOUT_ORDER or number is None or customer_id is None:
            return None
        return self.services.customers.find_order(customer_id, number)

    def _is_in_time(self, turn: Turn, kind: IssueKind, order: Order) -> bool:
        """Tell the customer when an order that seems late or lost is still in time."""
        if kind not in {IssueKind.ORDER_LATE, IssueKind.ORDER_MISSING}:
            return False
        status = self.services.customers.order_status(order)
        if status.is_late or status.state in {OrderState.DELIVERED, OrderState.LOST}:
            return False
        turn.say(
            "utter_order_in_time",
            values={"order_number": order.number, "expected": status.expected.isoformat()},
            choices=(TALK_TO_PERSON,),
        )
        return True


def _line(turn: Turn) -> int | None:
    line = turn.slot("line")
    return None if line is None or line == WHOLE_ORDER else int(line)
