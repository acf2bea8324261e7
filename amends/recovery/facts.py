"""Gathers the facts of an issue from what the shop knows, at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from amends.clock import Clock
from amends.customers.model import (
    Customer,
    CustomerHistory,
    EarlierRecovery,
    Order,
    Payment,
    PaymentState,
    SubscriptionState,
)
from amends.customers.service import CustomerService
from amends.ids import CustomerId, IssueId, OfferId
from amends.money import Money
from amends.recovery import feedback, store
from amends.recovery.model import Issue, Offer, OfferState, RemedyKind
from amends.recovery.origin import first_of, price
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import OrderFacts, Situation, Taste, Track

GOODWILL = tuple(remedy for remedy in RemedyKind if not remedy.restores)
_TURNED_DOWN = frozenset({OfferState.REFUSED, OfferState.DECLINED, OfferState.FAILED})
_MANY_CHARGES = 1000
_MANY_ORDERS = 100
_BEST_RATING = 5
_MIDDLE_RATING = 3


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the conversation says about an offer that is to be made.

    Attributes:
        verified: Whether it is proven who the customer is.
        personalised: Whether the customer's history may count.
        frustration: 0..1.
        remedy: The remedy that the customer asked for.
        person: Whether they want a person to look at it.
    """

    verified: bool
    personalised: bool
    frustration: float
    remedy: RemedyKind | None = None
    person: bool = False


def turned_down(tx: Connection, issue_id: IssueId) -> tuple[Offer, ...]:
    """Return the offers for an issue that nobody wants to see again."""
    made = store.offers_of(tx, issue_id)
    return tuple(offer for offer in made if offer.state in _TURNED_DOWN)


class Facts:
    """Reads what a recovery is judged by."""

    def __init__(self, *, clock: Clock, policy: RecoveryPolicy, customers: CustomerService) -> None:
        self._clock = clock
        self._policy = policy
        self._customers = customers

    def situation(
        self, tx: Connection, issue: Issue, wishes: Wishes, *, besides: OfferId | None = None
    ) -> Situation:
        """Return the facts of an issue, as if one offer had not been made."""
        offered = frozenset(offer.remedy for offer in turned_down(tx, issue.id))
        if issue.customer_id is None:
            return Situation(
                kind=issue.kind,
                currency=None,
                order=None,
                subscription_fee=None,
                customer_left=None,
                day_left=None,
                offered=offered,
                wish=wishes.remedy,
                frustration=wishes.frustration,
            )
        customer = self._customers.get(issue.customer_id)
        history = self._customers.history(customer.id)
        personalised = wishes.verified and wishes.personalised
        return Situation(
            kind=issue.kind,
            currency=customer.currency,
            order=self._order(tx, issue, customer, besides),
            subscription_fee=self._subscription_fee(customer.id),
            customer_left=self._customer_left(tx, customer),
            day_left=self._day_left(tx, customer.currency),
            offered=offered,
            wish=wishes.remedy,
            frustration=wishes.frustration,
            verified=wishes.verified,
            personalised=personalised,
            taste=self._taste(tx, history) if personalised else Taste(),
            track=self._track(tx, issue, customer, history),
        )

    def _order(
        self, tx: Connection, issue: Issue, customer: Customer, besides: OfferId | None
    ) -> OrderFacts | None:
        if issue.order_number is None:
            return None
        order = self._customers.find_order(customer.id, issue.order_number)
        paid_for = first_of(self._customers, order)
        status = self._customers.order_status(order)
        since = None if status.delivered is None else self._clock.now() - status.delivered
        line = None if issue.line is None else order.line(issue.line)
        lines = order.lines if line is None else (line,)
        return OrderFacts(
            goods=price(lines, paid_for),
            paid=self._paid(paid_for),
            total=paid_for.total,
            state=status.state,
            days_late=status.days_late,
            days_since_delivery=None if since is None else since / timedelta(days=1),
            returnable=any(one.returnable for one in lines),
            restored=self._restored(tx, issue, order, besides),
        )

    def _paid(self, order: Order) -> Money:
        """Return what was paid for an order and is not given back."""
        charges = self._customers.charges(order.customer_id, _MANY_CHARGES)
        refunds = self._customers.refund_status(order.customer_id, order.number).refunds
        taken = _sum(charge for charge in charges if charge.order_number == order.number)
        return Money(max(0, taken - _sum(refunds)), order.total.currency)

    def _restored(
        self, tx: Connection, issue: Issue, order: Order, besides: OfferId | None
    ) -> bool:
        """Return whether the goods were sent again, or an offer to make them good stands."""
        for offer in store.restorations(tx, order.number):
            other = store.get_issue(tx, offer.issue_id)
            same_goods = issue.line is None or other.line in {None, issue.line}
            if same_goods and offer.id != besides:
                return True
        bought = self._customers.recent_orders(order.customer_id, _MANY_ORDERS)
        return any(one.replaces == order.number for one in bought)

    def _subscription_fee(self, customer_id: CustomerId) -> Money | None:
        active = (
            subscription.price
            for subscription in self._customers.subscriptions(customer_id)
            if subscription.state is SubscriptionState.ACTIVE
        )
        return next(active, None)

    def _customer_left(self, tx: Connection, customer: Customer) -> Money | None:
        limits = self._policy.currencies.get(customer.currency)
        if limits is None:
            return None
        given = store.committed(
            tx,
            customer.currency,
            since=self._clock.now() - self._policy.risk.claim_window,
            remedies=GOODWILL,
            customer_id=customer.id,
        )
        return _left(limits.customer_budget, given)

    def _day_left(self, tx: Connection, currency: str) -> Money | None:
        limits = self._policy.currencies.get(currency)
        if limits is None:
            return None
        midnight = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return _left(limits.day_budget, store.committed(tx, currency, since=midnight))

    def _track(
        self, tx: Connection, issue: Issue, customer: Customer, history: CustomerHistory
    ) -> Track:
        now = self._clock.now()
        since = now - self._policy.risk.claim_window
        recent = [one for one in history.recoveries if one.at >= since]
        before_amends = sum(1 for one in recent if one.offer_id is None)
        reported = store.count_issues(tx, customer.id, since=since, besides=issue.id)
        return Track(
            claimed_before=self._claimed_before(tx, issue),
            claims=reported + before_amends,
            recoveries=sum(1 for one in recent if one.accepted),
            account_days=(now - customer.since) / timedelta(days=1),
        )

    def _claimed_before(self, tx: Connection, issue: Issue) -> bool:
        """Return whether something was made good for these goods, or those they replace."""
        if issue.customer_id is None or issue.order_number is None:
            return False
        order = self._customers.find_order(issue.customer_id, issue.order_number)
        numbers = {order.number, first_of(self._customers, order).number}
        return order.replaces is not None or store.has_settled(tx, numbers, besides=issue.id)

    def _taste(self, tx: Connection, history: CustomerHistory) -> Taste:
        limits = self._policy.currencies.get(history.lifetime_value.currency)
        value = 0.0
        if limits is not None:
            value = history.lifetime_value.amount_minor / limits.high_value.amount_minor
        ratings = feedback.scores(tx, [one.offer_id for one in history.recoveries if one.offer_id])
        opinions: dict[RemedyKind, list[float]] = {}
        for one in history.recoveries:
            if one.remedy in set(RemedyKind):
                score = ratings.get(one.offer_id) if one.offer_id else None
                opinions.setdefault(RemedyKind(one.remedy), []).append(_opinion(one, score))
        return Taste(
            value=min(1.0, max(0.0, value)),
            liked={remedy: sum(all_) / len(all_) for remedy, all_ in opinions.items()},
        )


def _opinion(recovery: EarlierRecovery, score: int | None) -> float:
    """Return how a recovery went down: -1 for refused or a rating of 1, up to 1 for a 5."""
    rated = score if score is not None else recovery.satisfaction
    if not recovery.accepted:
        return -1.0
    if rated is None:
        return 0.0
    return (rated - _MIDDLE_RATING) / (_BEST_RATING - _MIDDLE_RATING)


def _sum(payments: Iterable[Payment]) -> int:
    return sum(one.money.amount_minor for one in payments if one.state is not PaymentState.FAILED)


def _left(budget: Money, spent: Money) -> Money:
    return Money(max(0, budget.amount_minor - spent.amount_minor), budget.currency)
