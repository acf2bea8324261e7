"""Money that goes back to customers: refunds within what was paid, vouchers and credits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from amends.customers.errors import NotPossible, Refusal
from amends.customers.model import (
    Customer,
    Order,
    Payment,
    PaymentKind,
    PaymentState,
    SubscriptionCredit,
    SubscriptionState,
    Voucher,
)
from amends.customers.repeat import once_only, readable_code
from amends.customers.store import holdings as holding_store
from amends.customers.store import orders as order_store
from amends.customers.store import payments as store
from amends.errors import Invalid
from amends.ids import new_id
from amends.money import Money

REFUND_TAKES = timedelta(days=5)


def net_paid(tx: Connection, customer: Customer, order: Order | None) -> Money:
    """Return what was paid and not given back: for one order, or ever."""
    if order is None:
        return store.lifetime_value(tx, customer.id, customer.currency)
    minor = 0
    for payment in store.order_payments(tx, order.number):
        if payment.state is not PaymentState.FAILED:
            sign = 1 if payment.kind is PaymentKind.CHARGE else -1
            minor += sign * payment.money.amount_minor
    return Money(minor, order.total.currency)


def issue_refund(
    tx: Connection,
    customer: Customer,
    order_number: str | None,
    money: Money,
    *,
    reason: str,
    key: str,
    now: datetime,
) -> Payment:
    """Give money back, at most what was paid and not given back yet."""
    order = order_store.order(tx, customer.id, order_number) if order_number is not None else None

    def compute() -> str:
        left = net_paid(tx, customer, order)
        _check(money, left.currency)
        if left.amount_minor <= 0:
            raise NotPossible(Refusal.NOTHING_TO_REFUND)
        if money.amount_minor > left.amount_minor:
            raise NotPossible(Refusal.REFUND_TOO_HIGH)
        return refund(tx, customer, order, money, reason=reason, now=now)

    return store.payment(tx, once_only(tx, key, "issue_refund", compute))


def refund(
    tx: Connection,
    customer: Customer,
    order: Order | None,
    money: Money,
    *,
    reason: str,
    now: datetime,
) -> str:
    """Start a refund to the means of payment used last; return its id."""
    paid = store.order_payments(tx, order.number) if order else ()
    charges = [payment for payment in paid if payment.kind is PaymentKind.CHARGE]
    if not charges:
        charges = list(reversed(store.recent_charges(tx, customer.id, 1)))
    new = Payment(
        id=new_id("pay"),
        customer_id=customer.id,
        order_number=order.number if order else None,
        subscription_id=None,
        kind=PaymentKind.REFUND,
        state=PaymentState.PENDING,
        money=money,
        method=charges[-1].method if charges else "transfer",
        reason=reason,
        at=now,
        settles_at=now + REFUND_TAKES,
    )
    store.add_payment(tx, new)
    return new.id


def issue_voucher(
    tx: Connection, customer: Customer, money: Money, *, expires: datetime, key: str, now: datetime
) -> str:
    """Give a customer money to spend in the shop; return the code."""

    def compute() -> str:
        _check(money, customer.currency)
        if expires <= now:
            raise Invalid("A voucher cannot expire in the past", code="voucher_expired")
        code = readable_code("BW", groups=3)
        store.add_voucher(
            tx,
            Voucher(
                code=code,
                customer_id=customer.id,
                money=money,
                issued_at=now,
                expires_at=expires,
                redeemed_at=None,
            ),
        )
        return code

    return once_only(tx, key, "issue_voucher", compute)


def credit_subscription(
    tx: Connection,
    customer: Customer,
    subscription_id: str,
    money: Money,
    *,
    reason: str,
    key: str,
    now: datetime,
) -> SubscriptionCredit:
    """Let money come off the next bills of a subscription that goes on."""
    subscription = holding_store.subscription(tx, customer.id, subscription_id)

    def compute() -> str:
        _check(money, subscription.price.currency)
        if subscription.state is not SubscriptionState.ACTIVE:
            raise NotPossible(Refusal.SUBSCRIPTION_ENDED)
        new = SubscriptionCredit(
            id=new_id("crd"),
            customer_id=customer.id,
            subscription_id=subscription.id,
            money=money,
            reason=reason,
            at=now,
            used_at=None,
        )
        holding_store.add_credit(tx, new)
        return new.id

    return holding_store.credit(tx, once_only(tx, key, "credit_subscription", compute))


def _check(money: Money, currency: str) -> None:
    if money.amount_minor <= 0:
        raise Invalid("The amount has to be more than nothing", code="invalid_amount")
    if money.currency != currency:
        raise Invalid("The amount is in another currency", code="currency_mismatch")
