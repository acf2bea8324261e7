"""Quick replies that several topics offer."""

from __future__ import annotations

from collections.abc import Iterable

from actions.turn import Choice
from amends.customers.model import Order, OrderLine

TALK_TO_PERSON = Choice("label_talk_to_person", "request_human")
REPORT_PROBLEM = Choice("label_report_problem", "refund_request")
TRACK_ORDER = Choice("label_track_order", "order_status")

MOST_ORDERS = 4
"""More buttons than these are not read any more."""

WHOLE_ORDER = "0"
"""The line that stands for everything in the order."""


def order_choices(orders: Iterable[Order], *, intent: str, language: str) -> tuple[Choice, ...]:
    """Return a choice for each order, named after the first thing in it."""
    return tuple(
        Choice(
            "label_order_item",
            intent,
            {"order_number": order.number},
            {"item": item_name(order.lines[0], language), "order_number": order.number},
        )
        if order.lines
        else Choice(
            "label_order",
            intent,
            {"order_number": order.number},
            {"order_number": order.number, "date": order.placed_at.date().isoformat()},
        )
        for order in list(orders)[:MOST_ORDERS]
    )


def line_choices(order: Order, *, intent: str, language: str) -> tuple[Choice, ...]:
    """Return a choice for each thing in an order, and one for all of it."""
    lines = tuple(
        Choice(
            "label_item",
            intent,
            {"order_number": order.number, "line": str(line.line)},
            {"item": item_name(line, language)},
        )
        for line in order.lines
    )
    everything = Choice(
        "label_everything", intent, {"order_number": order.number, "line": WHOLE_ORDER}
    )
    return (*lines, everything)


def topic_choice(intent: str) -> Choice:
    """Return the choice that takes up a topic."""
    return Choice(f"label_topic_{intent}", intent)


def item_name(line: OrderLine, language: str) -> str:
    """Return what a line is called in a language, with its colour or size if it has one."""
    name = line.product.name_in(language)
    return f"{name} ({line.variant_in(language)})" if line.variant else name
