"""What a feature declares about the personal data it keeps: how they are copied and erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select

from amends.ids import CustomerId
from amends.storage.types import JsonValue


@dataclass(frozen=True)
class PersonalData:
    """The personal data of one feature.

    Attributes:
        name: Under which name they stand in a customer's copy.
        tables: Where they are kept; every table of Amends is either named by a feature or
            declared free of personal data in ``amends.privacy``.
        export: Returns what is kept about a customer, in JSON types.
        erase: Deletes it, or makes it nobody's where the law wants the record kept.
    """

    name: str
    tables: tuple[Table, ...]
    export: Callable[[Connection, CustomerId], JsonValue]
    erase: Callable[[Connection, CustomerId], None]


def export_rows(tx: Connection, table: Table, condition: ColumnElement[bool]) -> JsonValue:
    """Return the rows of a table, in the order of its primary key, in JSON types."""
    rows = tx.execute(select(table).where(condition).order_by(*table.primary_key.columns))
    return [{name: _json(value) for name, value in row._mapping.items()} for row in rows]


def _json(value: object) -> JsonValue:
    """Return a column's value in JSON types; JSON columns hold nothing else."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a column of type {type(value).__name__} has no JSON form")
