"""What all makers of demo data share: the rows so far, the dice, and the present moment."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from amends.demo.rows import Rows

T = TypeVar("T")


def chance(rng: random.Random, share: float) -> bool:
    """Return yes with this probability."""
    return rng.random() < share


def weighted(rng: random.Random, choices: Mapping[T, float]) -> T:
    """Return one of the choices, each as often as its weight says."""
    return rng.choices(tuple(choices), tuple(choices.values()))[0]


@dataclass(frozen=True)
class Draft:
    """Demo data in the making."""

    rows: Rows
    rng: random.Random
    now: datetime
