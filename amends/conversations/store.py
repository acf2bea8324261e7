"""Reads and writes the conversation log; every function works in its caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, Select, insert, select, update

from amends.conversations.model import (
    Author,
    Choice,
    ChoiceOffer,
    Conversation,
    Entry,
    EntryKind,
    Mode,
    Payload,
)
from amends.conversations.tables import choices, contacts, conversations, entries
from amends.errors import NotFound
from amends.ids import AgentId, ContactId, ConversationId, CustomerId, new_id
from amends.storage.insertion import insert_if_absent
from amends.storage.types import JsonValue

_AT_ONCE = 500
_COLUMNS = [column for column in conversations.c if not column.name.startswith("lease_")]


def find_or_add_contact(
    tx: Connection, *, channel: str, account: str, address: str, now: datetime
) -> ContactId:
    """Return the contact with this address, adding it when it is new."""
    contact_id = ContactId(new_id("con"))
    key = {"channel": channel, "account": account, "address": address}
    if insert_if_absent(tx, contacts, id=contact_id, created_at=now, **key):
        return contact_id
    found: str = tx.execute(select(contacts.c.id).filter_by(**key)).scalar_one()
    return ContactId(found)


def add_conversation(
    tx: Connection,
    *,
    contact_id: ContactId,
    channel: str,
    language: str,
    customer_id: CustomerId | None,
    verified: bool,
    now: datetime,
) -> Conversation:
    """Open a conversation in mode ``assistant``."""
    conversation = Conversation(
        id=ConversationId(new_id("cnv")),
        contact_id=contact_id,
        channel=channel,
        customer_id=customer_id,
        verified=verified,
        language=language,
        mode=Mode.ASSISTANT,
        assigned_to=None,
        frustration=None,
        last_seq=0,
        created_at=now,
        updated_at=now,
    )
    tx.execute(
        insert(conversations).values(
            {column.name: getattr(conversation, column.name) for column in _COLUMNS}
        )
    )
    return conversation


def get(tx: Connection, conversation_id: ConversationId, *, lock: bool = False) -> Conversation:
    """Return a conversation; with ``lock``, nobody else changes it before this commit.

    Raises:
        NotFound: There is no such conversation.
    """
    query = select(*_COLUMNS).where(conversations.c.id == conversation_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation", code="conversation_not_found")
    return _conversation(row)


def find(
    tx: Connection,
    *,
    modes: Sequence[Mode] = (),
    changed_since: datetime | None = None,
    limit: int,
) -> tuple[Conversation, ...]:
    """Return conversations, the ones that changed last first."""
    query: Select[tuple[object, ...]] = select(*_COLUMNS)
    if modes:
        query = query.where(conversations.c.mode.in_(modes))
    if changed_since is not None:
        query = query.where(conversations.c.updated_at >= changed_since)
    query = query.order_by(conversations.c.updated_at.desc(), conversations.c.id).limit(limit)
    return tuple(_conversation(row) for row in tx.execute(query))


Version = tuple[object, ...]
"""What differs between a conversation before and after a change that anybody sees."""


def versions(
    tx: Connection, conversation_ids: Sequence[ConversationId]
) -> dict[ConversationId, Version]:
    """Return the versions of these conversations."""
    found: dict[ConversationId, Version] = {}
    for start in range(0, len(conversation_ids), _AT_ONCE):
        rows = tx.execute(
            select(
                conversations.c.id,
                conversations.c.last_seq,
                conversations.c.mode,
                conversations.c.language,
            ).where(conversations.c.id.in_(conversation_ids[start : start + _AT_ONCE]))
        )
        found |= {ConversationId(row[0]): tuple(row[1:]) for row in rows}
    return found


def change(tx: Connection, conversation_id: ConversationId, **values: object) -> None:
    """Set columns of a conversation."""
    tx.execute(update(conversations).where(conversations.c.id == conversation_id).values(**values))


def append(
    tx: Connection,
    *,
    conversation_id: ConversationId,
    kind: EntryKind,
    author: Author,
    text: str,
    key: str,
    now: datetime,
    language: str | None = None,
    agent_id: AgentId | None = None,
    details: Mapping[str, JsonValue] | None = None,
) -> int:
    """Append an entry under the next number and return that number.

    The update of the conversation's row is what makes numbers gapless: whoever appends next waits
    for this transaction to end.
    """
    seq: int = tx.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(last_seq=conversations.c.last_seq + 1, updated_at=now)
        .returning(conversations.c.last_seq)
    ).scalar_one()
    tx.execute(
        insert(entries).values(
            conversation_id=conversation_id,
            seq=seq,
            kind=kind,
            author=author,
            agent_id=agent_id,
            text=text,
            language=language,
            details=dict(details or {}),
            at=now,
            key=key,
        )
    )
    return seq


def seq_of_key(tx: Connection, conversation_id: ConversationId, key: str) -> int | None:
    """Return the number of the entry with this key, if there is one."""
    return tx.execute(
        select(entries.c.seq).where(
            entries.c.conversation_id == conversation_id, entries.c.key == key
        )
    ).scalar_one_or_none()


def annotate(
    tx: Connection,
    conversation_id: ConversationId,
    seq: int,
    *,
    language: str,
    annotation: Mapping[str, JsonValue],
) -> None:
    """Store what was found out about an entry."""
    tx.execute(
        update(entries)
        .where(entries.c.conversation_id == conversation_id, entries.c.seq == seq)
        .values(language=language, annotation=dict(annotation))
    )


def read(
    tx: Connection,
    conversation_id: ConversationId,
    *,
    after: int = 0,
    kinds: Iterable[EntryKind] = (),
    limit: int,
) -> tuple[Entry, ...]:
    """Return entries in order, with the choices that were offered with them."""
    query = select(entries).where(
        entries.c.conversation_id == conversation_id, entries.c.seq > after
    )
    wanted = list(kinds)
    if wanted:
        query = query.where(entries.c.kind.in_(wanted))
    rows = tx.execute(query.order_by(entries.c.seq).limit(limit)).all()
    if not rows:
        return ()
    offered = _choices_between(tx, conversation_id, rows[0].seq, rows[-1].seq)
    return tuple(_entry(row, offered.get(row.seq, ())) for row in rows)


def offer_choices(
    tx: Connection, conversation_id: ConversationId, seq: int, offers: Sequence[ChoiceOffer]
) -> None:
    """Offer choices with an entry; choices offered earlier can no longer be made."""
    withdraw_choices(tx, conversation_id)
    tx.execute(
        insert(choices),
        [
            {
                "id": new_id("cho"),
                "conversation_id": conversation_id,
                "seq": seq,
                "position": position,
                "label": offer.label,
                "intent": offer.payload.intent,
                "entities": dict(offer.payload.entities),
                "state": "open",
            }
            for position, offer in enumerate(offers)
        ],
    )


def withdraw_choices(tx: Connection, conversation_id: ConversationId) -> None:
    """Close whatever choices are open."""
    tx.execute(
        update(choices)
        .where(choices.c.conversation_id == conversation_id, choices.c.state == "open")
        .values(state="closed")
    )


def find_choice(tx: Connection, conversation_id: ConversationId, choice_id: str) -> Choice | None:
    """Return a choice that was offered in this conversation."""
    row = tx.execute(
        select(choices).where(
            choices.c.id == choice_id, choices.c.conversation_id == conversation_id
        )
    ).one_or_none()
    return None if row is None else _choice(row)


def _choices_between(
    tx: Connection, conversation_id: ConversationId, first: int, last: int
) -> dict[int, tuple[Choice, ...]]:
    rows = tx.execute(
        select(choices)
        .where(choices.c.conversation_id == conversation_id, choices.c.seq.between(first, last))
        .order_by(choices.c.seq, choices.c.position)
    )
    offered: dict[int, tuple[Choice, ...]] = {}
    for row in rows:
        offered[row.seq] = (*offered.get(row.seq, ()), _choice(row))
    return offered


def _choice(row: Row[tuple[object, ...]]) -> Choice:
    return Choice(
        id=row.id,
        label=row.label,
        payload=Payload(row.intent, row.entities),
        seq=row.seq,
        open=row.state == "open",
    )


def _entry(row: Row[tuple[object, ...]], offered: tuple[Choice, ...]) -> Entry:
    return Entry(
        conversation_id=ConversationId(row.conversation_id),
        seq=row.seq,
        kind=EntryKind(row.kind),
        author=Author(row.author),
        text=row.text,
        at=row.at,
        language=row.language,
        agent_id=row.agent_id,
        details=row.details,
        annotation=row.annotation,
        choices=offered,
    )


def _conversation(row: Row[tuple[object, ...]]) -> Conversation:
    values = dict(row._mapping)
    values["mode"] = Mode(values["mode"])
    return Conversation(**values)
