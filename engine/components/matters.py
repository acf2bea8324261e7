"""Which intents are matters of their own, which belong together, and which come first."""

from __future__ import annotations

from collections.abc import Iterable

_WRONG = frozenset(
    {
        "order_late", "order_missing", "item_damaged", "item_wrong", "item_defective",
        "billing_wrong_charge", "service_outage",
    }
)  # fmt: skip
"""What went wrong with an order or a service."""

_OF_GOODS = frozenset({"item_damaged", "item_wrong", "item_defective"})
_OF_DELIVERY = frozenset({"order_late", "order_missing"})

_CURED_BY: dict[str, frozenset[str]] = {
    "refund_request": _WRONG,
    "request_compensation": _WRONG,
    "return_item": _OF_GOODS,
    "exchange_item": _OF_GOODS,
    "cancel_order": _OF_DELIVERY,
}
"""What customers want done, and about what."""

_ORDER: tuple[frozenset[str], ...] = (
    frozenset({"change_language"}),
    frozenset({"cancel_order", "change_address"}),
    _WRONG | {"account_access"},
    frozenset(
        {
            "refund_request", "request_compensation", "return_item", "exchange_item",
            "cancel_subscription",
        }
    ),
    frozenset({"complaint_service"}),
    frozenset({"order_status", "refund_status", "product_question"}),
    frozenset({"personalisation_opt_out", "personalisation_opt_in", "privacy_export"}),
    frozenset({"privacy_erase"}),
)  # fmt: skip
"""What has to be acted on first comes first: what will soon be too late, then what is wrong, then
what is wanted, then what is asked; and data are erased when everything else is settled."""

MATTERS = frozenset[str]().union(*_ORDER)
"""Intents that something has to be done about, beside answering in kind."""

_SAME: tuple[frozenset[str], ...] = (
    _OF_DELIVERY | {"order_status"},
    _OF_GOODS,
    frozenset(
        {"return_item", "exchange_item", "refund_request", "request_compensation", "refund_status"}
    ),
    frozenset({"cancel_order", "refund_request", "return_item", "refund_status"}),
    frozenset({"cancel_subscription", "refund_request"}),
    frozenset({"billing_wrong_charge", "refund_status"}),
    frozenset({"service_outage", "item_defective", "account_access"}),
    frozenset({"personalisation_opt_out", "personalisation_opt_in"}),
)
"""Intents that are two sides of one matter when a message has both."""

_APART = frozenset({frozenset({"refund_status", "exchange_item"})})
"""Exceptions to that."""

_NEAR: tuple[frozenset[str], ...] = (
    *(
        frozenset({"complaint_service", other})
        for other in ("order_late", "order_missing", "item_wrong", "billing_wrong_charge")
    ),
    *(
        frozenset({"order_status", other})
        for other in (
            "item_wrong", "item_defective", "refund_status", "service_outage", "change_address",
            "request_compensation", "cancel_order",
        )
    ),
    *(
        frozenset({"change_address", other})
        for other in ("account_access", "exchange_item", "cancel_order")
    ),
    frozenset({"refund_status", "order_late"}),
    *(
        frozenset({"billing_wrong_charge", other})
        for other in ("cancel_subscription", "cancel_order", "item_wrong")
    ),
    frozenset({"order_missing", "item_damaged"}),
    frozenset({"cancel_order", "cancel_subscription", "exchange_item"}),
    frozenset({"privacy_erase", "privacy_export", "personalisation_opt_out"}),
    frozenset({"personalisation_opt_in", "return_item", "cancel_order"}),
)  # fmt: skip
"""Intents that the words of one matter easily take for each other."""


def one_matter(first: str, second: str) -> bool:
    """Tell whether two intents in one message are about the same thing."""
    if first == second:
        return True
    if frozenset({first, second}) in _APART:
        return False
    return is_cure_of(first, second) or is_cure_of(second, first) or _both_in(_SAME, first, second)


def is_cure_of(wish: str, problem: str) -> bool:
    """Tell whether a wish is what is to be done about a problem."""
    return problem in _CURED_BY.get(wish, ())


def are_near(first: str, second: str) -> bool:
    """Tell whether two intents are easily taken for each other."""
    return first != second and _both_in(_NEAR, first, second)


def urgency(intent: str) -> int:
    """Return the place of an intent in the order in which matters are acted on."""
    return next(place for place, intents in enumerate(_ORDER) if intent in intents)


def _both_in(groups: Iterable[frozenset[str]], first: str, second: str) -> bool:
    return any(first in group and second in group for group in groups)
