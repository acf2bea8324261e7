"""No table escapes the question whether it holds personal data."""

from __future__ import annotations

from collections import Counter

from amends.privacy import IMPERSONAL, REGISTRY
from amends.storage.schema import METADATA


def test_that_every_table_is_registered_or_declared_free_of_customers() -> None:
    named = Counter(table.name for feature in REGISTRY for table in feature.tables)
    named.update(table.name for table in IMPERSONAL)
    assert dict(named) == dict.fromkeys(METADATA.tables, 1)


def test_that_no_table_declared_free_of_customers_points_at_one() -> None:
    for table in IMPERSONAL:
        assert not {"customer_id", "conversation_id", "order_number"} & set(table.c.keys())


def test_that_features_have_names_of_their_own_and_customers_are_erased_last() -> None:
    names = [feature.name for feature in REGISTRY]
    assert len(set(names)) == len(names)
    assert names[-1] == "customers"
    assert names.index("handoff") < names.index("conversations")
