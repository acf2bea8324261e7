from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest

from amends.ids import new_id


def test_that_no_two_ids_are_the_same() -> None:
    assert len({new_id("off") for _ in range(5_000)}) == 5_000


def test_that_an_id_begins_with_what_it_identifies_and_fits_its_column() -> None:
    made = new_id("cnv")
    assert re.fullmatch(r"cnv_[0-9a-hjkmnp-tv-z]{26}", made)
    assert len(made) <= 40


def test_that_ids_sort_by_when_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0, 1, 31, 32, 10**9, 2**40, 2**48])
    monkeypatch.setattr(time, "time_ns", lambda: next(moments) * 1_000_000)
    made = [new_id("off") for _ in range(7)]
    assert all(earlier < later for earlier, later in pairwise(made))
