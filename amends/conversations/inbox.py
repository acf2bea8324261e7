"""What waits for its turn, strictly in order within a conversation; and who has the turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from amends.conversations import store
from amends.conversations.model import InboxItem, InboxKind, Payload, Waiting
from amends.conversations.tables import conversations, entries, inbox
from amends.ids import ConversationId
from amends.storage.types import JsonValue, UtcDateTime

LEASE = timedelta(seconds=6)
"""How long a conversation stays with a dispatcher that no longer says anything."""

_CLOCK_WAS_SET_BACK = timedelta(minutes=1)
"""Nothing is put off or leased for so long; a time farther ahead was noted by another clock."""


_NAMES = tuple(column.name for column in inbox.c)

_Moment = BindParameter[datetime]


def _is_free(now: _Moment, soon: _Moment) -> ColumnElement[bool]:
    until = conversations.c.lease_until
    return or_(until.is_(None), until < now, until > soon)


def _moments(now: datetime) -> dict[str, datetime]:
    return {_NOW.key: now, _SOON.key: now + _CLOCK_WAS_SET_BACK}


# What every turn needs is built once: building a statement takes longer than running it.
_THIS: BindParameter[str] = bindparam("this_conversation")
_NOW: _Moment = bindparam("now", type_=UtcDateTime)
_SOON: _Moment = bindparam("soon", type_=UtcDateTime)
_FIND = select(inbox.c.seq).where(
    inbox.c.channel == bindparam("of_channel"),
    inbox.c.account == bindparam("of_account"),
    inbox.c.source_id == bindparam("of_source"),
)
_PUT = insert(inbox)
_FIRST_OF_EACH = (
    select(inbox.c.conversation_id, func.min(inbox.c.id).label("id"))
    .where(inbox.c.state == "pending")
    .group_by(inbox.c.conversation_id)
    .subquery()
)
_READY = (
    select(inbox.c.conversation_id)
    .join(_FIRST_OF_EACH, inbox.c.id == _FIRST_OF_EACH.c.id)
    .join(conversations, conversations.c.id == inbox.c.conversation_id)
    .where(or_(inbox.c.due_at <= _NOW, inbox.c.due_at > _SOON), _is_free(_NOW, _SOON))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_TAKE_LEASE = (
    update(conversations)
    .where(
        conversations.c.id == _THIS,
        or_(conversations.c.lease_owner == bindparam("owner"), _is_free(_NOW, _SOON)),
    )
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"))
)
_RELEASE_LEASE = (
    update(conversations)
    .where(conversations.c.id == _THIS, conversations.c.lease_owner == bindparam("owner"))
    .values(lease_owner=None, lease_until=None)
)
_FIRST_WAITING = (
    select(*inbox.c, entries.c.text, *store.COLUMNS)
    .join(conversations, conversations.c.id == inbox.c.conversation_id)
    .outerjoin(
        entries,
        and_(entries.c.conversation_id == inbox.c.conversation_id, entries.c.seq == inbox.c.seq),
    )
    .where(inbox.c.conversation_id == _THIS, inbox.c.state == "pending")
    .order_by(inbox.c.id)
    .limit(1)
)
_FINISH = (
    update(inbox)
    .where(inbox.c.id == bindparam("item"), inbox.c.state == "pending")
    .values(state=bindparam("new_state"))
)


def find_seq(tx: Connection, *, channel: str, account: str, source_id: str) -> int | None:
    """Return the log number of a message that was received before."""
    seq: int | None = tx.execute(_FIND, _source(channel, account, source_id)).scalar_one_or_none()
    return seq


def is_known(tx: Connection, *, channel: str, account: str, source_id: str) -> bool:
    """Whether a message or event with this id was received before."""
    return tx.execute(_FIND, _source(channel, account, source_id)).first() is not None


def _source(channel: str, account: str, source_id: str) -> dict[str, str]:
    return {"of_channel": channel, "of_account": account, "of_source": source_id}


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
        _PUT,
        {
            "conversation_id": conversation_id,
            "channel": channel,
            "account": account,
            "source_id": source_id,
            "kind": kind,
            "seq": seq,
            "payload": content,
            "state": "pending",
            "attempts": 0,
            "due_at": now,
            "received_at": now,
            "delay_told": False,
        },
    )


def ready(tx: Connection, now: datetime, limit: int) -> tuple[ConversationId, ...]:
    """Return conversations whose first waiting item is due and that nobody has."""
    rows = tx.execute(_READY, {**_moments(now), "most": limit})
    return tuple(ConversationId(row.conversation_id) for row in rows)


def take_lease(tx: Connection, conversation_id: ConversationId, owner: str, now: datetime) -> bool:
    """Take or renew the lease on a conversation; False if somebody else has it."""
    values = {"owner": owner, "until": now + LEASE, **_moments(now)}
    return tx.execute(_TAKE_LEASE, {_THIS.key: conversation_id, **values}).rowcount == 1


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
    tx.execute(_RELEASE_LEASE, {_THIS.key: conversation_id, "owner": owner})


def first_waiting(tx: Connection, conversation_id: ConversationId, now: datetime) -> Waiting | None:
    """Return the item whose turn it is, if it is due, with its conversation."""
    row = tx.execute(_FIRST_WAITING, {_THIS.key: conversation_id}).one_or_none()
    if row is None:
        return None
    queued = dict(zip(_NAMES, row, strict=False))
    if now < queued["due_at"] <= now + _CLOCK_WAS_SET_BACK:
        return None
    payload = queued["payload"]
    item = InboxItem(
        id=queued["id"],
        conversation_id=conversation_id,
        message_id=f"{queued['channel']}:{queued['account']}:{queued['source_id']}",
        kind=InboxKind(queued["kind"]),
        seq=queued["seq"],
        text=row[len(_NAMES)] or "",
        payload=Payload(payload["intent"], payload["entities"]) if payload else None,
        attempts=queued["attempts"],
        received_at=queued["received_at"],
    )
    return Waiting(item, store.conversation_of(row[len(_NAMES) + 1 :]))


def finish(tx: Connection, item: InboxItem, *, state: str = "done") -> bool:
    """Mark an item as dealt with; False if it already was."""
    return tx.execute(_FINISH, {"item": item.id, "new_state": state}).rowcount == 1


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
