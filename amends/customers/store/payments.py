"""Payments, refunds and vouchers in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, insert, select

from amends.customers.model import Payment, PaymentKind, PaymentState, Voucher
from amends.customers.store.rows import money
from amends.customers.tables import payments, vouchers
from amends.ids import CustomerId
from amends.money import Money

REFUNDS_SHOWN = 20


def order_payments(tx: Connection, order_number: str) -> tuple[Payment, ...]:
    """Return what was paid and refunded for an order, oldest first."""
    return _payments(tx, select(payments).where(payments.c.order_number == order_number))


def customer_payments(tx: Connection, customer_id: CustomerId) -> tuple[Payment, ...]:
    """Return everything a customer paid or was given back, oldest first."""
    return _payments(tx, select(payments).where(payments.c.customer_id == customer_id))


def recent_charges(tx: Connection, customer_id: CustomerId, limit: int) -> tuple[Payment, ...]:
    """Return what was taken from a customer last, newest first."""
    return _newest(tx, customer_id, PaymentKind.CHARGE, limit)


def order_refunds(tx: Connection, order_number: str) -> tuple[Payment, ...]:
    """Return what was given back for an order, newest first."""
    paid = order_payments(tx, order_number)
    return tuple(payment for payment in reversed(paid) if payment.kind is PaymentKind.REFUND)


def recent_refunds(
    tx: Connection, customer_id: CustomerId, limit: int = REFUNDS_SHOWN
) -> tuple[Payment, ...]:
    """Return a customer's latest refunds, newest first."""
    return _newest(tx, customer_id, PaymentKind.REFUND, limit)


def payment(tx: Connection, payment_id: str) -> Payment:
    """Return a payment that is known to exist."""
    return _payment(tx.execute(select(payments).where(payments.c.id == payment_id)).one())


def add_payment(tx: Connection, new: Payment) -> None:
    """Store a payment or refund."""
    tx.execute(
        insert(payments).values(
            id=new.id,
            customer_id=new.customer_id,
            order_number=new.order_number,
            subscription_id=new.subscription_id,
            kind=new.kind.value,
            state=new.state.value,
            method=new.method,
            reason=new.reason,
            at=new.at,
            settles_at=new.settles_at,
            amount_minor=new.money.amount_minor,
            currency=new.money.currency,
        )
    )


def lifetime_value(tx: Connection, customer_id: CustomerId, currency: str) -> Money:
    """Return all charges less all refunds of a customer, without those that failed."""
    signed = case(
        (payments.c.kind == PaymentKind.REFUND.value, -payments.c.amount_minor),
        else_=payments.c.amount_minor,
    )
    total = tx.execute(
        select(func.coalesce(func.sum(signed), 0)).where(
            payments.c.customer_id == customer_id,
            payments.c.currency == currency,
            payments.c.state != PaymentState.FAILED.value,
        )
    ).scalar_one()
    return Money(int(total), currency)


def add_voucher(tx: Connection, new: Voucher) -> None:
    """Store a voucher."""
    tx.execute(
        insert(vouchers).values(
            code=new.code,
            customer_id=new.customer_id,
            issued_at=new.issued_at,
            expires_at=new.expires_at,
            redeemed_at=new.redeemed_at,
            amount_minor=new.money.amount_minor,
            currency=new.money.currency,
        )
    )


def customer_vouchers(tx: Connection, customer_id: CustomerId) -> tuple[Voucher, ...]:
    """Return a customer's vouchers, newest first."""
    rows = tx.execute(
        select(vouchers)
        .where(vouchers.c.customer_id == customer_id)
        .order_by(vouchers.c.issued_at.desc(), vouchers.c.code)
    )
    return tuple(
        Voucher(
            code=row.code,
            customer_id=CustomerId(row.customer_id),
            money=money(row),
            issued_at=row.issued_at,
            expires_at=row.expires_at,
            redeemed_at=row.redeemed_at,
        )
        for row in rows
    )


def _newest(
    tx: Connection, customer_id: CustomerId, kind: PaymentKind, limit: int
) -> tuple[Payment, ...]:
    rows = tx.execute(
        select(payments)
        .where(payments.c.customer_id == customer_id, payments.c.kind == kind.value)
        .order_by(payments.c.at.desc(), payments.c.id.desc())
        .limit(limit)
    )
    return tuple(_payment(row) for row in rows)


def _payments(tx: Connection, query: Select[Any]) -> tuple[Payment, ...]:
    ordered = query.order_by(payments.c.at, payments.c.id)
    return tuple(_payment(row) for row in tx.execute(ordered))


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.id,
        customer_id=CustomerId(row.customer_id),
        order_number=row.order_number,
        subscription_id=row.subscription_id,
        kind=PaymentKind(row.kind),
        state=PaymentState(row.state),
        money=money(row),
        method=row.method,
        reason=row.reason,
        at=row.at,
        settles_at=row.settles_at,
    )
