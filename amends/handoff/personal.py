"""What hand-off keeps about customers: how they get a copy of it, and how it is erased."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select

from amends.conversations.tables import conversations
from amends.handoff.tables import callbacks, waiting_for_person
from amends.ids import CustomerId
from amends.personal_data import PersonalData, export_rows
from amends.storage.types import JsonValue

_TABLES = (callbacks, waiting_for_person)


def _export(tx: Connection, customer_id: CustomerId) -> JsonValue:
    return {table.name: export_rows(tx, table, _about(table, customer_id)) for table in _TABLES}


def _erase(tx: Connection, customer_id: CustomerId) -> None:
    """Delete who waits for a person and who is owed a call."""
    for table in _TABLES:
        tx.execute(delete(table).where(_about(table, customer_id)))


def _about(table: Table, customer_id: CustomerId) -> ColumnElement[bool]:
    theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
    in_conversation = table.c.conversation_id.in_(theirs)
    if "customer_id" not in table.c:
        return in_conversation
    return or_(in_conversation, table.c.customer_id == customer_id)


PERSONAL_DATA = PersonalData(name="handoff", tables=_TABLES, export=_export, erase=_erase)
