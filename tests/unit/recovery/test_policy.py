from __future__ import annotations

from pathlib import Path

import pytest

from amends.emotion.weights import FrustrationThresholds
from amends.errors import ConfigurationError
from amends.money import Money
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.policy import load_policy
from amends.settings import PROJECT

SHIPPED = (PROJECT / "recovery.yml").read_text("utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "recovery.yml"
    path.write_text(text, "utf-8")
    return path


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        load_policy(written(folder, text))
    assert "\n" not in raised.value.message
    return raised.value.message


def test_that_the_shipped_policy_is_complete() -> None:
    policy = load_policy(PROJECT / "recovery.yml")
    assert set(policy.issues) == set(IssueKind)
    assert set(policy.remedies) == set(RemedyKind)
    assert policy.currencies["EUR"].approval_from == Money(10_000, "EUR")
    assert policy.currencies["JPY"].shipping == Money(780, "JPY")
    assert policy.frustration_thresholds == FrustrationThresholds()


def test_that_frustration_can_be_tuned(tmp_path: Path) -> None:
    tuned = SHIPPED.replace("weights: {}", "weights: {anger: 0.5, memory: 4}")
    policy = load_policy(written(tmp_path, tuned))
    assert policy.frustration_weights.anger == 0.5
    assert policy.frustration_weights.memory == 4


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("answer_hours: 48", "answer_hours: soon", "offers.answer_hours", "valid integer"),
        ("answer_hours: 48", "answer_hours: 0", "offers.answer_hours", "greater than"),
        ("answer_hours: 48", "anser_hours: 48", "offers.anser_hours", "not a known"),
        ("fit: 0.4", "fit: 1.4", "ranking.fit", "less than or equal to 1"),
        ("refund: {strength: 0.9", "refunds: {strength: 0.9", "remedies.refunds", "not a known"),
        ("  replacement: {strength: 0.8, cost: 0.6}\n", "", "remedies.replacement", "missing"),
        (
            "  voucher: {strength: 0.4, cost: 0.7, share: 0.15}",
            "  voucher: {strength: 0.4, cost: 0.7}",
            "remedies.voucher",
            "has to name its share",
        ),
        (
            "  refund: {strength: 0.9, cost: 1.0}",
            "  refund: {strength: 0.9, cost: 1.0, share: 1.0}",
            "remedies.refund",
            "no share",
        ),
        ("EUR: {approval_from: 100,", "EUR: {approval_from: -1,", "EUR.approval_from", "greater"),
        ("EUR: {approval_from: 100,", "EUR: {approval_from: 9999,", "EUR.approval_from", "cap"),
        ("EUR: {approval_from: 100,", "EUR: {approval_from: 1.005,", "EUR.approval_from", "fit"),
        ("EUR: {", "EURO: {", "currencies.EURO.approval_from", "currency is unknown"),
        ("caring: 0.25 ", "carring: 0.25 ", "frustration.thresholds.carring", "not a known"),
        ("caring: 0.25 ", "caring: 0.95 ", "frustration.thresholds", "rise"),
        ("weights: {}", "weights: {anger: 7}", "frustration.weights", "between 0 and 1"),
        ("[refund_request]", "[refunds]", "approval.issues", "refund_request"),
        (
            "{refund: 1.0, callback: 0.6, apology: 0.05}",
            "{refund: 1.0}",
            "issues.billing_wrong_charge.remedies",
            "apology or callback",
        ),
    ],
)
def test_that_a_slip_is_one_line_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, problem: str
) -> None:
    assert old in SHIPPED
    message = refusal(tmp_path, SHIPPED.replace(old, new, 1))
    assert message.startswith("recovery.yml, line ")
    assert key in message
    assert problem in message


def test_that_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    text = SHIPPED.replace("voucher_days: 365", "voucher_days: never")
    assert f"line {line_of(text, 'voucher_days')}:" in refusal(tmp_path, text)


def test_that_an_unknown_key_is_refused(tmp_path: Path) -> None:
    text = SHIPPED + "\nsurprise: 1\n"
    message = refusal(tmp_path, text)
    assert message == (
        f"recovery.yml, line {line_of(text, 'surprise')}: surprise: is not a known key"
    )


def test_that_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    text = SHIPPED + "\nranking: {}\n"
    assert "duplicate key" in refusal(tmp_path, text)


@pytest.mark.parametrize("text", ["offers: [", "- a list", "", "offers: {\t"])
def test_that_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).startswith("recovery.yml, line ")


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"recovery\.yml is missing"):
        load_policy(tmp_path / "recovery.yml")
