"""How often somebody may do something; counted in memory, by each gateway for itself."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from amends.clock import Clock
from amends.errors import TooManyAttempts

_MINUTE_S = 60.0
_MOST_REMEMBERED = 50_000


@dataclass
class _Allowance:
    """What is left to somebody, as it was at a moment."""

    left: float
    at: datetime


class RateLimit:
    """Lets everybody do something so often in a minute, in one go or spread over it.

    Used up, it comes back steadily: with 60 a minute, one a second. Nothing about anybody is
    written down, and only those are remembered who did it lately.

    Args:
        per_minute: How often; 0 for any number.
        refusal: The sentence for whoever did it too often.
    """

    def __init__(
        self,
        *,
        per_minute: int,
        refusal: str,
        clock: Clock,
        most_remembered: int = _MOST_REMEMBERED,
    ) -> None:
        self._per_minute = per_minute
        self._refusal = refusal
        self._clock = clock
        self._most_remembered = most_remembered
        self._allowances: OrderedDict[str, _Allowance] = OrderedDict()

    def take(self, who: str) -> None:
        """Count that somebody does it once more.

        Raises:
            TooManyAttempts: They did it too often; ``retry_after`` says how long to wait.
        """
        if self._per_minute == 0:
            return
        allowance = self._allowance(who)
        if allowance.left < 1:
            missing = (1 - allowance.left) * _MINUTE_S / self._per_minute
            raise TooManyAttempts(
                self._refusal, code="too_many_requests", retry_after=math.ceil(missing)
            )
        allowance.left -= 1

    def give_back(self, who: str) -> None:
        """Take back the last count: it turned out to be nothing new."""
        if self._per_minute != 0:
            allowance = self._allowance(who)
            allowance.left = min(float(self._per_minute), allowance.left + 1)

    def _allowance(self, who: str) -> _Allowance:
        now, most = self._clock.now(), float(self._per_minute)
        known = self._allowances.pop(who, None) or _Allowance(most, now)
        passed = max(0.0, (now - known.at).total_seconds())
        known.left = min(most, known.left + passed * most / _MINUTE_S)
        known.at = now
        self._allowances[who] = known
        if len(self._allowances) > self._most_remembered:
            self._allowances.popitem(last=False)
        return known
