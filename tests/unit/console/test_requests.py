from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from amends.console.requests import DecisionRequest
from amends.recovery.model import Decision, RemedyKind


def read(**content: object) -> DecisionRequest:
    return DecisionRequest.model_validate_json(json.dumps(content))


def test_that_approving_needs_nothing_else() -> None:
    assert read(decision="approve").decision is Decision.APPROVE


@pytest.mark.parametrize("amount", ["12.50", 12.5])
def test_that_an_amount_is_read_exactly_from_text_or_number(amount: object) -> None:
    wanted = read(decision="amend", amount=amount, remedy="voucher", reason="it is fair")
    assert str(wanted.amount).rstrip("0") == "12.5"
    assert wanted.remedy is RemedyKind.VOUCHER


@pytest.mark.parametrize(
    "content",
    [
        {"decision": "amend", "reason": "nothing changes"},
        {"decision": "amend", "amount": "5"},
        {"decision": "amend", "amount": "0", "reason": "nothing"},
        {"decision": "amend", "amount": "NaN", "reason": "no number"},
        {"decision": "amend", "amount": "1e99", "reason": "too much"},
        {"decision": "amend", "remedy": "a_pony", "reason": "unknown"},
        {"decision": "approve", "amount": "5"},
        {"decision": "decline"},
        {"decision": "decline", "reason": " \n "},
        {"decision": "decline", "reason": "x" * 1_001},
        {"decision": "approve", "actor": "somebody else"},
    ],
)
def test_that_a_decision_that_makes_no_sense_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read(**content)
