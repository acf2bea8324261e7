"""Compares emotions where the order of a sum may change the last digits."""

from __future__ import annotations

import pytest

from amends.emotion.model import Emotion


def assert_alike(one: Emotion, other: Emotion) -> None:
    """Fail unless both say the same, to five digits."""
    assert one.sentiment is other.sentiment
    assert one.present() == other.present()
    assert one.intensity == pytest.approx(other.intensity, abs=1e-5)
    assert dict(one.sentiment_scores) == pytest.approx(dict(other.sentiment_scores), abs=1e-5)
    assert {name: score.score for name, score in one.emotions.items()} == pytest.approx(
        {name: score.score for name, score in other.emotions.items()}, abs=1e-5
    )
