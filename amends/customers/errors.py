"""What the customers' services refuse, each with a code that has a wording (`reason_<code>`)."""

from __future__ import annotations

from enum import StrEnum

from amends.errors import Conflict, Unauthorized


class Refusal(StrEnum):
    """Why something cannot be done with an order, a subscription or money."""

    ALREADY_CANCELLED = "already_cancelled"
    ALREADY_SHIPPED = "already_shipped"
    ALREADY_DELIVERED = "already_delivered"
    NOT_DELIVERED = "not_delivered"
    WINDOW_OVER = "window_over"
    NOT_RETURNABLE = "not_returnable"
    ALREADY_RETURNED = "already_returned"
    NOTHING_TO_REFUND = "nothing_to_refund"
    REFUND_TOO_HIGH = "refund_too_high"
    SUBSCRIPTION_ENDED = "subscription_ended"


class NotPossible(Conflict):
    """A rule of the shop forbids it; ``code`` and ``refusal`` say which."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Not possible: {refusal.value.replace('_', ' ')}", code=refusal.value)
        self.refusal = refusal


class IdentityNotProven(Unauthorized):
    """Order number and e-mail do not belong together; the same for every reason why not."""

    default_code = "identity_not_proven"

    def __init__(self) -> None:
        super().__init__("The order number and the e-mail address do not match")
