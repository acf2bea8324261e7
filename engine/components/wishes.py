"""Finds the wishes of a message that has more than one: "it is late and you charged me twice".

The message is cut where a clause may begin, and both sides are classified as if they stood alone.
There are two wishes where both sides are sure of theirs and the two are not one matter; it helps
where the whole message hints at both. The thresholds were chosen on the messages of
`benchmarks/nlu/wishes.*.yml` that are meant for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.components.clauses import places, without_opening, words_in
from engine.components.matters import MATTERS, are_near, is_cure_of, one_matter, urgency
from engine.components.patterns import ORDER_NUMBER, find

Chances = Callable[[str], Mapping[str, float]]
"""How likely each intent is for a text; nothing for a text that says nothing."""

_SURE = 0.93
"""How likely both wishes have to be in their own clauses."""

_LESS_SURE = 0.7
"""How likely they have to be if the whole message hints at both."""

_HINT, _STRONG_HINT = 0.02, 0.1
"""How likely a wish has to be in the whole message to be hinted at: for wishes that are easily
taken for each other, and for less certain ones."""

_FEWEST_WORDS = 3
_MOST_PLACES = 8


@dataclass(frozen=True)
class Wish:
    """One wish in a message: its clause and its intent.

    Attributes:
        of_its_own: Whether it is another matter than the message's first wish, not the cure that
            is wanted for it.
    """

    intent: str
    confidence: float
    start: int
    end: int
    text: str
    of_its_own: bool = True


def wishes_in(text: str, chances: Chances) -> tuple[Wish, ...]:
    """Return the wishes of a text that has several, the one to act on first first."""
    whole = chances(text)
    found = list(_divided(text, 0, chances, whole))
    if len(found) < 2:  # noqa: PLR2004 - a message with one wish is not a matter for this
        return ()
    hint = min(whole.get(wish.intent, 0.0) for wish in found)
    near = any(are_near(one.intent, other.intent) for one in found for other in found)
    if min(wish.confidence for wish in found) >= _SURE and hint >= _HINT and not near:
        found.sort(key=lambda wish: urgency(wish.intent))
    else:
        found.sort(key=lambda wish: -whole.get(wish.intent, 0.0))
    kept = found[:1]
    for wish in found[1:]:
        if not any(one_matter(wish.intent, other.intent) for other in kept if other.of_its_own):
            kept.append(wish)
        elif is_cure_of(wish.intent, kept[0].intent) or is_cure_of(kept[0].intent, wish.intent):
            kept.append(replace(wish, of_its_own=False))
    return tuple(kept) if len(kept) > 1 else ()


def _divided(
    text: str, offset: int, chances: Chances, whole: Mapping[str, float]
) -> tuple[Wish, ...]:
    """Return the wishes of a part of a message, cut at its best place and then again."""
    best: tuple[float, int] | None = None
    for place in places(text, fewest=_FEWEST_WORDS, most=_MOST_PLACES):
        sure = _certainty(text[:place], text[place:], chances, whole)
        if sure > 0 and (best is None or sure > best[0]):
            best = sure, place
    if best is not None:
        cut = best[1]
        return (
            *_divided(text[:cut], offset, chances, whole),
            *_divided(text[cut:], offset + cut, chances, whole),
        )
    intent, confidence = _likeliest(text, chances)
    said = without_opening(text)
    if intent not in MATTERS or words_in(said) < _FEWEST_WORDS:
        return ()
    return (Wish(intent, confidence, offset, offset + len(text), said),)


def _certainty(left: str, right: str, chances: Chances, whole: Mapping[str, float]) -> float:
    """Return how sure it is that both sides of a cut have a wish; 0 if that is not sure enough."""
    (first, sure_of_first), (second, sure_of_second) = (
        _likeliest(left, chances),
        _likeliest(right, chances),
    )
    if first not in MATTERS or second not in MATTERS:
        return 0.0
    cure = is_cure_of(first, second) or is_cure_of(second, first)
    if one_matter(first, second) and not cure:
        return 0.0
    sure = min(sure_of_first, sure_of_second)
    hint = min(whole.get(first, 0.0), whole.get(second, 0.0))
    two_orders = _name_two_orders(left, right)
    if are_near(first, second) and hint < _HINT and not two_orders:
        return 0.0
    needed = _LESS_SURE if hint >= _STRONG_HINT or two_orders else _SURE
    return sure if sure >= needed else 0.0


def _name_two_orders(left: str, right: str) -> bool:
    first, second = _orders_in(left), _orders_in(right)
    return bool(first and second) and first.isdisjoint(second)


def _orders_in(text: str) -> set[str]:
    return {str(found.value) for found in find(text) if found.entity == ORDER_NUMBER}


def _likeliest(text: str, chances: Chances) -> tuple[str, float]:
    found = chances(text)
    if not found:
        return "", 0.0
    intent = max(found, key=found.__getitem__)
    return intent, found[intent]
