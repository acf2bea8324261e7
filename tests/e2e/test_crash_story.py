"""Every process is killed while customers write: nothing is lost, doubled or out of order.

The short version; ``python -m tests.e2e.crash_story`` tells the long one.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.e2e.crash_story import tell
from tests.e2e.stack import PROGRAMS, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


async def test_that_killed_processes_lose_and_double_nothing(stack: Stack) -> None:
    tally = await tell(stack, conversations=3, messages=4, kills_each=1, seed=7)
    stack.wait_until_ready()

    assert tally.flawless, tally
    assert tally.sent == 12
    assert tally.kills == Counter(dict.fromkeys(PROGRAMS, 1))
