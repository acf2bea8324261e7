"""Reads ``recovery.yml`` strictly, so that a slip is one line that names file, line and key."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from amends.errors import ConfigurationError
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.policy_model import (
    ApprovalTerms,
    IssueTerms,
    OfferTerms,
    RankingWeights,
    RemedyTerms,
    RiskTerms,
)

Amount = Annotated[Decimal, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LimitsShape(_Shape):
    """The limits of one currency, in its main unit."""

    approval_from: Amount
    close_call_from: Amount
    cap: Amount
    shipping: Amount
    voucher_minimum: Amount
    voucher_maximum: Amount
    voucher_step: Annotated[Decimal, Field(gt=0)]
    high_value: Annotated[Decimal, Field(gt=0)]
    customer_budget: Amount
    day_budget: Amount


class FrustrationShape(_Shape):
    """Settings of the frustration formula; what is not named keeps its default."""

    weights: Mapping[str, int | float] = {}
    thresholds: Mapping[str, int | float] = {}


class PolicyShape(_Shape):
    """The file as a whole."""

    offers: OfferTerms
    remedies: Mapping[RemedyKind, RemedyTerms]
    issues: Mapping[IssueKind, IssueTerms]
    ranking: RankingWeights
    risk: RiskTerms
    approval: ApprovalTerms
    currencies: Annotated[Mapping[str, LimitsShape], Field(min_length=1)]
    frustration: FrustrationShape = FrustrationShape()


class PolicyFile:
    """An operator's file, and where in it each key stands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree = _read(path)

    def shape(self) -> PolicyShape:
        """Return what the file says.

        Raises:
            ConfigurationError: A key is missing, unknown or has a value it cannot have.
        """
        try:
            return PolicyShape.model_validate(_plain(self._tree))
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            first = next((one for one in found if _is_unknown(one)), found[0])
            unknown = _is_unknown(first)
            message = _UNKNOWN if unknown else _MESSAGES.get(first["type"], first["msg"])
            raise self.error(first["loc"], message) from error

    def error(self, key: tuple[int | str, ...], message: str) -> ConfigurationError:
        """Return the error for a key: one line with file, line and key."""
        names = [str(part) for part in key if part != "[key]"]
        line = _line(self._tree, names)
        dotted = ".".join(names) or "the file"
        return ConfigurationError(f"{self._path.name}, line {line}: {dotted}: {message}")


_UNKNOWN = "is not a known key"
_MESSAGES = {"missing": "is missing", "missing_keyword_only_argument": "is missing"}


def _is_unknown(error: ErrorDetails) -> bool:
    """Return whether an error is about a key itself, misspelt more often than not."""
    kinds = {"extra_forbidden", "unexpected_keyword_argument"}
    return error["type"] in kinds or "[key]" in error["loc"]


def _read(path: Path) -> CommentedMap:
    try:
        tree = YAML().load(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path.name} is missing: there is none at {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} cannot be read") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = str(error.problem or "not valid YAML").splitlines()[0]
        raise ConfigurationError(f"{path.name}, line {line}: {problem}") from error
    except YAMLError as error:
        raise ConfigurationError(f"{path.name} is not valid YAML") from error
    if not isinstance(tree, CommentedMap):
        raise ConfigurationError(f"{path.name}, line 1: the file has to be a mapping")
    return tree


def _line(tree: CommentedMap, names: list[str]) -> int:
    """Return the line (from 1) of the deepest of these nested keys that the file has."""
    line, node = 1, tree
    for name in names:
        if isinstance(node, CommentedMap) and name in node:
            line = node.lc.key(name)[0] + 1
            node = node[name]
        elif isinstance(node, CommentedSeq) and name.isdigit() and int(name) < len(node):
            line = node.lc.item(int(name))[0] + 1
            node = node[int(name)]
        else:
            break
    return line


def _plain(node: Any) -> Any:
    """Return the tree in Python's own types; keys are text, as YAML takes ``NO`` for no key."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None or isinstance(node, str):
        return node
    if isinstance(node, float):
        return float(node)
    if isinstance(node, int):
        return int(node)
    return str(node)
