"""The JSON in which what was considered is kept with an offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from amends.money import Money
from amends.recovery.model import Candidate, Obstacle, RemedyKind
from amends.storage.types import JsonValue


def candidates_to_json(candidates: Sequence[Candidate]) -> list[JsonValue]:
    """Return candidates in JSON types."""
    return [
        {
            "remedy": one.remedy.value,
            "amount_minor": None if one.money is None else one.money.amount_minor,
            "currency": None if one.money is None else one.money.currency,
            "score": one.score,
            "parts": dict(one.parts),
            "obstacle": None if one.obstacle is None else one.obstacle.value,
        }
        for one in candidates
    ]


def candidates_from_json(stored: Sequence[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    """Read what `candidates_to_json` returned."""
    return tuple(
        Candidate(
            remedy=RemedyKind(one["remedy"]),
            money=(
                None if one["amount_minor"] is None else Money(one["amount_minor"], one["currency"])
            ),
            score=one["score"],
            parts=one["parts"],
            obstacle=None if one["obstacle"] is None else Obstacle(one["obstacle"]),
        )
        for one in stored
    )
