"""What the conversation log keeps about customers: how they get a copy, and how it is erased."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, null, select, update

from amends.conversations import tables
from amends.ids import CustomerId
from amends.personal_data import PersonalData, export_rows
from amends.storage.types import JsonValue

_BY_CONVERSATION = (tables.entries, tables.choices, tables.inbox, tables.outbox)


def _conversation_ids(tx: Connection, customer_id: CustomerId) -> list[str]:
    conversations = tables.conversations.c
    return list(
        tx.execute(
            select(conversations.id).where(conversations.customer_id == customer_id)
        ).scalars()
    )


def _contact_ids(tx: Connection, customer_id: CustomerId) -> list[str]:
    conversations = tables.conversations.c
    return list(
        tx.execute(
            select(conversations.contact_id)
            .where(conversations.customer_id == customer_id)
            .distinct()
        ).scalars()
    )


def _export(tx: Connection, customer_id: CustomerId) -> JsonValue:
    conversation_ids = _conversation_ids(tx, customer_id)
    contact_ids = _contact_ids(tx, customer_id)
    copy: dict[str, JsonValue] = {
        "contacts": export_rows(tx, tables.contacts, tables.contacts.c.id.in_(contact_ids)),
        "conversations": export_rows(
            tx, tables.conversations, tables.conversations.c.id.in_(conversation_ids)
        ),
    }
    for table in _BY_CONVERSATION:
        condition = table.c.conversation_id.in_(conversation_ids)
        copy[table.name] = export_rows(tx, table, condition)
    return copy


def _erase(tx: Connection, customer_id: CustomerId) -> None:
    """Erase what was said and by whom; that something was said stays, for the figures."""
    conversation_ids = _conversation_ids(tx, customer_id)
    contact_ids = _contact_ids(tx, customer_id)
    for table in (tables.choices, tables.inbox, tables.outbox, tables.web_sessions):
        tx.execute(delete(table).where(table.c.conversation_id.in_(conversation_ids)))
    tx.execute(
        update(tables.entries)
        .where(tables.entries.c.conversation_id.in_(conversation_ids))
        .values(text="", details={}, annotation=None)
    )
    tx.execute(
        update(tables.contacts)
        .where(tables.contacts.c.id.in_(contact_ids))
        .values(address=tables.contacts.c.id)
    )
    tx.execute(
        update(tables.conversations)
        .where(tables.conversations.c.id.in_(conversation_ids))
        .values(customer_id=None, verified=False, mode="closed", frustration=null(), wishes=[])
    )
    waiting = select(tables.tracker_erasures.c.conversation_id)
    for conversation_id in set(conversation_ids) - set(tx.execute(waiting).scalars()):
        tx.execute(
            insert(tables.tracker_erasures).values(
                conversation_id=conversation_id, asked_at=func.now()
            )
        )


PERSONAL_DATA = PersonalData(
    name="conversations",
    tables=(
        tables.contacts,
        tables.conversations,
        *_BY_CONVERSATION,
        tables.web_sessions,
        tables.tracker_erasures,
    ),
    export=_export,
    erase=_erase,
)
