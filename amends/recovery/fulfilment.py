"""Delivers what a customer accepted, in the transaction in which they accept it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from amends.clock import Clock
from amends.customers.service import CustomerService
from amends.errors import Conflict
from amends.handoff.service import HandoffService
from amends.ids import CustomerId
from amends.money import Money
from amends.recovery.model import Issue, Offer, RemedyKind
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

    def deliver(self, offer: Offer, issue: Issue, *, key: str) -> Mapping[str, JsonValue]:
        """Deliver what was offered; return the references the customer needs.

        Raises:
            AmendsError: It cannot be delivered.
        """
        match offer.remedy:
            case RemedyKind.APOLOGY:
                return {}
            case RemedyKind.CALLBACK:
                callback_id = self._handoff.request_callback(
                    offer.conversation_id, offer.customer_id, reason=issue.kind.value, key=key
                )
                return {"callback_id": callback_id}
            case RemedyKind.EXPRESS_REPLACEMENT | RemedyKind.REPLACEMENT:
                return self._replace(offer, issue, key)
            case RemedyKind.VOUCHER:
                return self._give_voucher(offer, key)
            case RemedyKind.FREE_RETURN:
                return self._take_back(offer, issue, key)
            case RemedyKind.SUBSCRIPTION_CREDIT:
                return self._refund(offer, None, issue, key)
            case RemedyKind.REFUND | RemedyKind.PARTIAL_REFUND | RemedyKind.SHIPPING_REFUND:
                return self._refund(offer, _order(offer), issue, key)

    def _replace(self, offer: Offer, issue: Issue, key: str) -> Mapping[str, JsonValue]:
        order = self._customers.order_replacement(
            _customer(offer),
            _order(offer),
            key=key,
            line=issue.line,
            express=offer.remedy is RemedyKind.EXPRESS_REPLACEMENT,
        )
        return {"order_number": order.number, "eta": order.promised_at.date().isoformat()}

    def _refund(
        self, offer: Offer, order_number: str | None, issue: Issue, key: str
    ) -> Mapping[str, JsonValue]:
        payment = self._customers.issue_refund(
            _customer(offer), order_number, _money(offer), reason=issue.kind.value, key=key
        )
        settles = payment.settles_at
        return {
            "payment_id": payment.id,
            "eta": None if settles is None else settles.date().isoformat(),
        }

    def _give_voucher(self, offer: Offer, key: str) -> Mapping[str, JsonValue]:
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
