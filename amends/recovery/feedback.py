"""What customers say of how it went, from 1 (very bad) to 5 (very good)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from amends.errors import Invalid
from amends.ids import ConversationId, OfferId, new_id
from amends.recovery.tables import ratings

LOWEST = 1
HIGHEST = 5


@dataclass(frozen=True)
class Rating:
    """What a customer says of how it went; ``offer_id`` names the offer it is about, if any."""

    id: str
    conversation_id: ConversationId
    offer_id: OfferId | None
    score: int
    at: datetime


def new_rating(
    conversation_id: ConversationId, offer_id: OfferId | None, score: int, at: datetime
) -> Rating:
    """Return a rating.

    Raises:
        Invalid: The score is not 1, 2, 3, 4 or 5.
    """
    if score not in range(LOWEST, HIGHEST + 1):
        raise Invalid("A rating is a number from 1 to 5", code="rating_out_of_range")
    return Rating(new_id("rat"), conversation_id, offer_id, int(score), at)


def add(tx: Connection, rating: Rating) -> None:
    """Keep a rating."""
    tx.execute(
        insert(ratings).values(
            id=rating.id,
            conversation_id=rating.conversation_id,
            offer_id=rating.offer_id,
            score=rating.score,
            at=rating.at,
        )
    )


def get(tx: Connection, rating_id: str) -> Rating:
    """Return a rating that is known to exist."""
    row = tx.execute(select(ratings).where(ratings.c.id == rating_id)).one()
    return Rating(
        id=row.id,
        conversation_id=ConversationId(row.conversation_id),
        offer_id=None if row.offer_id is None else OfferId(row.offer_id),
        score=row.score,
        at=row.at,
    )


def latest_score(tx: Connection, conversation_id: ConversationId) -> int | None:
    """Return what the customer said last of how a conversation went."""
    return tx.execute(
        select(ratings.c.score)
        .where(ratings.c.conversation_id == conversation_id)
        .order_by(ratings.c.at.desc(), ratings.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def scores(tx: Connection, offer_ids: Sequence[OfferId]) -> dict[OfferId, int]:
    """Return the last rating of each of these offers that has one."""
    rows = tx.execute(
        select(ratings.c.offer_id, ratings.c.score)
        .where(ratings.c.offer_id.in_(offer_ids))
        .order_by(ratings.c.at, ratings.c.id)
    )
    return {OfferId(row.offer_id): row.score for row in rows}
