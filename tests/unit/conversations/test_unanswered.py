from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.conversations.model import Author
from amends.conversations.unanswered import NO_ANSWERS, PATIENCE, Said, count_unanswered
from amends.settings import PROJECT
from language import Catalogue

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def customer(minutes: int) -> Said:
    return Said(Author.CUSTOMER, NOON + timedelta(minutes=minutes))


def assistant(minutes: int, wording: str = "utter_order_is_late") -> Said:
    return Said(Author.ASSISTANT, NOON + timedelta(minutes=minutes), wording)


def agent(minutes: int) -> Said:
    return Said(Author.AGENT, NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("said", "unanswered"),
    [
        ([], 0),
        ([customer(0), assistant(1)], 0),
        ([customer(0), agent(9)], 0),
        ([customer(0)], 1),
        ([customer(0), assistant(1), customer(2), customer(5)], 2),
        ([customer(0), Said(Author.SYSTEM, LATER, "say_takes_longer")], 1),
        ([customer(0), assistant(1, "utter_please_rephrase")], 1),
        ([customer(0), assistant(1, "utter_please_rephrase"), customer(2), assistant(3)], 0),
        ([customer(0), assistant(1, "utter_please_rephrase"), customer(2)], 2),
    ],
)
def test_that_messages_without_an_answer_are_counted(said: list[Said], unanswered: int) -> None:
    assert count_unanswered(said, LATER) == unanswered


def test_that_an_answer_may_take_a_moment() -> None:
    earlier = [customer(0)]

    assert count_unanswered(earlier, NOON + PATIENCE - timedelta(seconds=1)) == 0
    assert count_unanswered(earlier, NOON + PATIENCE) == 1


def test_that_what_is_no_answer_is_among_the_wordings() -> None:
    assert all(wording in Catalogue.load(PROJECT) for wording in NO_ANSWERS)
