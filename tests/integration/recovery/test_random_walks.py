"""Everybody does anything at any time: whatever happens, the rules hold."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from amends.clock import FixedClock
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.customers.tables import vouchers
from amends.errors import Conflict, Invalid
from amends.handoff.service import HandoffService
from amends.money import Money
from amends.recovery.model import Decision, IssueKind, IssueState, Offer, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from amends.recovery.states import MOVES, OPEN
from amends.storage.database import Database
from amends.storage.schema import METADATA
from amends.storage.wakeups import Wakeups
from tests.conftest import NOW
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import APPROVER, CUSTOMER, DAMAGED, LATE, Desk
from tests.unit.recovery.situations import shipped_policy

PROBLEMS = st.sampled_from(
    [
        (IssueKind.ITEM_DAMAGED, DAMAGED),
        (IssueKind.ITEM_WRONG, DAMAGED),
        (IssueKind.REFUND_REQUEST, DAMAGED),
        (IssueKind.ORDER_LATE, LATE),
        (IssueKind.COMPLAINT_SERVICE, None),
    ]
)
REMEDIES = st.sampled_from([None, *RemedyKind])


def refusal(attempt: Callable[[], object]) -> str | None:
    """Return the code with which something is refused; nothing if it is done."""
    try:
        attempt()
    except (Conflict, Invalid) as error:
        return error.code
    return None


class AnythingGoes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock(NOW)
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'walk.sqlite3'}")
        with self.database.transaction() as tx:
            METADATA.create_all(tx)
        self.shop = Shop(self.database, NOW)
        self.shop.customer(CUSTOMER)
        self.shop.order(DAMAGED, CUSTOMER, minor=12_900, delivered_days_ago=1)
        self.shop.order(LATE, CUSTOMER, minor=3_850, shipped=True, promised_days_ago=6)
        self.customers = CustomerService(database=self.database, clock=self.clock)
        conversations = ConversationService(
            database=self.database, clock=self.clock, wakeups=Wakeups(self.database)
        )
        handoff = HandoffService(
            database=self.database, clock=self.clock, conversations=conversations
        )
        self.recovery = RecoveryService(
            database=self.database,
            clock=self.clock,
            policy=shipped_policy(),
            customers=self.customers,
            conversations=conversations,
            handoff=handoff,
            rng=random.Random(1),
        )
        opened = conversations.open(
            channel="web", account="", address="ses_1", language="en", customer_id=CUSTOMER
        )
        self.desk = Desk(
            database=self.database,
            recovery=self.recovery,
            conversations=conversations,
            conversation_id=opened.id,
        )
        self.offers: dict[str, Offer] = {}

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def latest(self) -> Offer | None:
        return self.recovery.latest_offer(self.desk.conversation_id)

    @rule(problem=PROBLEMS, verified=st.booleans(), wish=REMEDIES)
    def reports(
        self, problem: tuple[IssueKind, str | None], verified: bool, wish: RemedyKind | None
    ) -> None:
        issue = self.recovery.report_issue(
            self.desk.conversation_id,
            CUSTOMER,
            problem[0],
            order_number=problem[1],
            key=self.desk.key(),
        )
        refused = refusal(
            lambda: self.recovery.recommend(
                self.desk.conversation_id,
                issue.id,
                verified=verified,
                personalised=True,
                frustration=0.5,
                wish=wish,
                key=self.desk.key(),
            )
        )
        assert refused in {None, "offer_open"}

    @rule()
    def takes_back(self) -> None:
        issue = self.recovery.open_issue(self.desk.conversation_id)
        if issue is None:
            return
        taken = self.recovery.withdraw_issue(issue.id, reason="wrong", key=self.desk.key())
        assert taken.state is IssueState.WITHDRAWN
        latest = self.latest()
        assert latest is None or latest.issue_id != issue.id or latest.state not in OPEN

    @rule(decision=st.sampled_from(Decision), remedy=REMEDIES, amount=st.integers(-1, 200))
    def decides(self, decision: Decision, remedy: RemedyKind | None, amount: int) -> None:
        offer = self.latest()
        if offer is None:
            return
        amends = decision is Decision.AMEND
        refused = refusal(
            lambda: self.recovery.decide(
                offer.id,
                actor=APPROVER,
                decision=decision,
                remedy=remedy if amends else None,
                amount=str(amount) if amends and amount >= 0 else None,
                reason="seen",
            )
        )
        assert (self.recovery.get(offer.id) == offer) is (refused is not None)

    @rule()
    def presents(self) -> None:
        offer = self.latest()
        if offer is not None and refusal(lambda: self.desk.present(offer)):
            assert self.recovery.get(offer.id) == offer

    @rule(accepted=st.booleans())
    def answers(self, accepted: bool) -> None:
        offer = self.latest()
        if offer is None:
            return
        refused = refusal(
            lambda: self.recovery.answer(offer.id, accepted=accepted, key=self.desk.key())
        )
        if refused != "offer_lapsed":
            assert (self.recovery.get(offer.id) == offer) is (refused is not None)

    @rule(wish=REMEDIES)
    def haggles(self, wish: RemedyKind | None) -> None:
        offer = self.latest()
        if offer is None:
            return
        if refusal(lambda: self.recovery.other(offer.id, key=self.desk.key(), wish=wish)):
            assert self.recovery.get(offer.id) == offer

    @rule(hours=st.integers(1, 60))
    def waits(self, hours: int) -> None:
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def time_is_called(self) -> None:
        self.recovery.lapse_due()
        assert self.recovery.lapse_due() == 0

    @invariant()
    def at_most_one_offer_is_open(self) -> None:
        latest = self.latest()
        if latest is not None:
            self.offers[latest.id] = latest
        self.offers = {known: self.recovery.get(offer.id) for known, offer in self.offers.items()}
        opened = [offer for offer in self.offers.values() if offer.state in OPEN]
        assert len(opened) <= 1
        assert self.recovery.current_offer(self.desk.conversation_id) == (
            opened[0] if opened else None
        )

    @invariant()
    def every_trail_is_whole_and_legal(self) -> None:
        for offer in self.offers.values():
            trail = self.recovery.trail(offer.id)
            assert [move.version for move in trail] == list(range(1, offer.version + 1))
            assert trail[-1].after is offer.state
            assert trail[0].before is None
            for first, second in pairwise(trail):
                assert second.before is first.after
                assert second.after in MOVES[first.after]
            assert self.desk.logged_states(offer) == [move.after for move in trail]

    @invariant()
    def nobody_gets_more_than_was_paid(self) -> None:
        for number, paid in ((DAMAGED, 12_900), (LATE, 3_850)):
            refunds = self.customers.refund_status(CUSTOMER, number).refunds
            assert sum(refund.money.amount_minor for refund in refunds) <= paid
            restored = [
                offer
                for offer in self.offers.values()
                if offer.order_number == number
                and offer.remedy.restores
                and offer.state is OfferState.FULFILLED
            ]
            assert len(restored) <= 1

    @invariant()
    def what_was_delivered_is_what_was_accepted(self) -> None:
        given = [
            offer
            for offer in self.offers.values()
            if offer.state is OfferState.FULFILLED and offer.remedy is RemedyKind.VOUCHER
        ]
        assert self.shop.count(vouchers) == len(given)
        assert all(offer.money is not None and offer.money > Money(0, "EUR") for offer in given)


AnythingGoes.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestAnythingGoes = AnythingGoes.TestCase
