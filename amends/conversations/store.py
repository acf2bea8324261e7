"""Reads and writes the conversation log; every function works in its caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    Update,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from amends.conversations.model import (
    Author,
    Choice,
    ChoiceOffer,
    Conversation,
    Entry,
    EntryKind,
    Mode,
    Payload,
    Wish,
)
from amends.conversations.tables import choices, contacts, conversations, entries
from amends.conversations.unanswered import Said
from amends.errors import NotFound
from amends.ids import AgentId, ContactId, ConversationId, CustomerId, new_id
from amends.storage.insertion import insert_if_absent
from amends.storage.types import JsonValue

_AT_ONCE = 500
COLUMNS = [column for column in conversations.c if not column.name.startswith("lease_")]
"""The columns of a conversation, in the order of `Conversation`'s fields."""

_NAMES = tuple(column.name for column in COLUMNS)
_THIS: BindParameter[str] = bindparam("this_conversation")

# What every turn needs is built once: building a statement takes longer than running it.
_GET = select(*COLUMNS).where(conversations.c.id == _THIS)
_GET_LOCKED = _GET.with_for_update()
_COUNT_UP = (
    update(conversations)
    .where(conversations.c.id == _THIS)
    .values(last_seq=conversations.c.last_seq + bindparam("count"), updated_at=bindparam("now"))
    .returning(conversations.c.last_seq)
)
_ADD_ENTRY = insert(entries)
_SEQ_OF_KEY = select(entries.c.seq).where(
    entries.c.conversation_id == _THIS, entries.c.key == bindparam("this_key")
)
_ANNOTATE = (
    update(entries)
    .where(entries.c.conversation_id == _THIS, entries.c.seq == bindparam("this_seq"))
    .values(language=bindparam("new_language"), annotation=bindparam("new_annotation"))
)
_READ = (
    select(entries)
    .where(entries.c.conversation_id == _THIS, entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
_READ_KINDS = _READ.where(entries.c.kind.in_(bindparam("kinds", expanding=True)))
_CHOICES_BETWEEN = (
    select(choices)
    .where(
        choices.c.conversation_id == _THIS,
        choices.c.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(choices.c.seq, choices.c.position)
)
_WITHDRAW_CHOICES = (
    update(choices)
    .where(choices.c.conversation_id == _THIS, choices.c.state == "open")
    .values(state="closed")
)
_ADD_CHOICE = insert(choices)


@dataclass(frozen=True)
class NewEntry:
    """An entry before it has its number.

    Attributes:
        key: What makes it one of a kind in its conversation.
    """

    author: Author
    text: str
    key: str
    kind: EntryKind = EntryKind.MESSAGE
    language: str | None = None
    agent_id: AgentId | None = None
    details: Mapping[str, JsonValue] = field(default_factory=dict)


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
            {
                **{column.name: getattr(conversation, column.name) for column in COLUMNS},
                "wishes": [wish.to_wire() for wish in conversation.wishes],
            }
        )
    )
    return conversation


def get(tx: Connection, conversation_id: ConversationId, *, lock: bool = False) -> Conversation:
    """Return a conversation; with ``lock``, nobody else changes it before this commit.

    Raises:
        NotFound: There is no such conversation.
    """
    query = _GET_LOCKED if lock else _GET
    row = tx.execute(query, {_THIS.key: conversation_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation", code="conversation_not_found")
    return conversation_of(row)


def find(
    tx: Connection,
    *,
    modes: Sequence[Mode] = (),
    changed_since: datetime | None = None,
    limit: int,
) -> tuple[Conversation, ...]:
    """Return conversations, the ones that changed last first."""
    query: Select[tuple[object, ...]] = select(*COLUMNS)
    if modes:
        query = query.where(conversations.c.mode.in_(modes))
    if changed_since is not None:
        query = query.where(conversations.c.updated_at >= changed_since)
    query = query.order_by(conversations.c.updated_at.desc(), conversations.c.id).limit(limit)
    return tuple(conversation_of(row) for row in tx.execute(query))


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
    new = {f"new_{name}": value for name, value in values.items()}
    tx.execute(_changing(tuple(values)), {_THIS.key: conversation_id, **new})


@cache
def _changing(columns: tuple[str, ...]) -> Update:
    new: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in columns}
    return update(conversations).where(conversations.c.id == _THIS).values(new)


def append(
    tx: Connection, conversation_id: ConversationId, added: Sequence[NewEntry], now: datetime
) -> int:
    """Append entries under the next numbers and return the number of the first.

    The update of the conversation's row is what makes numbers gapless: whoever appends next waits
    for this transaction to end.
    """
    counted = {_THIS.key: conversation_id, "count": len(added), "now": now}
    last: int = tx.execute(_COUNT_UP, counted).scalar_one()
    first = last - len(added) + 1
    tx.execute(
        _ADD_ENTRY,
        [
            {
                "conversation_id": conversation_id,
                "seq": seq,
                "kind": entry.kind,
                "author": entry.author,
                "agent_id": entry.agent_id,
                "text": entry.text,
                "language": entry.language,
                "details": dict(entry.details),
                "at": now,
                "key": entry.key,
            }
            for seq, entry in enumerate(added, first)
        ],
    )
    return first


def seq_of_key(tx: Connection, conversation_id: ConversationId, key: str) -> int | None:
    """Return the number of the entry with this key, if there is one."""
    seq: int | None = tx.execute(
        _SEQ_OF_KEY, {_THIS.key: conversation_id, "this_key": key}
    ).scalar_one_or_none()
    return seq


def has_heard_customer(tx: Connection, conversation_id: ConversationId) -> bool:
    """Return whether the customer has said anything."""
    said = select(entries.c.seq).where(
        entries.c.conversation_id == conversation_id,
        entries.c.kind == EntryKind.MESSAGE,
        entries.c.author == Author.CUSTOMER,
    )
    return tx.execute(said.limit(1)).first() is not None


def annotate(
    tx: Connection,
    conversation_id: ConversationId,
    seq: int,
    *,
    language: str,
    annotation: Mapping[str, JsonValue],
) -> None:
    """Store what was found out about an entry."""
    found_out = {"new_language": language, "new_annotation": dict(annotation)}
    tx.execute(_ANNOTATE, {_THIS.key: conversation_id, "this_seq": seq, **found_out})


def read(
    tx: Connection,
    conversation_id: ConversationId,
    *,
    after: int = 0,
    kinds: Iterable[EntryKind] = (),
    limit: int,
) -> tuple[Entry, ...]:
    """Return entries in order, with the choices that were offered with them."""
    wanted = list(kinds)
    values = {_THIS.key: conversation_id, "after": after, "most": limit}
    if wanted:
        rows = tx.execute(_READ_KINDS, {**values, "kinds": wanted}).all()
    else:
        rows = tx.execute(_READ, values).all()
    said = [row.seq for row in rows if row.author != Author.CUSTOMER]
    offered = _choices_between(tx, conversation_id, said[0], said[-1]) if said else {}
    return tuple(_entry(row, offered.get(row.seq, ())) for row in rows)


def said_before(
    tx: Connection, conversation_id: ConversationId, seq: int, *, most: int
) -> tuple[Said, ...]:
    """Return the last messages in order: the customer's before this number, and all others."""
    rows = tx.execute(
        select(entries.c.author, entries.c.at, entries.c.details)
        .where(
            entries.c.conversation_id == conversation_id,
            entries.c.kind == EntryKind.MESSAGE,
            or_(entries.c.seq < seq, entries.c.author != Author.CUSTOMER),
        )
        .order_by(entries.c.seq.desc())
        .limit(most)
    ).all()
    return tuple(
        Said(Author(row.author), row.at, row.details.get("wording")) for row in reversed(rows)
    )


def offer_choices(
    tx: Connection, conversation_id: ConversationId, seq: int, offers: Sequence[ChoiceOffer]
) -> None:
    """Offer choices with an entry; choices offered earlier can no longer be made."""
    withdraw_choices(tx, conversation_id)
    tx.execute(
        _ADD_CHOICE,
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
    tx.execute(_WITHDRAW_CHOICES, {_THIS.key: conversation_id})


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
    rows = tx.execute(_CHOICES_BETWEEN, {_THIS.key: conversation_id, "first": first, "last": last})
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


def conversation_of(row: Sequence[Any]) -> Conversation:
    """Return the conversation whose columns a row has."""
    known = dict(zip(_NAMES, row, strict=True))
    wishes = tuple(Wish(**wish) for wish in known["wishes"])
    return Conversation(**{**known, "mode": Mode(known["mode"]), "wishes": wishes})
