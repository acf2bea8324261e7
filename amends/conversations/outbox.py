"""What has yet to be sent to a platform, with back-off until the platform takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from amends.conversations.tables import outbox
from amends.ids import ConversationId

MOST_ATTEMPTS = 12
"""After so many failures a delivery is put aside as dead, for a person to look at."""

_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=10)
_CLOCK_WAS_SET_BACK = _LONGEST_WAIT * 2
"""Nothing is put off for so long; a time farther ahead was noted by another clock."""


@dataclass(frozen=True)
class Delivery:
    """One message on its way to a platform."""

    id: int
    conversation_id: ConversationId
    seq: int
    channel: str
    attempts: int


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: doubling, ten minutes at most."""
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), _LONGEST_WAIT)


def put(
    tx: Connection, conversation_id: ConversationId, seq: int, channel: str, now: datetime
) -> None:
    """Queue a message for delivery."""
    tx.execute(
        insert(outbox).values(
            conversation_id=conversation_id,
            seq=seq,
            channel=channel,
            state="pending",
            attempts=0,
            due_at=now,
        )
    )


def due(tx: Connection, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Return the first waiting delivery of each conversation, where it is due."""
    first = (
        select(func.min(outbox.c.id).label("id"))
        .where(outbox.c.state == "pending")
        .group_by(outbox.c.conversation_id)
        .subquery()
    )
    rows = tx.execute(
        select(outbox)
        .join(first, and_(first.c.id == outbox.c.id))
        .where(or_(outbox.c.due_at <= now, outbox.c.due_at > now + _CLOCK_WAS_SET_BACK))
        .order_by(outbox.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
    )
    return tuple(
        Delivery(row.id, row.conversation_id, row.seq, row.channel, row.attempts) for row in rows
    )


def reserve(tx: Connection, delivery: Delivery, until: datetime) -> None:
    """Keep other senders away from a delivery while it is being tried."""
    tx.execute(update(outbox).where(outbox.c.id == delivery.id).values(due_at=until))


def delivered(tx: Connection, delivery: Delivery) -> None:
    """Record that the platform has taken the message."""
    tx.execute(
        update(outbox)
        .where(outbox.c.id == delivery.id)
        .values(state="delivered", attempts=delivery.attempts + 1, failure=None)
    )


def failed(
    tx: Connection, delivery: Delivery, failure: str, now: datetime, *, final: bool = False
) -> bool:
    """Record a failure; True when it was the last attempt and the delivery is dead.

    Args:
        tx: The open writing transaction.
        delivery: What was tried.
        failure: The code of what went wrong.
        now: When it failed.
        final: Whether trying again makes no sense.
    """
    attempts = delivery.attempts + 1
    dead = final or attempts >= MOST_ATTEMPTS
    tx.execute(
        update(outbox)
        .where(outbox.c.id == delivery.id)
        .values(
            state="dead" if dead else "pending",
            attempts=attempts,
            failure=failure,
            due_at=now + wait_after(attempts),
        )
    )
    return dead


def dead_count(tx: Connection) -> int:
    """Return how many deliveries were given up."""
    return tx.execute(
        select(func.count()).select_from(outbox).where(outbox.c.state == "dead")
    ).scalar_one()
