from __future__ import annotations

import re

import pytest

from amends.settings import PROJECT

ERASURE = "amends/recovery/personal.py"
"""The one exception, by law: what an approver wrote goes when the customer is erased."""

CHANGES = re.compile(
    r"\b(update|delete)\(\s*(\w+\.)*(moves|offer_moves)\b|\bmoves\.(update|delete)\("
)


def test_that_no_code_changes_or_deletes_a_recorded_move() -> None:
    found = {
        path.relative_to(PROJECT).as_posix()
        for folder in ("amends", "actions")
        for path in (PROJECT / folder).rglob("*.py")
        if CHANGES.search(path.read_text("utf-8"))
    }
    assert found <= {ERASURE}


def test_that_no_code_reaches_recorded_moves_by_the_name_of_their_table() -> None:
    found = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "amends").rglob("*.py")
        if "offer_moves" in path.read_text("utf-8") and "migrations" not in path.parts
    }
    assert found == {"amends/recovery/tables.py"}


@pytest.mark.parametrize(
    "code", ["update(moves)", "delete(tables.moves)", "moves.delete()", "update(\n    moves)"]
)
def test_that_the_check_would_see_a_change(code: str) -> None:
    assert CHANGES.search(code)
