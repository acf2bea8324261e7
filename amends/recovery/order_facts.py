"""Reads what counts of the order that an issue is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import Connection

from amends.clock import Clock
from amends.customers.model import Order, OrderLine, Payment, PaymentState
from amends.customers.service import CustomerService
from amends.ids import CustomerId, OfferId
from amends.money import Money
from amends.recovery import store
from amends.recovery.model import Issue
from amends.recovery.origin import first_of, price
from amends.recovery.situation import OrderFacts

_MANY_CHARGES = 1000
_MANY_ORDERS = 100


class OrderReader:
    """Reads orders as recovery sees them."""

    def __init__(self, *, clock: Clock, customers: CustomerService) -> None:
        self._clock = clock
        self._customers = customers

    def read(
        self, tx: Connection, issue: Issue, customer_id: CustomerId, *, besides: OfferId | None
    ) -> OrderFacts | None:
        """Return what counts of an issue's order, as if one offer had not been made."""
        if issue.order_number is None:
            return None
        order = self._customers.find_order(customer_id, issue.order_number)
        paid_for = first_of(self._customers, order)
        status = self._customers.order_status(order)
        since = None if status.delivered is None else self._clock.now() - status.delivered
        line = None if issue.line is None else order.line(issue.line)
        lines = order.lines if line is None else (line,)
        numbers = {order.number, paid_for.number}
        sent_again = order.replaces is not None
        return OrderFacts(
            goods=price(lines, paid_for),
            paid=self._paid(paid_for),
            total=paid_for.total,
            state=status.state,
            days_late=status.days_late,
            days_since_delivery=None if since is None else since / timedelta(days=1),
            returnable=any(one.returnable for one in lines),
            restored=self._restored(tx, issue, order, lines, besides),
            claimed_before=sent_again or store.has_settled(tx, numbers, besides=issue.id),
        )

    def _paid(self, order: Order) -> Money:
        """Return what was paid for an order and is not given back."""
        charges = self._customers.charges(order.customer_id, _MANY_CHARGES)
        refunds = self._customers.refund_status(order.customer_id, order.number).refunds
        taken = _sum(charge for charge in charges if charge.order_number == order.number)
        return Money(max(0, taken - _sum(refunds)), order.total.currency)

    def _restored(
        self,
        tx: Connection,
        issue: Issue,
        order: Order,
        lines: Collection[OrderLine],
        besides: OfferId | None,
    ) -> bool:
        """Return whether the goods were sent again, or an offer to make them good stands."""
        for offer in store.restorations(tx, order.number):
            other = store.get_issue(tx, offer.issue_id)
            same_goods = issue.line is None or other.line in {None, issue.line}
            if same_goods and offer.id != besides:
                return True
        goods = {line.product.sku for line in lines}
        return any(
            line.product.sku in goods
            for again in self._customers.recent_orders(order.customer_id, _MANY_ORDERS)
            if again.replaces == order.number
            for line in again.lines
        )


def _sum(payments: Iterable[Payment]) -> int:
    return sum(one.money.amount_minor for one in payments if one.state is not PaymentState.FAILED)
