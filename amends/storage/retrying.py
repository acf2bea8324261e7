"""Doing the same work again when another transaction was in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from amends.errors import Contention

_ATTEMPTS = 4
_T = TypeVar("_T")


def again(work: Callable[[], _T]) -> _T:
    """Return what the work returns, trying it four times at most.

    Args:
        work: Opens its own transactions, outside of any other one.

    Raises:
        Contention: Somebody was in the way every time.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return work()
        except Contention:
            continue
    return work()
