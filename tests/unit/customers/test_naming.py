from __future__ import annotations

import pytest

from amends.customers.model import Aspect
from amends.customers.naming import named_in
from amends.demo.world import load_world
from tests.unit.customers.builders import shelf

SHELF = shelf(load_world())


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("is the speaker waterproof?", "BW-SP-200"),
        ("los cascos me aprietan", "BW-HP-100"),
        ("la butaca verde", "BW-AC-610"),
        ("how much is the kettel", "BW-KT-110"),
        ("LÁMPARAS", "BW-LP-120"),
        ("the coffee subscription", "BW-SC-710"),
        ("coffee beans", "BW-CB-700"),
    ],
)
def test_that_a_product_is_found_however_it_is_called(text: str, sku: str) -> None:
    assert [entry.product.sku for entry in named_in(text, SHELF)] == [sku]


def test_that_a_name_of_two_products_leaves_open_which() -> None:
    named = {entry.product.sku for entry in named_in("la cafetera", SHELF)}
    assert named == {"BW-EM-400", "BW-CM-410"}


@pytest.mark.parametrize("text", ["is the dress see-through", "", "???", "how much is it"])
def test_that_nothing_is_found_where_nothing_is_named(text: str) -> None:
    assert named_in(text, SHELF) == ()


def test_that_every_product_has_a_price_and_its_facts_in_both_languages() -> None:
    for entry in SHELF:
        assert entry.price_in("EUR") is not None
        assert entry.facts
        for texts in entry.facts.values():
            assert set(texts) == {"en", "es"}


def test_that_what_is_not_known_is_nothing() -> None:
    (toaster,) = named_in("toaster", SHELF)
    assert toaster.fact(Aspect.WATER, "en") is None
    assert toaster.fact(Aspect.SIZE, "hi") is None
