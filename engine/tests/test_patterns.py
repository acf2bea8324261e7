"""Order numbers, e-mail addresses and amounts in the forms in which people type them."""

from __future__ import annotations

import pytest

from engine.components.patterns import AMOUNT, EMAIL, ORDER_NUMBER, find


@pytest.mark.parametrize(
    "text",
    [
        "A-10001",
        "where is a10001?",
        "pedido #A 10001 por favor",
        "order no. 10001",
        "order number is 10001",
        "10001",
        "#10001",
        "注文番号１０００１はどこですか",
        "我的订单号是10001",
        "طلب رقم ١٠٠٠١",
        "ref: 10001",
        "el pedido a.10001 no llega",
    ],
)
def test_that_an_order_number_is_found_and_normalised(text: str) -> None:
    assert [(one.entity, one.value) for one in find(text)] == [(ORDER_NUMBER, "A-10001")]


@pytest.mark.parametrize(
    "text", ["20000 people", "call 600123456", "12.05.2024", "panorama10001", "a 10001 km", "A-123"]
)
def test_that_other_numbers_are_no_order_numbers(text: str) -> None:
    assert find(text) == []


def test_that_a_bare_number_is_what_was_asked_for() -> None:
    text = "it's 10001 I think"

    assert find(text) == []
    assert [one.value for one in find(text, expected=ORDER_NUMBER)] == ["A-10001"]
    assert [one.value for one in find("about 49,5", expected=AMOUNT)] == [
        {"amount": "49.50", "currency": "EUR"}
    ]


def test_that_the_place_is_that_of_the_number_as_typed() -> None:
    text = "my order is  A-10001, thanks"

    (found,) = find(text)

    assert text[found.start : found.end] == "A-10001"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Juan.Perez@Example.com.", "juan.perez@example.com"),
        ("我的邮箱是a.b+c@mail.example.com谢谢", "a.b+c@mail.example.com"),
        ("foo (at) example.com", "foo@example.com"),
        ("juan arroba ejemplo punto com", "juan@ejemplo.com"),
        ("jane at example dot co dot uk", "jane@example.co.uk"),
    ],
)
def test_that_an_address_is_found_and_normalised(text: str, address: str) -> None:
    assert [(one.entity, one.value) for one in find(text)] == [(EMAIL, address)]


def test_that_at_alone_makes_no_address() -> None:
    assert find("I saw it at example.com") == []


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("49,99€", "49.99", "EUR"),
        ("€49.99", "49.99", "EUR"),
        ("charged $1,299 twice", "1299.00", "USD"),
        ("1.299,00 EUR", "1299.00", "EUR"),
        ("me cobraron 1.299 euros", "1299.00", "EUR"),
        ("30 quid", "30.00", "GBP"),
        ("１２００円", "1200", "JPY"),
        ("R$ 50,5", "50.50", "BRL"),
        ("500 रुपये", "500.00", "INR"),
        ("me cobraron 1.890 pesos", "1890.00", "XXX"),
    ],
)
def test_that_an_amount_is_read_with_its_currency(text: str, amount: str, currency: str) -> None:
    (found,) = find(text)

    assert found.entity == AMOUNT
    assert found.value == {"amount": amount, "currency": currency}


def test_that_entities_beside_each_other_do_not_mix() -> None:
    found = find("order A10001, 38.50 EUR, c1001@example.com")

    assert [one.entity for one in found] == [ORDER_NUMBER, AMOUNT, EMAIL]


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000, "1" * 20_000, "a@" * 10_000, "1,111" * 4_000],
    ids=["letters", "digits", "at signs", "thousands"],
)
@pytest.mark.timeout(10)
def test_that_no_text_takes_long(text: str) -> None:
    find(text, expected=ORDER_NUMBER)
