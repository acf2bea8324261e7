"""Sending things back, for the money or for something else."""

from __future__ import annotations

import re

from actions.base import AmendsAction
from actions.choices import WHOLE_ORDER, item_name
from actions.forms import Draft, remind_of_left_topic
from actions.order_form import OrderForm
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.rules import returnable_lines

_INSTEAD = re.compile(
    r"\b(?:for|por)\s+(?!another|an?other|a different|otr[oa]|favor|qu[eé]\b)"
    r"(?P<what>(?:the|an?|el|la|los|las|un[oa]?|size|talla)\s[^?.!]{2,80})",
    re.IGNORECASE,
)
"""What stands after "for" or "por" when something is exchanged."""


class ReturnForm(OrderForm):
    """Finds out what is to be sent back, and whether that is wanted or only asked about."""

    form = "return_form"
    intents = ("return_item",)
    own_slots = ("line", "product", "confirmation")
    needs_line = True

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask whether to arrange it, unless it is too late or too early anyway."""
        if draft.get("confirmation"):
            return None
        returnable_lines(self.order(turn, draft), (), self.services.clock.now())
        return "confirmation"


class AskReturnConfirmation(AmendsAction):
    """Says how sending back works, and asks whether to arrange it."""

    action_name = "action_ask_return_form_confirmation"

    def act(self, turn: Turn) -> list[Event]:
        """Name what would go back; the choice names it, too."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        if customer_id is None or number is None:
            return []
        order = self.services.customers.find_order(customer_id, number)
        chosen = _lines(turn)
        items = [
            item_name(line, turn.language)
            for line in order.lines
            if chosen is None or line.line in chosen
        ]
        about = {"order_number": order.number, "confirmed": "yes"}
        turn.say(
            "utter_confirm_return",
            values={"order_number": order.number, "items": items},
            choices=(
                Choice(
                    "label_yes_return",
                    "return_item",
                    {**about, "line": turn.slot("line") or WHOLE_ORDER},
                ),
                Choice("label_no_keep", "deny"),
            ),
        )
        return []


class RequestReturn(AmendsAction):
    """Agrees on a return, and says how and until when it works."""

    action_name = "action_request_return"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Agree on sending back what the form has found."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        if customer_id is None or number is None:
            return []
        agreed = self.services.customers.request_return(
            customer_id, number, lines=_lines(turn), reason="", key=turn.key()
        )
        turn.say(
            "utter_return_agreed",
            values={
                "order_number": agreed.order_number,
                "reference": agreed.reference,
                "send_by": agreed.send_by.date().isoformat(),
                "amount": agreed.value.to_wire(),
            },
        )
        remind_of_left_topic(turn)
        return set_slots(line=None, product=None, confirmation=None)


class ExchangeForm(OrderForm):
    """Finds out what is to be exchanged, and for what."""

    form = "exchange_form"
    intents = ("exchange_item",)
    own_slots = ("line", "product", "wanted_item")
    needs_line = True
    free_text = frozenset({"wanted_item"})

    def read_own(self, turn: Turn, draft: Draft) -> bool:
        """Take what is wanted instead where the wish says so: "for the red one"."""
        wanted = _INSTEAD.search(turn.text) if turn.intent in self.intents else None
        if wanted is not None:
            draft.put(wanted_item=wanted["what"].strip(" .!"))
        return super().read_own(turn, draft)

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Ask what the customer wants instead, unless it is too late or too early anyway."""
        if draft.get("wanted_item"):
            return None
        returnable_lines(self.order(turn, draft), (), self.services.clock.now())
        return "wanted_item"


class RequestExchange(AmendsAction):
    """Agrees on an exchange, and says how and until when it works."""

    action_name = "action_request_exchange"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Agree on exchanging what the form has found."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        wish = turn.slot("wanted_item")
        if customer_id is None or number is None or wish is None:
            return []
        lines = _lines(turn)
        agreed = self.services.customers.request_exchange(
            customer_id, number, wish=wish, line=lines[0] if lines else None, key=turn.key()
        )
        turn.say(
            "utter_exchange_agreed",
            values={
                "order_number": agreed.order_number,
                "reference": agreed.reference,
                "send_by": agreed.send_by.date().isoformat(),
                "wish": agreed.wish,
            },
        )
        remind_of_left_topic(turn)
        return set_slots(line=None, product=None, wanted_item=None)


def _lines(turn: Turn) -> tuple[int, ...] | None:
    line = turn.slot("line")
    return None if line is None or line == WHOLE_ORDER else (int(line),)
