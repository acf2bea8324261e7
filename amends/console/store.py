"""Counts and ids of offers that only the console asks for; in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, or_, select

from amends.conversations.model import Mode
from amends.conversations.tables import conversations
from amends.ids import AgentId, OfferId
from amends.recovery.model import OfferState
from amends.recovery.tables import moves, offers

_DECIDED = (OfferState.APPROVED, OfferState.AMENDED, OfferState.DECLINED, OfferState.EXPIRED)


def decided(tx: Connection, limit: int) -> tuple[OfferId, ...]:
    """Return the offers that no longer wait for approval, the latest first.

    One that was withdrawn while it waited is among them; approvers want to know where it went.
    """
    withdrawn = and_(
        moves.c.before == OfferState.PENDING_APPROVAL, moves.c.after == OfferState.WITHDRAWN
    )
    rows = tx.execute(
        select(moves.c.offer_id)
        .where(or_(moves.c.after.in_(_DECIDED), withdrawn))
        .order_by(moves.c.at.desc(), moves.c.offer_id)
        .limit(limit)
    )
    return tuple(OfferId(row.offer_id) for row in rows)


def count_pending(tx: Connection) -> int:
    """Return how many offers wait for approval."""
    return tx.execute(
        select(func.count())
        .select_from(offers)
        .where(offers.c.state == OfferState.PENDING_APPROVAL)
    ).scalar_one()


def count_waiting(tx: Connection) -> int:
    """Return how many conversations wait for a person."""
    return tx.execute(
        select(func.count()).select_from(conversations).where(conversations.c.mode == Mode.WAITING)
    ).scalar_one()


def count_held(tx: Connection, agent_id: AgentId) -> int:
    """Return how many conversations an agent has."""
    return tx.execute(
        select(func.count())
        .select_from(conversations)
        .where(conversations.c.mode == Mode.AGENT, conversations.c.assigned_to == agent_id)
    ).scalar_one()
