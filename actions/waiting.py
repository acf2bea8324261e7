"""What a customer also wanted, and whether it can be taken up now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.turn import Turn
from amends.recovery.model import IssueKind
from amends.recovery.service import RecoveryService

TAKE_UP = "action_take_up_wish"
"""The action that takes up what the customer also wanted."""

_LEADS_TO_OFFER = frozenset({*IssueKind, "refund_request", "request_compensation"})


def next_wish(turn: Turn, recovery: RecoveryService) -> Mapping[str, Any] | None:
    """Return the wish to take up now: none while a form is filled in or an offer wants an answer.

    While a person looks at an offer, another problem waits: it would lead to another offer.
    """
    waiting = turn.waiting_wishes
    if not waiting or turn.form is not None or turn.is_reminded:
        return None
    offer = recovery.current_offer(turn.conversation_id)
    if offer is None:
        return waiting[0]
    if not offer.needs_approval:
        return None
    return next((wish for wish in waiting if wish["intent"] not in _LEADS_TO_OFFER), None)
