"""Rows on their way into the database, by table, in an order that foreign keys allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, insert

from amends.customers import tables

Progress = Callable[[int, int], None]
"""Told how many rows are written and how many there are in all."""

_ORDER = (
    tables.products,
    tables.customers,
    tables.orders,
    tables.order_lines,
    tables.shipments,
    tables.subscriptions,
    tables.payments,
    tables.devices,
    tables.contacts,
    tables.recoveries,
    tables.vouchers,
    tables.returns,
    tables.consents,
)
_CHUNK = 1000


class Rows:
    """Collects rows and writes them in bulk."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _ORDER}
        self._numbers: Counter[str] = Counter()

    def add(self, table: Table, **values: object) -> None:
        """Add a row; all rows of one table have the same columns."""
        self._rows[table].append(values)

    def number(self, prefix: str) -> str:
        """Return an id such as ``pay_d00017``, the same in every run."""
        self._numbers[prefix] += 1
        return f"{prefix}_d{self._numbers[prefix]:05}"

    def count(self, table: Table) -> int:
        """Return how many rows of this table there are."""
        return len(self._rows[table])

    def write(self, tx: Connection, progress: Progress) -> int:
        """Write everything, and return how many rows that were."""
        total = sum(len(rows) for rows in self._rows.values())
        done = 0
        for table, rows in self._rows.items():
            for start in range(0, len(rows), _CHUNK):
                chunk = rows[start : start + _CHUNK]
                tx.execute(insert(table), chunk)
                done += len(chunk)
                progress(done, total)
        return total
