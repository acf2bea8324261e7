"""The one door to customers and everything that belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from amends.clock import Clock
from amends.customers import consent, identity, ledger, orders, past, replacement, rules
from amends.customers.model import (
    Cancellation,
    Customer,
    CustomerHistory,
    Device,
    EarlierContact,
    EarlierRecovery,
    Order,
    OrderStatus,
    Payment,
    PrivacyKind,
    RefundStatus,
    Return,
    ReturnKind,
    Subscription,
    SubscriptionCredit,
)
from amends.customers.store import customers as customer_store
from amends.customers.store import history as history_store
from amends.customers.store import holdings as holding_store
from amends.customers.store import orders as order_store
from amends.customers.store import payments as payment_store
from amends.ids import ConversationId, CustomerId, OfferId, new_id
from amends.money import Money
from amends.storage.database import Database


class CustomerService:
    """Customers, their orders and money, and what happened before.

    Whatever changes something takes a ``key`` (``message_id:operation``): a repeat with the same
    key returns what the first call returned and changes nothing. Methods about a customer raise
    :class:`~amends.errors.NotFound` if there is none with that id, methods about an order if
    it is unknown or somebody else's.
    """

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, customer_id: CustomerId) -> Customer:
        """Return a customer."""
        with self._database.reading() as tx:
            return customer_store.customer(tx, customer_id)

    def prove_identity(
        self, conversation_id: ConversationId, order_number: str, email: str, *, key: str
    ) -> Customer:
        """Return whose order this is if the e-mail address is theirs.

        Not to be called inside another transaction: a failed attempt has to stay counted
        although it raises.

        Raises:
            IdentityNotProven: They do not belong together, for whatever reason.
            TooManyAttempts: Five attempts by this conversation, or at this order, failed within
                an hour; ``retry_after`` says how many seconds to wait.
        """
        with self._database.transaction() as tx:
            verdict = identity.judge(
                tx,
                conversation_id=conversation_id,
                order_number=order_number,
                email=email,
                key=key,
                now=self._clock.now(),
            )
        return self.get(verdict.customer_or_raise())

    def recent_orders(self, customer_id: CustomerId, limit: int = 5) -> tuple[Order, ...]:
        """Return a customer's latest orders, newest first."""
        with self._database.reading() as tx:
            return order_store.recent_orders(tx, customer_id, limit)

    def find_order(self, customer_id: CustomerId, order_number: str) -> Order:
        """Return one of a customer's orders; the number may be typed in any way."""
        with self._database.reading() as tx:
            return order_store.order(tx, customer_id, order_number)

    def order_status(self, order: Order) -> OrderStatus:
        """Say where an order is now, and how late."""
        return rules.order_status(order, self._clock.now())

    def refund_status(
        self, customer_id: CustomerId, order_number: str | None = None
    ) -> RefundStatus:
        """Return the refunds for one order, or a customer's latest ones, newest first."""
        with self._database.reading() as tx:
            if order_number is None:
                return RefundStatus(None, payment_store.recent_refunds(tx, customer_id))
            number = order_store.order(tx, customer_id, order_number).number
            return RefundStatus(number, payment_store.order_refunds(tx, number))

    def charges(self, customer_id: CustomerId, limit: int = 10) -> tuple[Payment, ...]:
        """Return what was taken from a customer last, newest first."""
        with self._database.reading() as tx:
            return payment_store.recent_charges(tx, customer_id, limit)

    def subscriptions(self, customer_id: CustomerId) -> tuple[Subscription, ...]:
        """Return a customer's subscriptions, those that go on first."""
        with self._database.reading() as tx:
            return holding_store.customer_subscriptions(tx, customer_id)

    def devices(self, customer_id: CustomerId) -> tuple[Device, ...]:
        """Return a customer's connected devices, the latest first."""
        with self._database.reading() as tx:
            return holding_store.customer_devices(tx, customer_id)

    def cancel_order(self, customer_id: CustomerId, order_number: str, *, key: str) -> Cancellation:
        """Stop an order that is not shipped, and give back what was paid for it.

        Raises:
            NotPossible: ``already_cancelled``, ``already_shipped`` or ``already_delivered``.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return orders.cancel_order(tx, customer, order_number, key=key, now=now)

    def request_return(
        self,
        customer_id: CustomerId,
        order_number: str,
        *,
        key: str,
        lines: tuple[int, ...] | None = None,
        reason: str = "",
    ) -> Return:
        """Agree that lines of an order (all that can, if none are named) are sent back.

        Raises:
            NotPossible: ``already_cancelled``, ``not_delivered``, ``window_over``,
                ``not_returnable`` or ``already_returned``.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return orders.send_back(
                tx,
                customer,
                order_number,
                kind=ReturnKind.RETURN,
                lines=lines,
                wish=reason,
                key=key,
                now=now,
            )

    def request_exchange(
        self,
        customer_id: CustomerId,
        order_number: str,
        *,
        wish: str,
        key: str,
        line: int | None = None,
    ) -> Return:
        """Agree that a line of an order (all, if none is named) is exchanged.

        Raises:
            NotPossible: As for a return.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return orders.send_back(
                tx,
                customer,
                order_number,
                kind=ReturnKind.EXCHANGE,
                lines=None if line is None else (line,),
                wish=wish,
                key=key,
                now=now,
            )

    def change_address(
        self, customer_id: CustomerId, order_number: str | None, address: str, *, key: str
    ) -> str:
        """Change where an order goes to, or without one the account's address; return it.

        Raises:
            Invalid: ``address_unclear``.
            NotPossible: ``already_cancelled``, ``already_shipped`` or ``already_delivered``.
        """
        with self._changing(customer_id) as (tx, customer, _now):
            return orders.change_address(tx, customer, order_number, address, key=key)

    def cancel_subscription(
        self, customer_id: CustomerId, subscription_id: str, *, key: str
    ) -> Subscription:
        """End a subscription when what is paid for is over.

        Raises:
            NotPossible: ``subscription_ended``.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return orders.cancel_subscription(tx, customer, subscription_id, key=key, now=now)

    def history(self, customer_id: CustomerId) -> CustomerHistory:
        """Return what happened with a customer before."""
        with self._database.reading() as tx:
            customer = customer_store.customer(tx, customer_id)
            return past.history(tx, customer, self._clock.now())

    def contacts(self, customer_id: CustomerId, *, since: datetime) -> tuple[EarlierContact, ...]:
        """Return when a customer was in touch since then, the latest first, twenty at most."""
        with self._database.reading() as tx:
            latest = history_store.recent_contacts(tx, customer_id, past.SHOWN)
            return tuple(contact for contact in latest if contact.at >= since)

    def record_contact(
        self,
        customer_id: CustomerId,
        *,
        conversation_id: ConversationId | None,
        channel: str,
        topic: str,
        language: str,
        resolved: bool,
        key: str,
        order_number: str | None = None,
        summary: str = "",
        satisfaction: int | None = None,
    ) -> EarlierContact:
        """Remember that a customer got in touch; ``satisfaction`` is 1 to 5.

        A conversation is one contact: when it ends again, what is known of it is renewed.
        """
        with self._changing(customer_id) as (tx, customer, now):
            new = EarlierContact(
                id=new_id("con"),
                customer_id=customer.id,
                conversation_id=conversation_id,
                order_number=order_number,
                channel=channel,
                topic=topic,
                summary=summary,
                language=language,
                resolved=resolved,
                satisfaction=satisfaction,
                at=now,
            )
            return past.record_contact(tx, new, key=key)

    def record_recovery(
        self,
        customer_id: CustomerId,
        *,
        offer_id: OfferId | None,
        issue: str,
        remedy: str,
        accepted: bool,
        key: str,
        order_number: str | None = None,
        money: Money | None = None,
        satisfaction: int | None = None,
    ) -> EarlierRecovery:
        """Remember what was offered to a customer and how it ended."""
        with self._changing(customer_id) as (tx, customer, now):
            new = EarlierRecovery(
                id=new_id("rec"),
                customer_id=customer.id,
                offer_id=offer_id,
                order_number=order_number,
                issue=issue,
                remedy=remedy,
                money=money,
                accepted=accepted,
                satisfaction=satisfaction,
                at=now,
            )
            return past.record_recovery(tx, new, key=key)

    def personalisation(self, customer_id: CustomerId) -> bool:
        """Return whether offers may be made from a customer's data; yes until they say no."""
        with self._database.reading() as tx:
            return consent.personalisation(tx, customer_id)

    def set_personalisation(self, customer_id: CustomerId, *, allowed: bool, key: str) -> bool:
        """Remember what a customer says about that; return what holds now."""
        with self._changing(customer_id) as (tx, customer, now):
            return consent.set_personalisation(tx, customer, allowed=allowed, key=key, now=now)

    def request_privacy(
        self,
        customer_id: CustomerId,
        kind: PrivacyKind,
        *,
        conversation_id: ConversationId,
        key: str,
    ) -> str:
        """Take down that a customer wants their data copied or erased; return a reference."""
        with self._changing(customer_id) as (tx, customer, now):
            made = consent.request_privacy(
                tx, customer, kind, conversation_id=conversation_id, key=key, now=now
            )
            return made.reference

    def issue_refund(
        self,
        customer_id: CustomerId,
        order_number: str | None,
        money: Money,
        *,
        reason: str,
        key: str,
    ) -> Payment:
        """Give money back for an order (or, without one, of whatever was paid).

        Raises:
            Invalid: The amount is not positive or in another currency.
            NotPossible: ``nothing_to_refund`` or ``refund_too_high``.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return ledger.issue_refund(
                tx, customer, order_number, money, reason=reason, key=key, now=now
            )

    def issue_voucher(
        self, customer_id: CustomerId, money: Money, *, expires: datetime, key: str
    ) -> str:
        """Give a customer money to spend in the shop; return the voucher's code.

        Raises:
            Invalid: The amount is not positive or in another currency, or ``expires`` is past.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return ledger.issue_voucher(tx, customer, money, expires=expires, key=key, now=now)

    def credit_subscription(
        self,
        customer_id: CustomerId,
        subscription_id: str,
        money: Money,
        *,
        reason: str,
        key: str,
    ) -> SubscriptionCredit:
        """Let money come off the next bills of a subscription.

        Raises:
            Invalid: The amount is not positive or in another currency.
            NotPossible: ``subscription_ended``.
        """
        with self._changing(customer_id) as (tx, customer, now):
            return ledger.credit_subscription(
                tx, customer, subscription_id, money, reason=reason, key=key, now=now
            )

    def order_replacement(
        self,
        customer_id: CustomerId,
        order_number: str,
        *,
        key: str,
        line: int | None = None,
        express: bool = False,
    ) -> Order:
        """Order a line of an order (all, if none is named) again, free of charge."""
        with self._changing(customer_id) as (tx, customer, now):
            return replacement.order_replacement(
                tx, customer, order_number, line=line, express=express, key=key, now=now
            )

    @contextmanager
    def _changing(self, customer_id: CustomerId) -> Iterator[tuple[Connection, Customer, datetime]]:
        """Open a transaction in which nobody else changes anything of this customer."""
        with self._database.transaction() as tx:
            yield tx, customer_store.lock_customer(tx, customer_id), self._clock.now()
