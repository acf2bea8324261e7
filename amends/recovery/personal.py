"""What recovery keeps about customers: how they get a copy of it, and how it is erased."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, select, update

from amends.ids import CustomerId
from amends.personal_data import PersonalData, export_rows
from amends.recovery.tables import issue_reports, issues, moves, offers, ratings
from amends.storage.types import JsonValue

_OF_OFFERS = (moves, ratings)


def _export(tx: Connection, customer_id: CustomerId) -> JsonValue:
    copy: dict[str, JsonValue] = {
        table.name: export_rows(tx, table, table.c.customer_id == customer_id)
        for table in (issues, offers)
    }
    for table in _OF_OFFERS:
        copy[table.name] = export_rows(tx, table, _of_customer(table, customer_id))
    own = select(issues.c.id).where(issues.c.customer_id == customer_id)
    reports = export_rows(tx, issue_reports, issue_reports.c.issue_id.in_(own))
    return {**copy, issue_reports.name: reports}


def _erase(tx: Connection, customer_id: CustomerId) -> None:
    """Erase what customer and approver wrote; what was offered and how it ended stays, nameless."""
    tx.execute(update(moves).where(_of_customer(moves, customer_id)).values(reason=""))
    tx.execute(
        update(offers)
        .where(offers.c.customer_id == customer_id)
        .values(customer_id=None, order_number=None, decision_reason="", outcome={})
    )
    tx.execute(
        update(issues)
        .where(issues.c.customer_id == customer_id)
        .values(customer_id=None, order_number=None, description="")
    )


def _of_customer(table: Table, customer_id: CustomerId) -> ColumnElement[bool]:
    return table.c.offer_id.in_(select(offers.c.id).where(offers.c.customer_id == customer_id))


PERSONAL_DATA = PersonalData(
    name="recovery",
    tables=(issues, issue_reports, offers, *_OF_OFFERS),
    export=_export,
    erase=_erase,
)
