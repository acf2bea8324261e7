"""What the console's pages are sent about offers and the decisions on them."""

from __future__ import annotations

from collections.abc import Sequence

from amends.console.customer_wire import customer_wire, history_wire, money_wire, order_wire
from amends.console.wire import Names, named
from amends.recovery.approvals import Approval
from amends.recovery.explanation import Alternative, Reason
from amends.recovery.model import Issue, Move, Offer
from amends.storage.types import JsonValue
from language import DEFAULT, Catalogue


class ApprovalWire:
    """Describes approvals; sentences are English, the language of the pages."""

    def __init__(self, *, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def item(self, approval: Approval, *, names: Names) -> dict[str, JsonValue]:
        """Describe an approval as it stands in a list."""
        offer, issue, customer = approval.offer, approval.issue, approval.customer
        return {
            **offer_wire(offer, names=names),
            "customer": None
            if customer is None
            else {
                "id": customer.id,
                "name": customer.name,
                "tier": customer.tier.value,
                "verified": offer.verified,
            },
            "language": approval.language,
            "issue": _issue(issue),
            "item": None if approval.line is None else approval.line.product.name,
            "why": [self._sentence(reason) for reason in approval.explanation.reasons],
            "due": [reason.value for reason in offer.approval_reasons],
            "frustration": {"level": round(approval.mood.frustration, 3)},
            "waiting_since": approval.waiting_since.isoformat(),
        }

    def everything(
        self, approval: Approval, *, trail: Sequence[Move], names: Names
    ) -> dict[str, JsonValue]:
        """Describe an approval with all that a decision needs."""
        offer, explanation = approval.offer, approval.explanation
        order, status = approval.order, approval.order_status
        return {
            **self.item(approval, names=names),
            "reasons": [reason.to_wire() for reason in explanation.reasons],
            "score": explanation.score,
            "parts": dict(explanation.parts),
            "considered": [self._alternative(offer, one) for one in explanation.considered],
            "risk": offer.risk,
            "wish": None if offer.wish is None else offer.wish.value,
            "personalised": offer.personalised,
            "mood": dict(approval.mood.annotation),
            "order": None if order is None or status is None else order_wire(order, status),
            "profile": None if approval.customer is None else customer_wire(approval.customer),
            "history": None if approval.history is None else history_wire(approval.history),
            "trail": [_move(move, names) for move in trail],
            "outcome": dict(offer.outcome),
        }

    def _alternative(self, offer: Offer, one: Alternative) -> dict[str, JsonValue]:
        judged = next((each for each in offer.candidates if each.remedy is one.remedy), None)
        return {
            "remedy": one.remedy.value,
            "money": money_wire(one.money),
            "score": one.score,
            "parts": {} if judged is None else dict(judged.parts),
            "possible": one.score is not None,
            "amount_is_free": one.remedy.amount_is_free,
            "why_not": self._sentence(one.why_not),
        }

    def _sentence(self, reason: Reason) -> str:
        return self._catalogue.render(reason.key, language=DEFAULT, values=reason.values)


def offer_wire(offer: Offer, *, names: Names) -> dict[str, JsonValue]:
    """Describe an offer: what, how much, how far, and who decided."""
    money = offer.money
    return {
        "id": offer.id,
        "conversation_id": offer.conversation_id,
        "state": offer.state.value,
        "remedy": offer.remedy.value,
        "amount": None if money is None else str(money.amount),
        "currency": None if money is None else money.currency,
        "amount_is_free": offer.remedy.amount_is_free,
        "proposed_at": offer.proposed_at.isoformat(),
        "expires_at": None if offer.expires_at is None else offer.expires_at.isoformat(),
        "decided_by": named(offer.decided_by, names),
        "decision_reason": offer.decision_reason,
    }


def _issue(issue: Issue) -> dict[str, JsonValue]:
    return {
        "kind": issue.kind.value,
        "order_number": issue.order_number,
        "line": issue.line,
        "description": issue.description,
        "reported_at": issue.reported_at.isoformat(),
    }


def _move(move: Move, names: Names) -> dict[str, JsonValue]:
    return {
        "before": None if move.before is None else move.before.value,
        "after": move.after.value,
        "actor": move.actor,
        "agent": named(move.actor, names),
        "reason": move.reason,
        "at": move.at.isoformat(),
    }
