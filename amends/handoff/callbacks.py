"""Keeps the calls that customers were promised; all in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from amends.errors import Conflict, NotFound
from amends.handoff.model import Callback, CallbackState
from amends.handoff.tables import callbacks
from amends.ids import AgentId, ConversationId, CustomerId, new_id

_MOST = 200


def promise(
    tx: Connection,
    *,
    conversation_id: ConversationId,
    customer_id: CustomerId | None,
    reason: str,
    due_at: datetime,
) -> str:
    """Add a call that is owed; return its id."""
    callback_id = new_id("cal")
    tx.execute(
        insert(callbacks).values(
            id=callback_id,
            conversation_id=conversation_id,
            customer_id=customer_id,
            reason=reason,
            state=CallbackState.OPEN,
            due_at=due_at,
        )
    )
    return callback_id


def find(tx: Connection, state: CallbackState) -> tuple[Callback, ...]:
    """Return open calls, the most urgent first, or made ones, the latest first."""
    order = callbacks.c.due_at if state is CallbackState.OPEN else callbacks.c.done_at.desc()
    rows = tx.execute(
        select(callbacks)
        .where(callbacks.c.state == state)
        .order_by(order, callbacks.c.id)
        .limit(_MOST)
    )
    return tuple(_callback(row) for row in rows)


def count_open(tx: Connection) -> int:
    """Return how many calls are owed."""
    return tx.execute(
        select(func.count()).select_from(callbacks).where(callbacks.c.state == CallbackState.OPEN)
    ).scalar_one()


def complete(tx: Connection, callback_id: str, agent_id: AgentId, now: datetime) -> Callback:
    """Record that a customer was called.

    Raises:
        NotFound: There is no such call.
        Conflict: It was recorded before.
    """
    done = tx.execute(
        update(callbacks)
        .where(callbacks.c.id == callback_id, callbacks.c.state == CallbackState.OPEN)
        .values(state=CallbackState.DONE, done_by=agent_id, done_at=now)
    )
    row = tx.execute(select(callbacks).where(callbacks.c.id == callback_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such call-back", code="callback_not_found")
    if done.rowcount != 1:
        raise Conflict("This call was already made", code="callback_done")
    return _callback(row)


def _callback(row: Row[tuple[object, ...]]) -> Callback:
    return Callback(
        id=row.id,
        conversation_id=row.conversation_id,
        customer_id=row.customer_id,
        reason=row.reason,
        state=CallbackState(row.state),
        due_at=row.due_at,
        done_by=row.done_by,
        done_at=row.done_at,
    )
