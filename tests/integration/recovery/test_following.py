"""A case follows its customer: one open offer for an order, wherever they write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from amends.clock import FixedClock
from amends.conversations.model import Entry, EntryKind
from amends.conversations.service import ConversationService
from amends.errors import Conflict, NotFound
from amends.ids import ConversationId, CustomerId, OfferId
from amends.recovery.model import Decision, IssueKind, OfferState
from amends.recovery.service import RecoveryService
from amends.recovery.states import OPEN
from amends.recovery.tables import offers
from amends.storage.database import Database
from amends.storage.retrying import again
from tests.integration.customers.shop import Shop
from tests.integration.recovery.desk import APPROVER, CUSTOMER, DAMAGED, LATE, Desk

S = OfferState
AT_ONCE = 4

Elsewhere = Callable[..., Desk]


@pytest.fixture
def elsewhere(
    desk: Desk, recovery: RecoveryService, conversations: ConversationService
) -> Elsewhere:
    """Open another conversation, of the same customer unless another one is named."""
    opened = 0

    def open_another(customer_id: CustomerId | None = CUSTOMER, channel: str = "web") -> Desk:
        nonlocal opened
        opened += 1
        conversation = conversations.open(
            channel=channel,
            account="",
            address=f"other_{opened}",
            language="en",
            customer_id=customer_id,
            verified=customer_id is not None,
        )
        return Desk(desk.database, recovery, conversations, conversation.id)

    return open_another


def waits(desk: Desk) -> OfferId:
    return desk.offer().id


def approved(desk: Desk) -> OfferId:
    return desk.approve(desk.offer()).id


def presented(desk: Desk) -> OfferId:
    return desk.present(desk.approve(desk.offer())).id


def proposed(desk: Desk) -> OfferId:
    return desk.late_offer().id


@pytest.mark.parametrize("channel", ["web", "telegram"])
@pytest.mark.parametrize("made", [waits, approved, presented])
def test_that_an_order_has_one_open_offer_whichever_way_its_customer_writes(
    desk: Desk,
    elsewhere: Elsewhere,
    recovery: RecoveryService,
    made: Callable[[Desk], OfferId],
    channel: str,
) -> None:
    first = recovery.get(made(desk))
    second = elsewhere(channel=channel)
    again = second.offer()
    assert (again.id, again.state) == (first.id, first.state)
    assert again.conversation_id == second.conversation_id
    assert recovery.current_offer(second.conversation_id) == again
    assert recovery.current_offer(desk.conversation_id) is None
    issue = recovery.issue(first.issue_id)
    assert issue.is_from_elsewhere
    assert recovery.open_issue(second.conversation_id) == issue


def test_that_the_decision_is_told_where_the_customer_wrote_last(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    desk.offer()
    second = elsewhere()
    offer = second.offer()
    desk.approve(offer)
    assert second.events() == [("EXTERNAL_offer_decided", {"offer_id": offer.id})]
    assert desk.events() == []
    assert second.accept(second.present(offer)).state is S.FULFILLED


def test_that_both_conversations_show_where_the_offer_went(
    desk: Desk, elsewhere: Elsewhere, conversations: ConversationService
) -> None:
    offer = desk.offer()
    second = elsewhere()
    second.offer()

    def last(which: ConversationId) -> Entry:
        return conversations.entries(which, kinds=(EntryKind.OFFER,))[-1]

    left, arrived = last(desk.conversation_id), last(second.conversation_id)
    assert left.details["continued_in"] == second.conversation_id
    assert arrived.details["continued_from"] == desk.conversation_id
    assert left.details["offer_id"] == arrived.details["offer_id"] == offer.id


def test_that_the_case_comes_back_with_its_customer(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    for where in (elsewhere(), desk, elsewhere(), desk):
        assert where.offer().conversation_id == where.conversation_id
    assert recovery.current_offer(desk.conversation_id) == offer
    assert not recovery.issue(offer.issue_id).is_from_elsewhere


def test_that_what_was_turned_down_elsewhere_is_not_offered_again(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    first = desk.present(desk.late_offer())
    desk.refuse(first)
    assert elsewhere().late_offer().remedy is not first.remedy


def test_that_reporting_the_same_twice_is_one_claim(desk: Desk, elsewhere: Elsewhere) -> None:
    offer = desk.offer()
    assert {elsewhere().offer().issue_id for _ in range(3)} == {offer.issue_id}


def test_that_other_trouble_with_the_order_waits_for_the_open_offer(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    second = elsewhere()
    with pytest.raises(Conflict) as raised:
        second.offer(IssueKind.BILLING_WRONG_CHARGE)
    assert raised.value.code == "offer_open"
    brought = recovery.current_offer(second.conversation_id)
    assert brought is not None, "the customer is told where that offer stands"
    assert brought.id == offer.id


def test_that_an_open_offer_for_another_order_stands_in_no_way(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    first = desk.offer()
    assert elsewhere().late_offer().order_number == LATE
    assert recovery.get(first.id) == first


def test_that_a_complaint_without_an_order_follows_its_customer_too(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    first = desk.present(desk.offer(IssueKind.COMPLAINT_SERVICE, None))
    assert elsewhere().offer(IssueKind.COMPLAINT_SERVICE, None).id == first.id


def test_that_a_new_complaint_is_not_mistaken_for_an_old_one(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    old = desk.present(desk.offer(IssueKind.COMPLAINT_SERVICE, None))
    desk.refuse(old)
    new = elsewhere().offer(IssueKind.COMPLAINT_SERVICE, None)
    assert new.issue_id != old.issue_id
    assert not recovery.issue(new.issue_id).is_from_elsewhere


def test_that_nobody_elses_complaint_is_mixed_up_with_it(
    desk: Desk, elsewhere: Elsewhere, shop: Shop
) -> None:
    shop.customer("C2")
    first = desk.present(desk.offer(IssueKind.COMPLAINT_SERVICE, None))
    stranger = elsewhere(CustomerId("C2"))
    guest = elsewhere(None)
    others = (
        stranger.offer(IssueKind.COMPLAINT_SERVICE, None, customer_id=CustomerId("C2")),
        guest.offer(IssueKind.COMPLAINT_SERVICE, None, customer_id=None, verified=False),
    )
    assert first.id not in {other.id for other in others}


def test_that_an_offer_that_has_lapsed_elsewhere_makes_room(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService, clock: FixedClock
) -> None:
    first = desk.present(desk.late_offer())
    clock.advance(timedelta(hours=49))
    assert elsewhere().late_offer().id != first.id
    assert recovery.get(first.id).state is S.LAPSED


def test_that_a_conversation_with_an_offer_of_its_own_closes_it_first(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    first = desk.offer()
    second = elsewhere()
    own = second.present(second.late_offer())
    with pytest.raises(Conflict) as raised:
        second.offer()
    assert raised.value.code == "offer_open"
    assert recovery.get(first.id).conversation_id == desk.conversation_id
    second.refuse(own)
    assert second.offer().id == first.id


def test_that_a_choice_pressed_in_the_first_conversation_still_counts(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    offer = desk.present(desk.late_offer())
    elsewhere().late_offer()
    brought = recovery.bring(offer.id, desk.conversation_id, CUSTOMER)
    assert brought.conversation_id == desk.conversation_id
    assert recovery.bring(offer.id, desk.conversation_id, CUSTOMER) == brought
    assert desk.accept(brought).state is S.FULFILLED


@pytest.mark.parametrize("who", [None, CustomerId("C2")])
def test_that_nobody_else_can_bring_an_offer_into_their_conversation(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService, who: CustomerId | None
) -> None:
    offer = desk.present(desk.late_offer())
    stranger = elsewhere(who)
    with pytest.raises(NotFound) as raised:
        recovery.bring(offer.id, stranger.conversation_id, who)
    assert raised.value.code == "offer_unknown"
    assert recovery.get(offer.id) == offer


def test_that_an_offer_is_not_brought_to_where_another_is_open(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    second = elsewhere()
    second.late_offer()
    with pytest.raises(Conflict) as raised:
        recovery.bring(offer.id, second.conversation_id, CUSTOMER)
    assert raised.value.code == "offer_open"


def test_that_conversations_at_once_share_one_offer(
    desk: Desk, elsewhere: Elsewhere, database: Database
) -> None:
    desks = [desk, *(elsewhere() for _ in range(AT_ONCE - 1))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(lambda one: again(one.offer).id, desks))
    assert len(set(made)) == 1
    with database.reading() as tx:
        opened = tx.execute(select(offers.c.id).where(offers.c.state.in_(OPEN))).all()
    assert len(opened) == 1


def test_that_a_decision_while_the_case_moves_reaches_its_customer(
    desk: Desk, elsewhere: Elsewhere, recovery: RecoveryService
) -> None:
    offer = desk.offer()
    second = elsewhere()
    with ThreadPoolExecutor(2) as pool:
        decided = pool.submit(
            again,
            lambda: recovery.decide(offer.id, actor=APPROVER, decision=Decision.APPROVE),
        )
        moved = pool.submit(again, second.offer)
        assert decided.result().state is S.APPROVED
        assert moved.result().id == offer.id
    told = [("EXTERNAL_offer_decided", {"offer_id": offer.id})]
    current = recovery.current_offer(second.conversation_id)
    assert current is not None
    assert second.events() == told or (desk.events() == told and current.state is S.APPROVED)


def test_that_goods_are_not_made_good_twice_once_the_offer_has_ended(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    desk.accept(desk.present(desk.approve(desk.offer())))
    second = elsewhere().offer(IssueKind.ITEM_DEFECTIVE, DAMAGED)
    assert not second.remedy.restores
