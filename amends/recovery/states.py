"""Which steps an offer may take; nothing else may change its state."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amends.errors import IllegalMove
from amends.recovery.model import OfferState as State

MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.PROPOSED: frozenset({State.PENDING_APPROVAL, State.PRESENTED, State.WITHDRAWN}),
        State.PENDING_APPROVAL: frozenset(
            {State.APPROVED, State.AMENDED, State.DECLINED, State.EXPIRED, State.WITHDRAWN}
        ),
        State.APPROVED: frozenset({State.PRESENTED, State.WITHDRAWN}),
        State.AMENDED: frozenset({State.PRESENTED, State.WITHDRAWN}),
        State.DECLINED: frozenset(),
        State.EXPIRED: frozenset(),
        State.PRESENTED: frozenset({State.ACCEPTED, State.REFUSED, State.LAPSED, State.WITHDRAWN}),
        State.ACCEPTED: frozenset({State.FULFILLED, State.FAILED}),
        State.REFUSED: frozenset(),
        State.LAPSED: frozenset(),
        State.WITHDRAWN: frozenset(),
        State.FULFILLED: frozenset(),
        State.FAILED: frozenset(),
    }
)
"""Where each state may lead; what was not accepted yet is withdrawn when its reason falls away."""

OPEN: frozenset[State] = frozenset(
    {State.PROPOSED, State.PENDING_APPROVAL, State.APPROVED, State.AMENDED, State.PRESENTED}
)
"""States in which an offer still waits for somebody's word; a conversation has one such offer."""

PRESENTABLE: frozenset[State] = frozenset(
    state for state, after in MOVES.items() if State.PRESENTED in after
)
"""States from which an offer may be put to the customer."""

COMMITTED: frozenset[State] = OPEN | {State.ACCEPTED, State.FULFILLED}
"""States in which an offer's money is spent or may still be."""

ANSWERED: frozenset[State] = frozenset(
    {State.ACCEPTED, State.REFUSED, State.FULFILLED, State.FAILED}
)
"""States in which the customer has said yes or no."""


def check_move(before: State, after: State) -> None:
    """Raise unless an offer may go from one state to the other.

    Raises:
        IllegalMove: It may not.
    """
    if after not in MOVES[before]:
        raise IllegalMove(f"An offer that is {before.value} cannot become {after.value}")
