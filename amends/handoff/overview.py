"""Reads for many conversations at once what a list of them shows; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from amends.conversations.model import Author, EntryKind
from amends.conversations.tables import conversations, entries
from amends.customers.tables import customers
from amends.ids import ConversationId, CustomerId, OfferId


@dataclass(frozen=True)
class Who:
    """The little of a customer that a list shows."""

    id: CustomerId
    name: str
    tier: str
    language: str
    phone: str


@dataclass(frozen=True)
class LastMessage:
    """What was said last in a conversation."""

    seq: int
    author: Author
    text: str
    at: datetime


@dataclass(frozen=True)
class Changed:
    """A conversation that has changed, and the offers of which its log tells something new."""

    id: ConversationId
    mode: str
    last_seq: int
    at: datetime
    offers: tuple[OfferId, ...]


def customers_by_id(tx: Connection, ids: Iterable[CustomerId | None]) -> dict[CustomerId, Who]:
    """Return the customers that there are of these."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    columns = (customers.c.id, customers.c.name, customers.c.tier)
    rows = tx.execute(
        select(*columns, customers.c.language, customers.c.phone).where(customers.c.id.in_(wanted))
    )
    return {
        CustomerId(row.id): Who(CustomerId(row.id), row.name, row.tier, row.language, row.phone)
        for row in rows
    }


def last_messages(
    tx: Connection, ids: Iterable[ConversationId]
) -> dict[ConversationId, LastMessage]:
    """Return what customer and shop said last in each of these conversations."""
    latest = (
        select(entries.c.conversation_id, func.max(entries.c.seq).label("seq"))
        .where(entries.c.conversation_id.in_(list(ids)), entries.c.kind == EntryKind.MESSAGE)
        .group_by(entries.c.conversation_id)
        .subquery()
    )
    rows = tx.execute(
        select(entries).join(
            latest,
            and_(
                entries.c.conversation_id == latest.c.conversation_id,
                entries.c.seq == latest.c.seq,
            ),
        )
    )
    return {
        ConversationId(row.conversation_id): LastMessage(
            row.seq, Author(row.author), row.text, row.at
        )
        for row in rows
    }


def changed_since(tx: Connection, since: datetime, limit: int) -> tuple[Changed, ...]:
    """Return the conversations that changed at or after a moment, the earliest first."""
    rows = tx.execute(
        select(
            conversations.c.id,
            conversations.c.mode,
            conversations.c.last_seq,
            conversations.c.updated_at,
        )
        .where(conversations.c.updated_at >= since)
        .order_by(conversations.c.updated_at)
        .limit(limit)
    ).all()
    told = tx.execute(
        select(entries.c.conversation_id, entries.c.details).where(
            entries.c.conversation_id.in_([row.id for row in rows]),
            entries.c.kind == EntryKind.OFFER,
            entries.c.at >= since,
        )
    ).all()
    offers: dict[str, dict[OfferId, None]] = {}
    for row in told:
        offers.setdefault(row.conversation_id, {})[OfferId(str(row.details.get("offer_id")))] = None
    return tuple(
        Changed(
            ConversationId(row.id),
            row.mode,
            row.last_seq,
            row.updated_at,
            tuple(offers.get(row.id, ())),
        )
        for row in rows
    )
