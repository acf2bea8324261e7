"""Follows how frustrated a customer is over a conversation, message by message.

The level is a noisy-or (Pearl 1988, "Probabilistic Reasoning in Intelligent Systems", 4.3.2) of
what is left of the level before and of each new piece of evidence, lowered by relief:

    kept    = level * 2 ** (-elapsed / half_life)
    raised  = 1 - (1 - kept) * product(1 - weight_i * evidence_i)
    level'  = raised * (1 - relief)
    relief  = (1 - strain) * (1 - product(1 - weight_j * evidence_j))

Weights and evidence lie between 0 and 1, so the level does too. More evidence never lowers it,
more relief never raises it, and without evidence it only fades.

Evidence: anger (the larger of anger and disgust, above a noise floor), negative (negative
sentiment times intensity), shouting (capitals and exclamation marks), irony (glad words about a
problem), repeats (how often the customer said the same, or asked for the same, before; or says so:
"for the third time"), unanswered messages and earlier contacts about the same issue. The last three
count as 1 - 2 ** -n; the last two enter once, when they grow, because they stay true from message
to message. Relief: thanks, joy and calm.

Strain is the largest of the last four as the message comes. Friendly words of somebody who has to
ask again, or whom nobody has answered, are politeness or irony more often than relief, so they
count for less. As soon as there is an answer, they count in full again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import prod

from amends.emotion.repeats import Heard
from amends.emotion.signal import Signal
from amends.emotion.weights import DEFAULT_WEIGHTS, FrustrationWeights

_NEWEST = 0.7
"""How much the latest change counts in the trend; the changes before fade exponentially."""


class Trend(StrEnum):
    """Where the frustration is heading."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frustration:
    """A conversation's frustration after its latest message.

    Attributes:
        level: 0 (calm) to 1 (at the end of their patience).
        trend: Smoothed change of the level per message, -1..1.
        updated_at: When the latest message came, in UTC.
        heard: What is remembered of the latest messages, the newest last.
        strain: How much the latest message's circumstances speak against friendly words, 0..1.
        unanswered: Questions that were unanswered when the latest message came.
        earlier_contacts: Earlier contacts about the issue already counted.
    """

    level: float
    trend: float
    updated_at: datetime
    heard: tuple[Heard, ...] = ()
    strain: float = 0.0
    unanswered: int = 0
    earlier_contacts: int = 0

    @classmethod
    def calm(cls, now: datetime) -> Frustration:
        """Return the state in which every conversation begins."""
        return cls(level=0.0, trend=0.0, updated_at=now)

    def direction(self, weights: FrustrationWeights = DEFAULT_WEIGHTS) -> Trend:
        """Return where the level is heading."""
        if abs(self.trend) < weights.steady_below:
            return Trend.STEADY
        return Trend.RISING if self.trend > 0 else Trend.FALLING

    def level_at(self, now: datetime, weights: FrustrationWeights = DEFAULT_WEIGHTS) -> float:
        """Return what is left of the level (0..1) at a later time, without a new message."""
        elapsed = max(now - self.updated_at, timedelta(0)) / timedelta(minutes=1)
        return float(self.level * 2.0 ** (-elapsed / weights.half_life_minutes))

    def to_json(self) -> dict[str, object]:
        """Return plain JSON types, from which `from_json` makes an equal state."""
        return {
            "level": self.level,
            "trend": self.trend,
            "updated_at": self.updated_at.isoformat(),
            "heard": [
                {"sketch": list(one.sketch), "topic": one.topic, "subject": one.subject}
                for one in self.heard
            ],
            "strain": self.strain,
            "unanswered": self.unanswered,
            "earlier_contacts": self.earlier_contacts,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Frustration:
        """Rebuild a state from `to_json`, also one that knows nothing of what was heard.

        Raises:
            KeyError, TypeError, ValueError: If it was not made by `to_json`.
        """
        return cls(
            level=_number(stored["level"]),
            trend=_number(stored["trend"]),
            updated_at=datetime.fromisoformat(str(stored["updated_at"])),
            heard=tuple(_heard(one) for one in _sequence(stored.get("heard", []))),
            strain=_number(stored.get("strain", 0.0)),
            unanswered=int(_number(stored["unanswered"])),
            earlier_contacts=int(_number(stored["earlier_contacts"])),
        )


def update(
    state: Frustration,
    signal: Signal,
    now: datetime,
    weights: FrustrationWeights = DEFAULT_WEIGHTS,
) -> Frustration:
    """Return the frustration after one more message of the customer.

    Args:
        state: The frustration before it.
        signal: What the message and its circumstances say.
        now: When the message came, UTC; a time before the state's fades nothing.
        weights: How much each piece of evidence counts.
    """
    kept = state.level_at(now, weights)
    raising = _evidence(state, signal, weights)
    strained = strain(state, signal, weights)
    relief = (1.0 - strained) * (
        1.0
        - prod(
            (
                1.0 - weights.thanks * signal.thanks,
                1.0 - weights.joy * signal.joy * signal.positive,
                1.0 - weights.calm * signal.neutral * (1 - signal.anger) * (1 - signal.shouting),
            )
        )
    )
    raised = 1.0 - (1.0 - kept) * prod(1.0 - part for part in raising.values())
    level = min(1.0, max(0.0, raised * (1.0 - relief)))
    return Frustration(
        level=level,
        trend=(1.0 - _NEWEST) * state.trend + _NEWEST * (level - state.level),
        updated_at=max(now, state.updated_at),
        heard=(*state.heard, signal.heard)[-weights.memory :],
        strain=strained,
        unanswered=signal.unanswered,
        earlier_contacts=max(state.earlier_contacts, signal.earlier_contacts),
    )


def strain(
    state: Frustration, signal: Signal, weights: FrustrationWeights = DEFAULT_WEIGHTS
) -> float:
    """Return how much the circumstances of a message speak against its friendly words, 0..1."""
    return max(
        _saturate(_repeats(state, signal, weights)),
        _saturate(signal.unanswered),
        _growth(state.earlier_contacts, signal.earlier_contacts),
        signal.irony,
    )


def _repeats(state: Frustration, signal: Signal, weights: FrustrationWeights) -> int:
    """Return how often this was said or asked for before, as was seen or as the customer says."""
    seen = sum(
        signal.heard.is_repeat_of(earlier, at_least=weights.alike)
        for earlier in state.heard[-weights.memory :]
    )
    return max(seen, signal.told_before)


def _evidence(state: Frustration, signal: Signal, weights: FrustrationWeights) -> dict[str, float]:
    """Return each piece of evidence times its weight, 0..1."""
    anger = max(0.0, signal.anger - weights.noise_floor) / (1.0 - weights.noise_floor)
    return {
        "anger": weights.anger * anger,
        "negative": weights.negative * signal.negative * signal.intensity,
        "shouting": weights.shouting * signal.shouting,
        "irony": weights.irony * signal.irony,
        "repeats": weights.repeats * _saturate(_repeats(state, signal, weights)),
        "unanswered": weights.unanswered * _growth(state.unanswered, signal.unanswered),
        "earlier_contacts": weights.earlier_contacts
        * _growth(state.earlier_contacts, signal.earlier_contacts),
    }


def _saturate(count: int) -> float:
    """Map 0, 1, 2, 3 ... to 0, 1/2, 3/4, 7/8 ..."""
    return float(1.0 - 2.0 ** -max(0, count))


def _growth(before: int, now: int) -> float:
    return max(0.0, _saturate(now) - _saturate(before))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number is expected")
    return float(value)


def _heard(value: object) -> Heard:
    if not isinstance(value, Mapping):
        raise TypeError("an object is expected")
    topic = value["topic"]
    return Heard(
        sketch=tuple(int(_number(gram)) for gram in _sequence(value["sketch"])),
        topic=None if topic is None else str(topic),
        subject=int(_number(value["subject"])),
    )


def _sequence(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value
