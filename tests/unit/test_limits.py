from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.errors import TooManyAttempts
from amends.limits import RateLimit
from tests.conftest import NOW


def limit(per_minute: int, clock: FixedClock, *, most_remembered: int = 100) -> RateLimit:
    return RateLimit(
        per_minute=per_minute, refusal="Not so fast", clock=clock, most_remembered=most_remembered
    )


def taken(limited: RateLimit, who: str, times: int) -> int:
    """Return how often somebody may do it, of so many times."""
    for number in range(times):
        try:
            limited.take(who)
        except TooManyAttempts:
            return number
    return times


def test_that_so_many_are_let_through_and_the_next_is_told_how_long_to_wait() -> None:
    limited = limit(20, FixedClock(NOW))
    assert taken(limited, "a", 100) == 20
    with pytest.raises(TooManyAttempts) as raised:
        limited.take("a")
    assert (raised.value.status, raised.value.code) == (429, "too_many_requests")
    assert raised.value.retry_after == 3
    assert raised.value.message == "Not so fast"


def test_that_waiting_as_long_as_was_said_is_enough() -> None:
    clock = FixedClock(NOW)
    limited = limit(7, clock)
    taken(limited, "a", 100)
    for _ in range(3):
        with pytest.raises(TooManyAttempts) as raised:
            limited.take("a")
        assert raised.value.retry_after is not None
        clock.advance(timedelta(seconds=raised.value.retry_after))
        limited.take("a")


def test_that_a_minute_brings_everything_back_and_no_more() -> None:
    clock = FixedClock(NOW)
    limited = limit(5, clock)
    taken(limited, "a", 5)
    clock.advance(timedelta(hours=1))
    assert taken(limited, "a", 100) == 5


def test_that_everybody_is_counted_apart() -> None:
    limited = limit(2, FixedClock(NOW))
    assert taken(limited, "a", 9) == 2
    assert taken(limited, "b", 9) == 2


def test_that_what_was_nothing_new_does_not_count() -> None:
    limited = limit(3, FixedClock(NOW))
    for _ in range(10):
        limited.take("a")
        limited.give_back("a")
    limited.give_back("a")
    assert taken(limited, "a", 100) == 3


def test_that_zero_means_any_number() -> None:
    limited = limit(0, FixedClock(NOW))
    assert taken(limited, "a", 1_000) == 1_000
    limited.give_back("a")


def test_that_a_clock_that_was_set_back_locks_nobody_out_for_long() -> None:
    clock = FixedClock(NOW)
    limited = limit(60, clock)
    taken(limited, "a", 60)
    clock.advance(timedelta(hours=-1))
    with pytest.raises(TooManyAttempts):
        limited.take("a")
    clock.advance(timedelta(seconds=1))
    limited.take("a")


def test_that_only_so_many_are_remembered() -> None:
    limited = limit(1, FixedClock(NOW), most_remembered=10)
    limited.take("first")
    for number in range(10):
        limited.take(str(number))
    limited.take("first")
    assert taken(limited, "9", 1) == 0
