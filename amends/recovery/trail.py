"""The append-only record of every step of every offer: nothing here changes or deletes a row."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from amends.ids import OfferId
from amends.recovery.model import Move, OfferState
from amends.recovery.tables import moves

ASSISTANT = "assistant"
CUSTOMER = "customer"
SYSTEM = "system"


def record(tx: Connection, move: Move) -> None:
    """Record a step; a second one with the same version is refused by the primary key."""
    tx.execute(
        insert(moves).values(
            offer_id=move.offer_id,
            version=move.version,
            before=None if move.before is None else move.before.value,
            after=move.after.value,
            actor=move.actor,
            reason=move.reason,
            at=move.at,
        )
    )


def read(tx: Connection, offer_id: OfferId) -> tuple[Move, ...]:
    """Return the steps of an offer, the first first."""
    rows = tx.execute(select(moves).where(moves.c.offer_id == offer_id).order_by(moves.c.version))
    return tuple(
        Move(
            offer_id=OfferId(row.offer_id),
            version=row.version,
            before=None if row.before is None else OfferState(row.before),
            after=OfferState(row.after),
            actor=row.actor,
            reason=row.reason,
            at=row.at,
        )
        for row in rows
    )
