"""A small shop for tests: customers and orders with what a test does not care about filled in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Table, func, insert, select

from amends.customers import tables
from amends.customers.lookup import order_lookup
from amends.ids import CustomerId
from amends.storage.database import Database


class Shop:
    """Puts customers and orders into a database."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._now = now

    def customer(self, customer_id: str = "C1", *, email: str | None = None) -> CustomerId:
        self._add(
            tables.customers,
            id=customer_id,
            name=f"Name of {customer_id}",
            email=f"{customer_id.lower()}@example.com" if email is None else email,
            phone="+1 202 555 0100",
            address=f"Home of {customer_id}",
            country="IE",
            language="en",
            currency="EUR",
            since=self._now - timedelta(days=400),
        )
        return CustomerId(customer_id)

    def order(
        self,
        number: str,
        customer_id: str = "C1",
        *,
        minor: int = 5000,
        lines: int = 1,
        shipped: bool = False,
        delivered_days_ago: float | None = None,
        promised_days_ago: float = 0,
        placed_days_ago: float = 6,
        paid: bool = True,
    ) -> str:
        placed_at = self._now - timedelta(days=placed_days_ago)
        self._add(
            tables.orders,
            number=number,
            lookup=order_lookup(number),
            customer_id=customer_id,
            placed_at=placed_at,
            promised_at=self._now - timedelta(days=promised_days_ago),
            address=f"Door of {customer_id}",
            amount_minor=minor,
            currency="EUR",
        )
        for line in range(1, lines + 1):
            self._add(
                tables.order_lines,
                order_number=number,
                line=line,
                sku=f"SKU-{line}",
                name=f"Thing {line}",
                quantity=1,
                unit_amount_minor=minor // lines,
                unit_currency="EUR",
            )
        if shipped or delivered_days_ago is not None:
            self._ship(number, delivered_days_ago)
        if paid:
            self.payment(number, customer_id, minor)
        return number

    def payment(self, number: str, customer_id: str, minor: int, *, state: str = "settled") -> None:
        self._add(
            tables.payments,
            id=f"pay_{self.count(tables.payments)}",
            customer_id=customer_id,
            order_number=number,
            kind="charge",
            state=state,
            method="card",
            at=self._now - timedelta(days=6),
            amount_minor=minor,
            currency="EUR",
        )

    def subscription(self, subscription_id: str, customer_id: str = "C1") -> str:
        self._add(
            tables.subscriptions,
            id=subscription_id,
            customer_id=customer_id,
            sku="SUB",
            name="Coffee",
            period="month",
            state="active",
            started_at=self._now - timedelta(days=50),
            renews_at=self._now + timedelta(days=10),
            amount_minor=2290,
            currency="EUR",
        )
        return subscription_id

    def device(self, device_id: str, customer_id: str = "C1") -> str:
        self._add(
            tables.devices,
            id=device_id,
            customer_id=customer_id,
            sku="DEV",
            name="Router",
            serial="S-1",
            firmware="1.0.0",
            state="online",
            registered_at=self._now - timedelta(days=20),
            last_seen_at=self._now,
            warranty_until=self._now + timedelta(days=700),
        )
        return device_id

    def count(self, table: Table) -> int:
        with self._database.reading() as tx:
            return tx.execute(select(func.count()).select_from(table)).scalar_one()

    def _ship(self, number: str, delivered_days_ago: float | None) -> None:
        delivered_at = (
            None if delivered_days_ago is None else self._now - timedelta(days=delivered_days_ago)
        )
        self._add(
            tables.shipments,
            id=f"shp_{number}",
            order_number=number,
            carrier="DHL",
            tracking=f"T-{number}",
            state="in_transit" if delivered_at is None else "delivered",
            shipped_at=self._now - timedelta(days=5),
            last_event_at=delivered_at or self._now - timedelta(days=1),
            delivered_at=delivered_at,
        )

    def _add(self, table: Table, **values: object) -> None:
        with self._database.transaction() as tx:
            tx.execute(insert(table).values(**values))
