"""A small shop and hand-written fakes of the services that actions call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from amends.clock import FixedClock
from amends.conversations.model import Mode
from amends.customers import rules
from amends.customers.aspects import Aspects
from amends.customers.errors import IdentityNotProven
from amends.customers.model import (
    Aspect,
    Cancellation,
    CatalogueEntry,
    Customer,
    LeftAt,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentKind,
    PaymentState,
    Period,
    Product,
    RefundStatus,
    Return,
    ReturnKind,
    ReturnState,
    Shipment,
    ShipmentState,
    Subscription,
    SubscriptionState,
    Tier,
    Variant,
)
from amends.customers.naming import named_in
from amends.emotion.weights import FrustrationThresholds
from amends.errors import AmendsError, NotFound, TooManyAttempts
from amends.ids import ConversationId, CustomerId, IssueId, OfferId
from amends.money import Money
from amends.recovery.explanation import Reason
from amends.recovery.model import Issue, IssueKind, IssueState, Offer, OfferState, RemedyKind
from amends.recovery.states import OPEN
from amends.settings import PROJECT

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CUSTOMER = CustomerId("C1")
CONVERSATION = ConversationId("cnv_1")
EMAIL = "ana@example.com"


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def order(
    number: str,
    *names: str,
    state: ShipmentState | None = ShipmentState.DELIVERED,
    placed: int = 10,
    promised: int = 2,
    arrived: int = 1,
) -> Order:
    """Return an order; `placed`, `promised` and `arrived` are days before now."""
    delivered = NOW - timedelta(days=arrived) if state is ShipmentState.DELIVERED else None
    parcels = (
        ()
        if state is None
        else (
            Shipment(
                id=f"par_{number}",
                carrier="GLS",
                tracking="T1",
                state=state,
                shipped_at=NOW - timedelta(days=placed - 1),
                last_event_at=NOW,
                delivered_at=delivered,
                left_at=LeftAt.FRONT_DOOR if delivered else None,
            ),
        )
    )
    return Order(
        number=number,
        customer_id=CUSTOMER,
        placed_at=NOW - timedelta(days=placed),
        promised_at=NOW - timedelta(days=promised),
        cancelled_at=None,
        express=False,
        address="Calle Mayor 5",
        replaces=None,
        total=euros("50.00"),
        lines=tuple(
            OrderLine(
                line=number_of_line,
                product=Product(sku=name.upper(), name=name, names={"es": f"{name} (es)"}),
                variant="",
                quantity=1,
                unit_price=euros("25.00"),
                returnable=True,
            )
            for number_of_line, name in enumerate(names or ("Lamp",), start=1)
        ),
        shipments=parcels,
    )


ARRIVED = order("A-10001", "Headphones", arrived=1)
ARRIVED_TOO = order("A-10005", "Kettle", placed=14, arrived=3)
COMING = order("A-10004", "Lamp", state=ShipmentState.IN_TRANSIT, placed=2, promised=-3)
LATE = order("A-10002", "Desk", state=ShipmentState.IN_TRANSIT, placed=12, promised=6)
PACKING = order("A-10007", "Chair", state=None, placed=1, promised=-4)
PAIR = order("A-10009", "Blue mug", "Red plate", arrived=2)


@dataclass
class FakeCustomers:
    """The customers' service with a few orders; remembers what it was asked to change."""

    orders: list[Order] = field(default_factory=lambda: [ARRIVED])
    refunds: tuple[Payment, ...] = ()
    held: list[Subscription] = field(default_factory=list)
    wrong_attempts: int = 0
    refuses: AmendsError | None = None
    allowed: bool = True
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def get(self, customer_id: CustomerId) -> Customer:
        return Customer(
            id=customer_id,
            name="Ana",
            email=EMAIL,
            phone="",
            address="Calle Mayor 5",
            country="ES",
            language="es",
            currency="EUR",
            tier=Tier.STANDARD,
            since=NOW,
        )

    def prove_identity(
        self, conversation_id: ConversationId, order_number: str, email: str, *, key: str
    ) -> Customer:
        if self.wrong_attempts >= 5:
            raise TooManyAttempts("Too many attempts", code="identity_attempts", retry_after=60)
        known = any(one.number == order_number for one in self.orders)
        if not known or email != EMAIL:
            self.wrong_attempts += 1
            raise IdentityNotProven
        return self.get(CUSTOMER)

    def recent_orders(self, customer_id: CustomerId, limit: int = 5) -> tuple[Order, ...]:
        newest = sorted(self.orders, key=lambda one: one.placed_at, reverse=True)
        return tuple(newest[:limit])

    def find_order(self, customer_id: CustomerId, order_number: str) -> Order:
        for one in self.orders:
            if one.number == order_number and customer_id == CUSTOMER:
                return one
        raise NotFound("There is no such order")

    def order_status(self, one: Order) -> OrderStatus:
        return rules.order_status(one, NOW)

    def refund_status(
        self, customer_id: CustomerId, order_number: str | None = None
    ) -> RefundStatus:
        return RefundStatus(order_number, self.refunds)

    def subscriptions(self, customer_id: CustomerId) -> tuple[Subscription, ...]:
        return tuple(self.held)

    def cancel_order(self, customer_id: CustomerId, order_number: str, *, key: str) -> Cancellation:
        self._do("cancel_order", order_number, key)
        return Cancellation(order_number, NOW, payment(PaymentState.PENDING))

    def cancel_subscription(
        self, customer_id: CustomerId, subscription_id: str, *, key: str
    ) -> Subscription:
        self._do("cancel_subscription", subscription_id, key)
        one = next(one for one in self.held if one.id == subscription_id)
        return replace(one, state=SubscriptionState.CANCELLED, ends_at=NOW + timedelta(days=9))

    def change_address(
        self, customer_id: CustomerId, order_number: str | None, address: str, *, key: str
    ) -> str:
        self._do("change_address", order_number, address, key)
        return address

    def request_return(
        self,
        customer_id: CustomerId,
        order_number: str,
        *,
        key: str,
        lines: tuple[int, ...] | None = None,
        reason: str = "",
    ) -> Return:
        self._do("request_return", order_number, lines, key)
        return returned(order_number, ReturnKind.RETURN, lines or (1,), "")

    def request_exchange(
        self,
        customer_id: CustomerId,
        order_number: str,
        *,
        wish: str,
        key: str,
        line: int | None = None,
    ) -> Return:
        self._do("request_exchange", order_number, line, wish, key)
        return returned(order_number, ReturnKind.EXCHANGE, (line or 1,), wish)

    def personalisation(self, customer_id: CustomerId) -> bool:
        return self.allowed

    def set_personalisation(self, customer_id: CustomerId, *, allowed: bool, key: str) -> bool:
        self._do("set_personalisation", allowed, key)
        return allowed

    def request_privacy(
        self, customer_id: CustomerId, kind: str, *, conversation_id: ConversationId, key: str
    ) -> str:
        self._do("request_privacy", kind, key)
        return "PR-1"

    def _do(self, *what: Any) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.done.append(what)


def payment(state: PaymentState) -> Payment:
    return Payment(
        id="pay_1",
        customer_id=CUSTOMER,
        order_number="A-10001",
        subscription_id=None,
        kind=PaymentKind.REFUND,
        state=state,
        money=euros("50.00"),
        method="card",
        reason="",
        at=NOW,
        settles_at=NOW + timedelta(days=5),
    )


def returned(number: str, kind: ReturnKind, lines: tuple[int, ...], wish: str) -> Return:
    return Return(
        reference="RT-1",
        customer_id=CUSTOMER,
        order_number=number,
        kind=kind,
        state=ReturnState.REQUESTED,
        lines=lines,
        wish=wish,
        requested_at=NOW,
        send_by=NOW + timedelta(days=14),
        value=euros("25.00"),
    )


def subscription(number: str, name: str) -> Subscription:
    return Subscription(
        id=number,
        customer_id=CUSTOMER,
        product=Product(sku=number, name=name, names={}),
        period=Period.MONTH,
        price=euros("9.90"),
        state=SubscriptionState.ACTIVE,
        started_at=NOW,
        renews_at=NOW + timedelta(days=9),
        ends_at=None,
        credit=euros("0.00"),
    )


def offer(state: OfferState = OfferState.PRESENTED, **changes: Any) -> Offer:
    plain = Offer(
        id=OfferId("off_1"),
        issue_id=IssueId("iss_1"),
        conversation_id=CONVERSATION,
        customer_id=CUSTOMER,
        order_number="A-10001",
        remedy=RemedyKind.VOUCHER,
        money=euros("10.00"),
        state=state,
        version=1,
        frustration=0.0,
        personalised=True,
        verified=True,
        wish=None,
        risk=0.0,
        approval_reasons=(),
        candidates=(),
        proposed_at=NOW,
    )
    return replace(plain, **changes)


def issue(kind: IssueKind, number: str | None, line: int | None = None) -> Issue:
    return Issue(
        id=IssueId("iss_1"),
        conversation_id=CONVERSATION,
        reported_in=CONVERSATION,
        customer_id=CUSTOMER,
        kind=kind,
        order_number=number,
        line=line,
        description="",
        state=IssueState.OPEN,
        reported_at=NOW,
    )


@dataclass(frozen=True)
class FakeExplanation:
    reasons: tuple[Reason, ...]


@dataclass
class FakeRecovery:
    """The recovery service with at most one offer; remembers what it was asked to do."""

    offer: Offer | None = None
    open: Issue | None = None
    next_offer: Offer | None = None
    reasons: tuple[Reason, ...] = ()
    refuses: AmendsError | None = None
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def report_issue(
        self,
        conversation_id: ConversationId,
        customer_id: CustomerId | None,
        kind: IssueKind,
        *,
        key: str,
        order_number: str | None = None,
        description: str = "",
        line: int | None = None,
    ) -> Issue:
        self.done.append(("report_issue", customer_id, kind, order_number, line, description, key))
        self.open = self.open or issue(kind, order_number, line)
        return self.open

    def open_issue(self, conversation_id: ConversationId) -> Issue | None:
        return self.open

    def recommend(
        self, conversation_id: ConversationId, issue_id: IssueId, **wishes: Any
    ) -> Offer | None:
        self.done.append(("recommend", issue_id, wishes))
        if self.refuses is not None:
            raise self.refuses
        return self.offer

    def current_offer(self, conversation_id: ConversationId) -> Offer | None:
        return self.offer if self.offer is not None and self.offer.state in OPEN else None

    def latest_offer(self, conversation_id: ConversationId) -> Offer | None:
        return self.offer

    def get(self, offer_id: OfferId) -> Offer:
        if self.offer is None or self.offer.id != offer_id:
            raise NotFound("There is no such offer")
        return self.offer

    def bring(
        self, offer_id: OfferId, conversation_id: ConversationId, customer_id: CustomerId | None
    ) -> Offer:
        offer = self.get(offer_id)
        if offer.conversation_id == conversation_id:
            return offer
        if customer_id is None or offer.customer_id != customer_id:
            raise NotFound("This offer belongs to another conversation", code="offer_unknown")
        self.done.append(("bring", offer_id))
        self.offer = replace(offer, conversation_id=conversation_id)
        return self.offer

    def issue(self, issue_id: IssueId) -> Issue:
        assert self.open is not None
        return self.open

    def withdraw_issue(self, issue_id: IssueId, *, reason: str, key: str) -> Issue:
        self.done.append(("withdraw_issue", issue_id, reason, key))
        if self.offer is not None:
            self.offer = replace(self.offer, state=OfferState.WITHDRAWN)
        return self.issue(issue_id)

    def present(self, offer_id: OfferId, *, key: str) -> Offer:
        return self._become(OfferState.PRESENTED, "present", key)

    def answer(self, offer_id: OfferId, *, accepted: bool, key: str) -> Offer:
        if self.refuses is not None:
            raise self.refuses
        state = OfferState.FULFILLED if accepted else OfferState.REFUSED
        return self._become(state, "answer", accepted, key)

    def explain(self, offer_id: OfferId) -> FakeExplanation:
        return FakeExplanation(self.reasons)

    def other(self, offer_id: OfferId, *, key: str) -> Offer | None:
        self.done.append(("other", offer_id, key))
        self.offer = self.next_offer or self.offer
        return self.next_offer

    def rate(self, conversation_id: ConversationId, score: int, *, key: str) -> None:
        self.done.append(("rate", score, key))

    def _become(self, state: OfferState, *what: Any) -> Offer:
        assert self.offer is not None
        self.done.append(what)
        self.offer = replace(self.offer, state=state)
        return self.offer


SPEAKER = CatalogueEntry(
    product=Product(sku="SP", name="Speaker", names={"es": "Altavoz"}),
    called={"es": ("parlante",)},
    prices=(euros("79.90"), Money.parse("1599", "MXN")),
    warranty_months=24,
    variants=(Variant("black", {"es": "negro"}, 3), Variant("grey", {"es": "gris"}, 0)),
    facts={
        "features": {"en": "It plays music.", "es": "Reproduce música."},
        "water": {"en": "It floats.", "es": "Flota."},
    },
)
PLAN = CatalogueEntry(
    product=Product(sku="PL", name="Music plan", names={}),
    prices=(euros("9.99"),),
    period="month",
    facts={},
)
BIG_LAMP = CatalogueEntry(product=Product("L1", "Big lamp", {}), called={"en": ("lamp",)})
SMALL_LAMP = CatalogueEntry(product=Product("L2", "Small lamp", {}), called={"en": ("lamp",)})


@dataclass
class FakeProducts:
    """A catalogue of four things, and the words of the project's own files."""

    entries: tuple[CatalogueEntry, ...] = (SPEAKER, PLAN, BIG_LAMP, SMALL_LAMP)
    aspects: Aspects = field(default_factory=lambda: Aspects.load(PROJECT))

    def named(self, text: str) -> tuple[CatalogueEntry, ...]:
        return named_in(text, self.entries)

    def get(self, sku: str) -> CatalogueEntry:
        return next(entry for entry in self.entries if entry.product.sku == sku)

    def aspects_of(self, question: str, language: str) -> tuple[Aspect, ...]:
        return self.aspects.of(question, language)


@dataclass
class FakeHandoff:
    """Takes requests for a person; the second one finds the conversation waiting."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def request_person(self, conversation_id: ConversationId, *, reason: str, key: str) -> bool:
        self.asked.append((reason, key))
        return len(self.asked) == 1


@dataclass(frozen=True)
class FakeConversation:
    mode: Mode


@dataclass
class FakeConversations:
    """Remembers who the customer is said to be, and in which language."""

    mode: Mode = Mode.ASSISTANT
    bound: list[tuple[CustomerId, bool]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def get(self, conversation_id: ConversationId) -> FakeConversation:
        return FakeConversation(self.mode)

    def bind_customer(
        self, conversation_id: ConversationId, customer_id: CustomerId, *, verified: bool
    ) -> None:
        self.bound.append((customer_id, verified))

    def set_language(self, conversation_id: ConversationId, language: str) -> None:
        self.languages.append(language)


@dataclass(frozen=True)
class FakePolicy:
    frustration_thresholds: FrustrationThresholds = field(default_factory=FrustrationThresholds)


@dataclass(frozen=True)
class FakeCatalogue:
    languages: tuple[str, ...] = ("en", "es")


@dataclass
class Shop:
    """All services that actions call."""

    customers: FakeCustomers = field(default_factory=FakeCustomers)
    products: FakeProducts = field(default_factory=FakeProducts)
    recovery: FakeRecovery = field(default_factory=FakeRecovery)
    handoff: FakeHandoff = field(default_factory=FakeHandoff)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    policy: FakePolicy = field(default_factory=FakePolicy)
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)


Metadata = Mapping[str, Any]
