"""Which messages have several wishes, and what becomes of the further ones."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.components.clauses import places, without_opening
from engine.components.matters import MATTERS, are_near, one_matter, urgency
from engine.components.wishes import wishes_in

_WORDS = {
    "late": "order_late",
    "charged": "billing_wrong_charge",
    "broken": "item_damaged",
    "refund": "refund_request",
    "address": "change_address",
    "hello": "greet",
}


def _chances(text: str) -> Mapping[str, float]:
    """Be sure of the first intent whose word stands in a text, and suspect the others."""
    first, *others = [intent for word, intent in _WORDS.items() if word in text] or [""]
    if not first:
        return {"out_of_scope": 0.5, "order_late": 0.2}
    return {first: 0.95, **{intent: 0.05 / len(others) for intent in others}}


def _found(text: str) -> list[str]:
    return [wish.intent for wish in wishes_in(text, _chances) if wish.of_its_own]


def test_that_two_wishes_are_found_with_their_own_words() -> None:
    text = "my parcel is late and you charged me twice"
    first, second = wishes_in(text, _chances)
    assert (first.intent, first.text) == ("order_late", "my parcel is late")
    assert (second.intent, second.text) == ("billing_wrong_charge", "you charged me twice")
    assert text[second.start : second.end] == "and you charged me twice"


def test_that_three_wishes_are_found() -> None:
    text = "my parcel is late. You charged me twice. Also please change the address"
    assert set(_found(text)) == {"order_late", "billing_wrong_charge", "change_address"}


def test_that_what_is_soon_too_late_comes_first() -> None:
    assert _found("the lamp came broken, and please change the address")[0] == "change_address"


@pytest.mark.parametrize(
    "text",
    [
        "my parcel is late",
        "hello there my friend, my parcel is late",
        "it is late, very late, so late",
        "late and charged",
        "my parcel is late and something else happened then",
    ],
)
def test_that_an_ordinary_message_has_one(text: str) -> None:
    assert wishes_in(text, _chances) == ()


def test_that_what_is_wanted_for_a_problem_is_no_other_matter() -> None:
    wishes = wishes_in("the lamp came broken and I want a refund", _chances)
    assert [(wish.intent, wish.of_its_own) for wish in wishes] == [
        ("item_damaged", True),
        ("refund_request", False),
    ]


def test_that_a_letter_is_not_cut_into_pieces() -> None:
    assert places("one two three, " * 40, fewest=3, most=8) == []


@pytest.mark.parametrize(
    ("clause", "plain"),
    [
        ("and also, you charged me twice.", "you charged me twice"),
        ("y adem\u00e1s me cobraron dos veces", "me cobraron dos veces"),
        ("and", "and"),
    ],
)
def test_that_a_clause_is_quoted_without_what_ties_it_to_the_one_before(
    clause: str, plain: str
) -> None:
    assert without_opening(clause) == plain


def test_that_matters_are_told_apart_the_same_way_round_and_back() -> None:
    for first in MATTERS:
        assert one_matter(first, first)
        assert not are_near(first, first)
        assert urgency(first) >= 0
        for second in MATTERS:
            assert one_matter(first, second) == one_matter(second, first)
            assert are_near(first, second) == are_near(second, first)
