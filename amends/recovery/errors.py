"""What recovery refuses, beyond the general errors."""

from __future__ import annotations

from amends.errors import Conflict


class OfferLapsed(Conflict):
    """The time in which the offer could be answered is over."""

    default_code = "offer_lapsed"

    def __init__(self) -> None:
        super().__init__("This offer has lapsed")


class AlreadyDecided(Conflict):
    """Somebody else was faster, or nothing waits for a decision any more."""

    default_code = "already_decided"

    def __init__(self) -> None:
        super().__init__("This offer was already decided")


class OfferWithdrawn(Conflict):
    """What the offer was for fell away before it was accepted."""

    default_code = "offer_withdrawn"

    def __init__(self) -> None:
        super().__init__("The customer has corrected what went wrong, so this offer was withdrawn")
