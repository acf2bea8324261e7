"""Fixtures that every kind of test shares."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amends.clock import FixedClock

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)
