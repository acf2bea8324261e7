"""Delivers what a customer accepted, in the transaction in which they accept it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from amends.clock import Clock
from amends.customers.service import CustomerService
from amends.errors import Conflict
from amends.handoff.service import HandoffService
from amends.ids import CustomerId
from amends.money import Money
from amends.recovery.model import Issue, Offer, RemedyKind
from amends.recovery.origin import active_subscription, first_of
from amends.recovery.policy_model import OfferTerms
from amends.storage.types import JsonValue


class Fulfilment(Protocol):
    """Delivers a remedy, once per key."""

    def deliver(self, offer: Offer, issue: Issue, *, key: str) -> Mapping[str, JsonValue]:
        """Deliver what was offered; return the references the customer needs.

        Raises:
            AmendsError: It cannot be delivered; nothing of it was.
        """
        ...


_Delivery = Callable[[Offer, Issue, str], Mapping[str, JsonValue]]


class ShopFulfilment:
    """Delivers through the shop's ledger and the list of call-backs."""

    def __init__(
        self,
        *,
        clock: Clock,
        customers: CustomerService,
        handoff: HandoffService,
        terms: OfferTerms,
    ) -> None:
        self._clock = clock
        self._customers = customers
        self._handoff = handoff
        self._terms = terms
        self._deliveries: Mapping[RemedyKind, _Delivery] = {
            RemedyKind.APOLOGY: self._apologise,
            RemedyKind.CALLBACK: self._call_back,
            RemedyKind.EXPRESS_REPLACEMENT: self._replace,
            RemedyKind.REPLACEMENT: self._replace,
            RemedyKind.REFUND: self._refund,
            RemedyKind.PARTIAL_REFUND: self._refund,
            RemedyKind.SHIPPING_REFUND: self._refund,
            RemedyKind.SUBSCRIPTION_CREDIT: self._credit,
            RemedyKind.VOUCHER: self._give_voucher,
            RemedyKind.FREE_RETURN: self._take_back,
        }

    def deliver(self, offer: Offer, issue: Issue, *, key: str) -> Mapping[str, JsonValue]:
        """Deliver what was offered; return the references the customer needs.

        Raises:
            AmendsError: It cannot be delivered.
        """
        return self._deliveries[offer.remedy](offer, issue, key)

    def _apologise(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        """An apology is delivered by being said."""
        return {}

    def _call_back(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        callback_id = self._handoff.request_callback(
            offer.conversation_id,
            offer.customer_id,
            reason=issue.kind.value,
            key=f"{key}:recovery.callback",
        )
        return {"callback_id": callback_id}

    def _replace(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        order = self._customers.order_replacement(
            _customer(offer),
            _order(offer),
            key=key,
            line=issue.line,
            express=offer.remedy is RemedyKind.EXPRESS_REPLACEMENT,
        )
        return {"order_number": order.number, "eta": order.promised_at.date().isoformat()}

    def _refund(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        paid = self._customers.find_order(_customer(offer), _order(offer))
        payment = self._customers.issue_refund(
            _customer(offer),
            first_of(self._customers, paid).number,
            _money(offer),
            reason=issue.kind.value,
            key=key,
        )
        settles = payment.settles_at
        return {
            "payment_id": payment.id,
            **({} if settles is None else {"eta": settles.date().isoformat()}),
        }

    def _credit(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        subscription = active_subscription(self._customers, _customer(offer))
        if subscription is None:
            raise Conflict("There is no subscription to credit this to", code="no_subscription")
        credit = self._customers.credit_subscription(
            _customer(offer), subscription.id, _money(offer), reason=issue.kind.value, key=key
        )
        renews = subscription.renews_at or self._clock.now()
        return {
            "credit_id": credit.id,
            "subscription_id": subscription.id,
            "eta": renews.date().isoformat(),
        }

    def _give_voucher(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        expires = self._clock.now() + self._terms.voucher_valid
        code = self._customers.issue_voucher(
            _customer(offer), _money(offer), expires=expires, key=key
        )
        return {"voucher_code": code, "expires": expires.date().isoformat()}

    def _take_back(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        sent_back = self._customers.request_return(
            _customer(offer),
            _order(offer),
            key=key,
            lines=None if issue.line is None else (issue.line,),
            reason=issue.kind.value,
        )
        return {
            "return_reference": sent_back.reference,
            "send_by": sent_back.send_by.date().isoformat(),
        }


def _customer(offer: Offer) -> CustomerId:
    if offer.customer_id is None:
        raise Conflict("Nobody is known to deliver this to", code="no_customer")
    return offer.customer_id


def _order(offer: Offer) -> str:
    if offer.order_number is None:
        raise Conflict("There is no order to deliver this for", code="no_order")
    return offer.order_number


def _money(offer: Offer) -> Money:
    if offer.money is None:
        raise Conflict("This offer has no amount", code="no_amount")
    return offer.money
