from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from amends.errors import IllegalMove
from amends.recovery.model import OfferState as State
from amends.recovery.states import COMMITTED, MOVES, OPEN, PRESENTABLE, check_move

DESIGNED = {
    (State.PROPOSED, State.PENDING_APPROVAL),
    (State.PROPOSED, State.PRESENTED),
    (State.PENDING_APPROVAL, State.APPROVED),
    (State.PENDING_APPROVAL, State.AMENDED),
    (State.PENDING_APPROVAL, State.DECLINED),
    (State.PENDING_APPROVAL, State.EXPIRED),
    (State.APPROVED, State.PRESENTED),
    (State.AMENDED, State.PRESENTED),
    (State.PRESENTED, State.ACCEPTED),
    (State.PRESENTED, State.REFUSED),
    (State.PRESENTED, State.LAPSED),
    (State.PROPOSED, State.WITHDRAWN),
    (State.PENDING_APPROVAL, State.WITHDRAWN),
    (State.APPROVED, State.WITHDRAWN),
    (State.AMENDED, State.WITHDRAWN),
    (State.PRESENTED, State.WITHDRAWN),
    (State.ACCEPTED, State.FULFILLED),
    (State.ACCEPTED, State.FAILED),
}
ENDS = {state for state in State if not MOVES[state]}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_that_exactly_the_designed_moves_are_legal(before: State, after: State) -> None:
    if (before, after) in DESIGNED:
        check_move(before, after)
    else:
        with pytest.raises(IllegalMove):
            check_move(before, after)


def test_that_open_committed_and_closed_states_fit_together() -> None:
    assert OPEN.isdisjoint(ENDS)
    assert {
        State.DECLINED,
        State.EXPIRED,
        State.REFUSED,
        State.LAPSED,
        State.WITHDRAWN,
        State.FAILED,
    } == ENDS - COMMITTED
    assert {State.PROPOSED, State.APPROVED, State.AMENDED} == PRESENTABLE


@given(st.lists(st.sampled_from(State), max_size=12))
def test_that_no_path_reaches_acceptance_without_being_presented(path: list[State]) -> None:
    state, seen = State.PROPOSED, [State.PROPOSED]
    for wanted in path:
        if wanted in MOVES[state]:
            check_move(state, wanted)
            state = wanted
            seen.append(state)
    if State.ACCEPTED in seen:
        assert seen[seen.index(State.ACCEPTED) - 1] is State.PRESENTED
    if State.PENDING_APPROVAL in seen and State.PRESENTED in seen:
        assert {State.APPROVED, State.AMENDED} & set(seen)


class OfferLife(RuleBasedStateMachine):
    """Any attempt at any time: an offer only ever walks forward and stops at an end."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.PROPOSED
        self.walked = [State.PROPOSED]

    @rule(wanted=st.sampled_from(State))
    def try_to_move(self, wanted: State) -> None:
        before = self.state
        try:
            check_move(before, wanted)
        except IllegalMove:
            assert (before, wanted) not in DESIGNED
            return
        self.state = wanted
        self.walked.append(wanted)

    @invariant()
    def never_returns_to_a_state(self) -> None:
        assert len(self.walked) == len(set(self.walked))
        assert not ENDS & set(self.walked[:-1])


TestOfferLife = OfferLife.TestCase
