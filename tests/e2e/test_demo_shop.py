"""The demo shop page: it says what it is, changes accounts and languages, and starts the chat."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.e2e


@pytest.fixture
def shop(browser: Browser, gateway: FakeGateway) -> Page:
    page = browser.new_context(locale="en-IE").new_page()
    page.goto(gateway.url)
    expect(page.locator("html")).to_have_class("ready")
    return page


def test_that_the_shop_says_that_it_is_a_demo(shop: Page) -> None:
    expect(shop.locator(".demo-note")).to_contain_text("Demo shop")
    expect(shop.locator(".goods li")).to_have_count(8)


def test_that_an_example_is_written_into_the_chat_but_not_sent(
    shop: Page, gateway: FakeGateway
) -> None:
    widget = WidgetPage(shop)
    shop.locator("#example-broken").click()

    expect(widget.box).to_have_value("My order arrived broken.")
    expect(widget.box).to_be_focused()
    gateway.wait_for_listener()
    assert gateway.said() == []


def test_that_a_chosen_account_is_known_in_the_chat(shop: Page, gateway: FakeGateway) -> None:
    widget = WidgetPage(shop)
    shop.locator("#account").select_option("C1001")
    expect(shop.locator("#as-customer")).to_contain_text("Ada Lindqvist")
    shop.locator("#example-broken").click()
    expect(widget.box).to_have_value("My order A-10001 arrived broken.")

    gateway.wait_for_listener()
    assert gateway.chat.opened_with["identity"] == {
        "customer_id": "C1001",
        "expires": 4102444800,
        "signature": "valid",
    }


def test_that_the_account_is_still_chosen_after_a_reload(shop: Page) -> None:
    shop.locator("#account").select_option("C1003")
    expect(shop.locator("#as-customer")).to_be_visible()
    shop.reload()
    expect(shop.locator("#order-number")).to_have_text("Order A-10003")


def test_that_the_language_changes_the_page_and_the_chat(shop: Page, gateway: FakeGateway) -> None:
    shop.locator("#language").select_option("ar")
    expect(shop.locator("html")).to_have_attribute("dir", "rtl")
    expect(shop.locator("#example-broken")).to_have_text("وصلني الطلب مكسورًا.")

    WidgetPage(shop).open(gateway)

    assert gateway.chat.opened_with["locale"] == "ar"
    expect(shop.locator("amends-chat h3")).to_have_text("كيف يمكننا مساعدتك؟")
