from __future__ import annotations

from dataclasses import replace

import pytest

from actions.issue import AskIssueKind, IssueForm, ReportIssue
from amends.recovery.model import IssueKind
from tests.unit.actions.fakes import (
    ARRIVED,
    COMING,
    LATE,
    PAIR,
    FakeCustomers,
    FakeRecovery,
    Shop,
    issue,
)
from tests.unit.actions.talk import KNOWN, Talk, run


def shop(*orders: object) -> Shop:
    return Shop(customers=FakeCustomers(orders=list(orders)))  # type: ignore[arg-type]  # orders


async def test_that_a_problem_with_the_only_order_that_fits_needs_no_question() -> None:
    outcome = await run(IssueForm, shop(ARRIVED, COMING), Talk(intent="item_damaged", slots=KNOWN))
    assert outcome.slots["issue_kind"] == "item_damaged"
    assert outcome.slots["order_number"] == "A-10001"
    assert outcome.slots["requested_slot"] is None


async def test_that_an_order_still_on_its_way_is_not_taken_for_broken_without_asking() -> None:
    outcome = await run(IssueForm, shop(COMING), Talk(intent="item_defective", slots=KNOWN))
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_an_order_of_the_same_name_still_on_its_way_does_not_hide_the_one_here() -> None:
    coming = replace(COMING, lines=ARRIVED.lines)
    talk = Talk(intent="item_damaged", entities={"product": "headphones"}, slots=KNOWN)
    outcome = await run(IssueForm, shop(coming, ARRIVED), talk)
    assert outcome.slots["order_number"] == "A-10001"


async def test_that_what_was_not_understood_does_not_settle_which_order_it_is() -> None:
    slots = {**KNOWN, "issue_kind": "item_damaged", "product": "lamp"}
    talk = Talk(
        text="mhm",
        intent="nlu_fallback",
        form="issue_form",
        slots={**slots, "requested_slot": "order_number"},
    )
    outcome = await run(IssueForm, shop(COMING, ARRIVED), talk)
    assert outcome.wordings == ["utter_not_understood_here"]
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_the_damaged_thing_is_asked_for_in_an_order_of_several() -> None:
    outcome = await run(IssueForm, shop(PAIR), Talk(intent="item_damaged", slots=KNOWN))
    assert outcome.slots["requested_slot"] == "line"


async def test_that_a_late_order_needs_no_line() -> None:
    outcome = await run(IssueForm, shop(PAIR, LATE), Talk(intent="order_late", slots=KNOWN))
    assert outcome.slots["requested_slot"] is None


@pytest.mark.parametrize(
    ("intent", "wish"), [("refund_request", "refund"), ("request_compensation", "voucher")]
)
async def test_that_a_wish_is_kept_and_the_problem_asked_for(intent: str, wish: str) -> None:
    outcome = await run(IssueForm, shop(ARRIVED), Talk(intent=intent, slots=KNOWN))
    assert outcome.slots["wish"] == wish
    assert outcome.slots["requested_slot"] == "issue_kind"


async def test_that_the_wish_for_money_twice_is_a_reason_of_its_own() -> None:
    slots = {**KNOWN, "wish": "refund", "requested_slot": "issue_kind"}
    talk = Talk(text="just my money", intent="refund_request", form="issue_form", slots=slots)
    outcome = await run(IssueForm, shop(ARRIVED), talk)
    assert outcome.slots["issue_kind"] == "refund_request"


async def test_that_a_problem_already_open_is_not_asked_for_again() -> None:
    recovery = FakeRecovery(open=issue(IssueKind.ITEM_DAMAGED, "A-10001"))
    talk = Talk(intent="request_compensation", slots=KNOWN)
    outcome = await run(IssueForm, Shop(recovery=recovery), talk)
    assert outcome.slots["issue_kind"] == "item_damaged"
    assert outcome.slots["requested_slot"] is None


async def test_that_an_order_number_given_late_does_not_change_the_problem() -> None:
    slots = {**KNOWN, "issue_kind": "item_damaged", "requested_slot": "order_number"}
    talk = Talk(
        text="the order is A-10001",
        intent="item_wrong",
        entities={"order_number": "A-10001"},
        form="issue_form",
        slots=slots,
    )
    outcome = await run(IssueForm, shop(ARRIVED), talk)
    assert outcome.slots["order_number"] == "A-10001"
    assert "issue_kind" not in outcome.slots


async def test_that_anybody_may_complain() -> None:
    outcome = await run(IssueForm, shop(ARRIVED), Talk(intent="complaint_service"))
    assert outcome.slots["requested_slot"] is None


async def test_that_a_guest_proves_who_they_are_before_an_order_is_reported() -> None:
    outcome = await run(IssueForm, shop(ARRIVED), Talk(intent="item_damaged"))
    assert outcome.slots["requested_slot"] == "order_number"


async def test_that_the_question_what_went_wrong_offers_problems_as_choices() -> None:
    outcome = await run(AskIssueKind, shop(), Talk(intent="refund_request"))
    choices = outcome.choices("utter_ask_issue_kind")
    assert ("item_damaged", {}) in choices
    assert ("return_item", {}) in choices


async def test_that_a_problem_is_reported_in_the_customers_words_and_owned() -> None:
    recovery = FakeRecovery()
    slots = {**KNOWN, "issue_kind": "item_damaged", "order_number": "A-10009", "line": "2"}
    talk = Talk(text="the plate is in pieces", intent="item_damaged", slots=slots)
    outcome = await run(
        ReportIssue, Shop(customers=FakeCustomers(orders=[PAIR]), recovery=recovery), talk
    )
    assert recovery.done == [
        (
            "report_issue",
            "C1",
            IssueKind.ITEM_DAMAGED,
            "A-10009",
            2,
            "the plate is in pieces",
            "m1:action_report_issue",
        )
    ]
    assert outcome.wordings == ["utter_sorry_item_damaged"]
    assert outcome.slots["issue_id"] == "iss_1"


async def test_that_nobody_is_told_sorry_twice_for_the_same() -> None:
    recovery = FakeRecovery(open=issue(IssueKind.ITEM_DAMAGED, "A-10001"))
    slots = {**KNOWN, "issue_kind": "item_damaged", "order_number": "A-10001"}
    slots["issue_id"] = "iss_1"
    outcome = await run(ReportIssue, Shop(recovery=recovery), Talk(slots=slots))
    assert outcome.wordings == []
    assert outcome.slots["issue_id"] == "iss_1"


@pytest.mark.parametrize("kind", ["order_late", "order_missing"])
async def test_that_an_order_still_in_time_is_no_problem_yet(kind: str) -> None:
    recovery = FakeRecovery()
    slots = {**KNOWN, "issue_kind": kind, "order_number": "A-10004", "issue_id": "iss_old"}
    outcome = await run(
        ReportIssue,
        Shop(customers=FakeCustomers(orders=[COMING]), recovery=recovery),
        Talk(slots=slots),
    )
    assert outcome.wordings == ["utter_order_in_time"]
    assert outcome.slots["issue_id"] is None
    assert recovery.done == []


async def test_that_a_report_repeated_after_a_crash_says_sorry_as_it_did() -> None:
    shop = Shop()
    talk = Talk(slots={**KNOWN, "issue_kind": "item_damaged", "order_number": "A-10001"})
    first = await run(ReportIssue, shop, talk)
    assert (await run(ReportIssue, shop, talk)).wordings == first.wordings
