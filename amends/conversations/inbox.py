"""What waits for its turn, strictly in order within a conversation; and who has the turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from amends.conversations.model import InboxItem, InboxKind, Payload
from amends.conversations.tables import conversations, entries, inbox
from amends.ids import ConversationId
from amends.storage.types import JsonValue

LEASE = timedelta(seconds=6)
"""How long a conversation stays with a dispatcher that no longer says anything."""

_CLOCK_WAS_SET_BACK = timedelta(minutes=1)
"""Nothing is put off or leased for so long; a time farther ahead was noted by another clock."""


def find_seq(tx: Connection, *, channel: str, account: str, source_id: str) -> int | None:
    """Return the log number of a message that was received before."""
    return tx.execute(
        select(inbox.c.seq).where(
            inbox.c.channel == channel,
            inbox.c.account == account,
            inbox.c.source_id == source_id,
        )
    ).scalar_one_or_none()


def is_known(tx: Connection, *, channel: str, account: str, source_id: str) -> bool:
    """Whether a message or event with this id was received before."""
    return (
        tx.execute(
            select(inbox.c.id).where(
                inbox.c.channel == channel,
                inbox.c.account == account,
                inbox.c.source_id == source_id,
            )
        ).first()
        is not None
    )


def put(
    tx: Connection,
    *,
    conversation_id: ConversationId,
    channel: str,
    account: str,
    source_id: str,
    kind: InboxKind,
    seq: int | None,
    payload: Payload | None,
    now: datetime,
) -> None:
    """Add a message or event to the end of its conversation's queue."""
    content: Mapping[str, JsonValue] = (
        {} if payload is None else {"intent": payload.intent, "entities": dict(payload.entities)}
    )
    tx.execute(
        insert(inbox).values(
            conversation_id=conversation_id,
            channel=channel,
            account=account,
            source_id=source_id,
            kind=kind,
            seq=seq,
            payload=content,
            state="pending",
            attempts=0,
            due_at=now,
            received_at=now,
            delay_told=False,
        )
    )


def ready(tx: Connection, now: datetime, limit: int) -> tuple[ConversationId, ...]:
    """Return conversations whose first waiting item is due and that nobody has."""
    first = (
        select(inbox.c.conversation_id, func.min(inbox.c.id).label("id"))
        .where(inbox.c.state == "pending")
        .group_by(inbox.c.conversation_id)
        .subquery()
    )
    rows = tx.execute(
        select(inbox.c.conversation_id)
        .join(first, inbox.c.id == first.c.id)
        .join(conversations, conversations.c.id == inbox.c.conversation_id)
        .where(
            or_(inbox.c.due_at <= now, inbox.c.due_at > now + _CLOCK_WAS_SET_BACK),
            _is_free(now),
        )
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return tuple(ConversationId(row.conversation_id) for row in rows)


def _is_free(now: datetime) -> ColumnElement[bool]:
    until = conversations.c.lease_until
    return or_(until.is_(None), until < now, until > now + _CLOCK_WAS_SET_BACK)


def take_lease(tx: Connection, conversation_id: ConversationId, owner: str, now: datetime) -> bool:
    """Take or renew the lease on a conversation; False if somebody else has it."""
    taken = tx.execute(
        update(conversations)
        .where(
            conversations.c.id == conversation_id,
            or_(conversations.c.lease_owner == owner, _is_free(now)),
        )
        .values(lease_owner=owner, lease_until=now + LEASE)
    )
    return taken.rowcount == 1


def renew_leases(
    tx: Connection, conversation_ids: Sequence[ConversationId], owner: str, now: datetime
) -> None:
    """Renew those leases that this owner has, but for those being changed at this moment."""
    owned = (
        select(conversations.c.id)
        .where(conversations.c.id.in_(conversation_ids), conversations.c.lease_owner == owner)
        .with_for_update(skip_locked=True)
    )
    renewed = tx.execute(owned).scalars().all()
    tx.execute(
        update(conversations).where(conversations.c.id.in_(renewed)).values(lease_until=now + LEASE)
    )


def release_lease(tx: Connection, conversation_id: ConversationId, owner: str) -> None:
    """Give the conversation back."""
    tx.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


def first_waiting(
    tx: Connection, conversation_id: ConversationId, now: datetime
) -> InboxItem | None:
    """Return the item whose turn it is, if it is due."""
    row = tx.execute(
        select(inbox, entries.c.text)
        .outerjoin(
            entries,
            and_(
                entries.c.conversation_id == inbox.c.conversation_id, entries.c.seq == inbox.c.seq
            ),
        )
        .where(inbox.c.conversation_id == conversation_id, inbox.c.state == "pending")
        .order_by(inbox.c.id)
        .limit(1)
    ).one_or_none()
    if row is None or now < row.due_at <= now + _CLOCK_WAS_SET_BACK:
        return None
    return InboxItem(
        id=row.id,
        conversation_id=conversation_id,
        message_id=f"{row.channel}:{row.account}:{row.source_id}",
        kind=InboxKind(row.kind),
        seq=row.seq,
        text=row.text or "",
        payload=Payload(row.payload["intent"], row.payload["entities"]) if row.payload else None,
        attempts=row.attempts,
        received_at=row.received_at,
    )


def finish(tx: Connection, item: InboxItem, *, state: str = "done") -> bool:
    """Mark an item as dealt with; False if it already was."""
    done = tx.execute(
        update(inbox).where(inbox.c.id == item.id, inbox.c.state == "pending").values(state=state)
    )
    return done.rowcount == 1


def postpone(tx: Connection, item: InboxItem, *, until: datetime, counts: bool) -> None:
    """Try an item again later; ``counts`` says whether the attempt counts against it."""
    tx.execute(
        update(inbox)
        .where(inbox.c.id == item.id)
        .values(due_at=until, attempts=item.attempts + int(counts))
    )


def note_delay(tx: Connection, conversation_id: ConversationId, since: datetime) -> bool:
    """Remember that the customer is told that the answer takes longer.

    Returns:
        False if no message of theirs waits since before that time, or they were told already.
    """
    waiting = tx.execute(
        select(inbox.c.id, inbox.c.delay_told).where(
            inbox.c.conversation_id == conversation_id,
            inbox.c.state == "pending",
            inbox.c.kind != InboxKind.EVENT,
            inbox.c.received_at <= since,
        )
    ).all()
    if not waiting or any(row.delay_told for row in waiting):
        return False
    tx.execute(
        update(inbox).where(inbox.c.id.in_([row.id for row in waiting])).values(delay_told=True)
    )
    return True


def forget_leases(tx: Connection) -> None:
    """Free every conversation; right only where no other dispatcher can be at work."""
    tx.execute(
        update(conversations)
        .where(conversations.c.lease_owner.is_not(None))
        .values(lease_owner=None, lease_until=None)
    )


def requeue_held(tx: Connection, conversation_id: ConversationId) -> None:
    """Let events go on that waited while an agent had the conversation."""
    tx.execute(
        update(inbox)
        .where(inbox.c.conversation_id == conversation_id, inbox.c.state == "held")
        .values(state="pending")
    )
