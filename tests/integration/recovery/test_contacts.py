"""How often a customer came about the same issue before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.customers.service import CustomerService
from amends.ids import CustomerId
from amends.recovery.model import IssueKind
from amends.recovery.service import RecoveryService
from tests.integration.recovery.desk import CUSTOMER, DAMAGED, LATE, Desk


@pytest.fixture
def come(
    request: pytest.FixtureRequest, conversations: ConversationService, recovery: RecoveryService
) -> Visits:
    request.getfixturevalue("shop")
    return Visits(conversations, recovery)


class Visits:
    """A customer who comes again and again, each time in a new conversation."""

    def __init__(self, conversations: ConversationService, recovery: RecoveryService) -> None:
        self._conversations = conversations
        self._recovery = recovery
        self._number = 0

    def again(
        self,
        kind: IssueKind | None = None,
        order_number: str | None = None,
        *,
        customer_id: CustomerId | None = CUSTOMER,
    ) -> Conversation:
        self._number += 1
        opened = self._conversations.open(
            channel="web",
            account="",
            address=f"visit_{self._number}",
            language="en",
            customer_id=customer_id,
            verified=True,
        )
        if kind is not None:
            self._recovery.report_issue(
                opened.id,
                customer_id,
                kind,
                order_number=order_number,
                key=f"visit_{self._number}",
            )
        return opened


def test_that_a_first_contact_has_none_before_it(come: Visits, recovery: RecoveryService) -> None:
    assert recovery.count_contacts(come.again(IssueKind.ITEM_DAMAGED, DAMAGED)) == 0


def test_that_contacts_about_the_same_order_are_counted(
    come: Visits, recovery: RecoveryService
) -> None:
    come.again(IssueKind.ITEM_DAMAGED, DAMAGED)
    come.again(IssueKind.ITEM_WRONG, DAMAGED)
    come.again(IssueKind.ORDER_LATE, LATE)

    assert recovery.count_contacts(come.again(IssueKind.ITEM_DAMAGED, DAMAGED)) == 2
    assert recovery.count_contacts(come.again(IssueKind.ORDER_LATE, LATE)) == 1


def test_that_without_an_order_the_kind_of_problem_counts(
    come: Visits, recovery: RecoveryService
) -> None:
    come.again(IssueKind.SERVICE_OUTAGE)
    come.again(IssueKind.COMPLAINT_SERVICE)

    assert recovery.count_contacts(come.again(IssueKind.SERVICE_OUTAGE)) == 1


def test_that_what_is_still_open_brings_a_customer_back(
    come: Visits, recovery: RecoveryService, desk: Desk
) -> None:
    desk.accept(desk.present(desk.late_offer()))
    assert recovery.count_contacts(come.again()) == 0
    come.again(IssueKind.ITEM_DAMAGED, DAMAGED)
    assert recovery.count_contacts(come.again()) == 1


def test_that_what_is_long_ago_does_not_count(
    come: Visits, recovery: RecoveryService, clock: FixedClock
) -> None:
    come.again(IssueKind.ITEM_DAMAGED, DAMAGED)
    clock.advance(timedelta(days=31))

    assert recovery.count_contacts(come.again(IssueKind.ITEM_DAMAGED, DAMAGED)) == 0


def test_that_nobody_is_known_by_other_peoples_issues(
    come: Visits, recovery: RecoveryService
) -> None:
    come.again(IssueKind.SERVICE_OUTAGE)

    assert recovery.count_contacts(come.again(customer_id=None)) == 0


def test_that_every_conversation_in_which_it_was_brought_up_counts(
    come: Visits, recovery: RecoveryService
) -> None:
    for _ in range(3):
        come.again(IssueKind.ITEM_DAMAGED, DAMAGED)
    assert recovery.count_contacts(come.again(IssueKind.ITEM_DAMAGED, DAMAGED)) == 3


def test_that_what_was_taken_back_brings_nobody_back(
    come: Visits, recovery: RecoveryService
) -> None:
    visit = come.again(IssueKind.ITEM_DAMAGED, DAMAGED)
    issue = recovery.open_issue(visit.id)
    assert issue is not None
    recovery.withdraw_issue(issue.id, reason="order_corrected", key="m1")
    assert recovery.count_contacts(come.again(IssueKind.ITEM_DAMAGED, DAMAGED)) == 0


@pytest.mark.parametrize(
    ("topic", "order_number", "resolved", "counted_at_first", "counted"),
    [
        ("order_late", LATE, False, 1, 1),
        ("order_late", LATE, True, 0, 1),
        ("order_late", DAMAGED, False, 1, 0),
        ("service_outage", None, True, 0, 0),
    ],
)
def test_that_contacts_of_other_channels_count_too(
    come: Visits,
    recovery: RecoveryService,
    customers: CustomerService,
    topic: str,
    order_number: str | None,
    resolved: bool,
    counted_at_first: int,
    counted: int,
) -> None:
    visit = come.again()
    customers.record_contact(
        CUSTOMER,
        conversation_id=None,
        channel="phone",
        topic=topic,
        language="en",
        resolved=resolved,
        key="call",
        order_number=order_number,
    )
    assert recovery.count_contacts(visit) == counted_at_first
    recovery.report_issue(visit.id, CUSTOMER, IssueKind.ORDER_LATE, order_number=LATE, key="m1")
    assert recovery.count_contacts(visit) == counted
