"""Settings of the frustration formula, which an operator can change in `recovery.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FrustrationWeights:
    """How much each piece of evidence counts; all between 0 and 1 unless a unit is named.

    Attributes:
        half_life_minutes: Minutes of silence after which half of the level is left.
        noise_floor: Anger and disgust below this probability are taken for none.
        memory: Number of earlier messages in which a repeat is looked for.
        alike: Share of common trigrams from which two messages count as the same.
        steady_below: A smoothed change smaller than this is called steady.
    """

    anger: float = 0.45
    negative: float = 0.20
    shouting: float = 0.15
    repeats: float = 0.35
    irony: float = 0.30
    unanswered: float = 0.30
    earlier_contacts: float = 0.30
    thanks: float = 0.35
    joy: float = 0.50
    calm: float = 0.08
    half_life_minutes: float = 240.0
    noise_floor: float = 0.25
    memory: int = 6
    alike: float = 0.6
    steady_below: float = 0.03

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in {"half_life_minutes", "memory"}:
                if value <= 0:
                    raise ValueError(f"{field.name} must be above 0")
            elif not 0.0 <= value <= 1.0:
                raise ValueError(f"{field.name} must lie between 0 and 1")
        if self.noise_floor >= 1.0:
            raise ValueError("noise_floor must be below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrustrationThresholds:
    """From which level (0..1) on something changes: the tone, then a person is offered, called."""

    caring: float = 0.25
    accountable: float = 0.40
    offer_person: float = 0.60
    call_person: float = 0.80

    def __post_init__(self) -> None:
        steps = (self.caring, self.accountable, self.offer_person, self.call_person)
        if not all(0.0 < step <= 1.0 for step in steps) or list(steps) != sorted(steps):
            raise ValueError("the thresholds must rise from above 0 to at most 1")


DEFAULT_WEIGHTS = FrustrationWeights()
DEFAULT_THRESHOLDS = FrustrationThresholds()
