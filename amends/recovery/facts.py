"""Gathers the facts of an issue from what the shop knows, at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from amends.clock import Clock
from amends.customers.model import Customer, CustomerHistory
from amends.customers.service import CustomerService
from amends.ids import CustomerId, IssueId, OfferId
from amends.money import Money
from amends.recovery import feedback, record, store
from amends.recovery.model import Issue, Offer, OfferState, RemedyKind
from amends.recovery.order_facts import OrderReader
from amends.recovery.origin import active_subscription
from amends.recovery.policy_model import RecoveryPolicy
from amends.recovery.situation import Situation, Taste, Track

GOODWILL = tuple(remedy for remedy in RemedyKind if not remedy.restores)
_TURNED_DOWN = frozenset({OfferState.REFUSED, OfferState.DECLINED, OfferState.FAILED})


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
        self._orders = OrderReader(clock=clock, customers=customers)

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
            order=self._orders.read(tx, issue, customer.id, besides=besides),
            subscription_fee=self._subscription_fee(customer.id),
            customer_left=self._customer_left(tx, customer),
            day_left=self._day_left(tx, customer.currency),
            offered=offered,
            wish=wishes.remedy,
            frustration=wishes.frustration,
            verified=wishes.verified,
            personalised=personalised,
            taste=self._taste(tx, history) if personalised else Taste(),
            track=self._track(tx, issue, history),
        )

    def _subscription_fee(self, customer_id: CustomerId) -> Money | None:
        found = active_subscription(self._customers, customer_id)
        return None if found is None else found.price

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

    def _track(self, tx: Connection, issue: Issue, history: CustomerHistory) -> Track:
        now = self._clock.now()
        since = now - self._policy.risk.claim_window
        reported = store.count_issues(tx, history.customer_id, since=since, besides=issue.id)
        return record.track(history, self._policy, reported=reported, now=now)

    def _taste(self, tx: Connection, history: CustomerHistory) -> Taste:
        ours = [one.offer_id for one in history.recoveries if one.offer_id is not None]
        return record.taste(history, self._policy, feedback.scores(tx, ours))


def _left(budget: Money, spent: Money) -> Money:
    return Money(max(0, budget.amount_minor - spent.amount_minor), budget.currency)
