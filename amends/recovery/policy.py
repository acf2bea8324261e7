"""Turns what an operator wrote in ``recovery.yml`` into a policy that is known to make sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from amends.emotion.weights import FrustrationThresholds, FrustrationWeights
from amends.errors import ConfigurationError, Invalid
from amends.money import Money
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.policy_file import LimitsShape, PolicyFile, PolicyShape
from amends.recovery.policy_model import Limits, RecoveryPolicy

__all__ = ["RecoveryPolicy", "load_policy"]

SHARED = (RemedyKind.PARTIAL_REFUND, RemedyKind.VOUCHER, RemedyKind.SUBSCRIPTION_CREDIT)
"""Remedies that are worth a share of something, which the file has to name."""

ALWAYS_POSSIBLE = frozenset({RemedyKind.APOLOGY, RemedyKind.CALLBACK})
"""Remedies that need neither order nor customer; every issue has to know one of them."""

_Settings = TypeVar("_Settings", FrustrationWeights, FrustrationThresholds)


def load_policy(path: Path) -> RecoveryPolicy:
    """Read the recovery policy.

    Raises:
        ConfigurationError: The file is missing or wrong; the message is one line that names
            file, line and key.
    """
    file = PolicyFile(path)
    shape = file.shape()
    _check_complete(file, shape)
    return RecoveryPolicy(
        offers=shape.offers,
        remedies=MappingProxyType(dict(shape.remedies)),
        issues=MappingProxyType(dict(shape.issues)),
        ranking=shape.ranking,
        risk=shape.risk,
        approval=shape.approval,
        currencies=MappingProxyType(
            {code: _limits(file, code, limits) for code, limits in shape.currencies.items()}
        ),
        frustration_weights=_settings(
            file, "weights", FrustrationWeights, shape.frustration.weights
        ),
        frustration_thresholds=_settings(
            file, "thresholds", FrustrationThresholds, shape.frustration.thresholds
        ),
    )


def _check_complete(file: PolicyFile, shape: PolicyShape) -> None:
    for kind in IssueKind:
        if kind not in shape.issues:
            raise file.error(("issues", kind.value), "is missing")
        if not ALWAYS_POSSIBLE & shape.issues[kind].remedies.keys():
            raise file.error(
                ("issues", kind.value, "remedies"),
                "has to name apology or callback, which are possible for everybody",
            )
    for remedy in RemedyKind:
        if remedy not in shape.remedies:
            raise file.error(("remedies", remedy.value), "is missing")
        has_share = shape.remedies[remedy].share is not None
        if has_share is not (remedy in SHARED):
            problem = "is worth no share of anything" if has_share else "has to name its share"
            raise file.error(("remedies", remedy.value), problem)


def _limits(file: PolicyFile, code: str, shape: LimitsShape) -> Limits:
    amounts: dict[str, Money] = {}
    for name in LimitsShape.model_fields:
        try:
            amounts[name] = Money.parse(getattr(shape, name), code)
        except Invalid as error:
            raise file.error(("currencies", code, name), error.message) from error
    if amounts["voucher_minimum"] > amounts["voucher_maximum"]:
        raise file.error(("currencies", code, "voucher_minimum"), "is above voucher_maximum")
    if amounts["approval_from"] > amounts["cap"]:
        raise file.error(("currencies", code, "approval_from"), "is above cap")
    return Limits(**amounts)


def _settings(
    file: PolicyFile, section: str, kind: type[_Settings], given: Mapping[str, int | float]
) -> _Settings:
    """Build the settings of the frustration formula, naming the key that is wrong."""
    known = {field.name for field in fields(kind)}
    for name in given:
        if name not in known:
            raise file.error(("frustration", section, name), "is not a known key")
    try:
        return TypeAdapter(kind).validate_python(dict(given))
    except ValidationError as error:
        raise _settings_error(file, section, error) from error


def _settings_error(file: PolicyFile, section: str, error: ValidationError) -> ConfigurationError:
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    return file.error(("frustration", section, *first["loc"]), message)
