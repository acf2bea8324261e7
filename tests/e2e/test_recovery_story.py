"""The main job in a real browser: damaged goods, an approval by a person, the offer, a yes, a 5."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from amends.conversations.tables import conversations
from amends.demo.accounts import DEMO_PASSWORD
from amends.settings import PROJECT
from amends.storage.database import Database
from tests.e2e.colleague import APPROVER
from tests.e2e.stack import Stack
from tests.e2e.trail import check_whole_trail
from tests.e2e.widget_page import WidgetPage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

CUSTOMER, ORDER = "C1001", "A-10001"
ANSWER_MS = 30_000
DESKTOP = ViewportSize(width=1440, height=900)
PENDING = re.compile("la respuesta aparecerá aquí sola", re.IGNORECASE)
OFFER = re.compile("envío exprés", re.IGNORECASE)

_NOTE_CLICK = """
() => addEventListener("click", () => { window.clickedAt = Date.now(); }, { capture: true })
"""
_NOTE_OFFER = """
(pattern) => {
  const { shadowRoot } = document.querySelector("amends-chat");
  const offer = new RegExp(pattern, "iu");
  new MutationObserver((_, observer) => {
    if (!offer.test(shadowRoot.textContent)) return;
    window.offerShownAt = Date.now();
    observer.disconnect();
  }).observe(shadowRoot, { subtree: true, childList: true, characterData: true });
}
"""


def test_that_a_customer_gets_what_a_person_approved(
    stack: Stack,
    browser: Browser,
    database: Database,
    record_property: Callable[[str, object], None],
) -> None:
    at_home = browser.new_context(locale="es-ES", viewport=DESKTOP, device_scale_factor=1)
    in_the_office = browser.new_context(locale="en-IE", viewport=DESKTOP, device_scale_factor=1)
    try:
        chat = _visit_shop(at_home, stack)
        _say(chat, f"Hola, mi pedido {ORDER} llegó roto")
        expect(chat.message("A-10001").last).to_be_visible(timeout=ANSWER_MS)
        expect(chat.messages.filter(has_text=PENDING)).to_be_visible(timeout=ANSWER_MS)
        expect(chat.messages.filter(has_text=OFFER)).to_have_count(0)

        console = _sign_in(in_the_office, stack)
        approval = console.locator("console-approval")
        name = chat.page.locator("#customer-name").inner_text()
        console.locator("console-approval-list a.row").filter(has_text=name).click()
        expect(approval.get_by_text(ORDER).first).to_be_visible(timeout=ANSWER_MS)
        _picture(console, "approval")

        milliseconds = _approve(console, chat)
        record_property("milliseconds_from_approval_to_offer", milliseconds)
        print(f"from the approval to the offer in the chat: {milliseconds} ms")
        _picture(chat.page, "chat")

        _choose(chat, "Sí, acepto")
        _choose(chat, "Muy bien")
        thanks = chat.messages.filter(has_text=re.compile("me alegra", re.IGNORECASE))
        expect(thanks).to_be_visible(timeout=ANSWER_MS)

        console.get_by_role("link", name="Open conversation").first.click()
        expect(console.locator("console-conversation .bubble").last).to_be_visible()
        expect(console.locator("console-notices .notice")).to_have_count(0, timeout=ANSWER_MS)
        _picture(console, "conversation")
    finally:
        at_home.close()
        in_the_office.close()

    with database.reading() as tx:
        (conversation_id,) = tx.execute(
            select(conversations.c.id).where(conversations.c.customer_id == CUSTOMER)
        ).scalars()
    check_whole_trail(
        database, conversation_id, customer_id=CUSTOMER, order_number=ORDER, approved_because=""
    )


def _visit_shop(context: BrowserContext, stack: Stack) -> WidgetPage:
    """Open the shop as a customer who is signed in there, and then the chat."""
    page = context.new_page()
    page.goto(f"{stack.url}/?account={CUSTOMER}&language=es")
    expect(page.locator("#as-customer")).to_be_visible()
    chat = WidgetPage(page)
    chat.launcher.click()
    expect(chat.choices.first).to_be_visible(timeout=ANSWER_MS)
    return chat


def _sign_in(context: BrowserContext, stack: Stack) -> Page:
    page = context.new_page()
    page.goto(f"{stack.url}/console")
    page.locator("input[name=email]").fill(APPROVER)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("console-approval-list")).to_be_visible()
    return page


def _say(chat: WidgetPage, text: str) -> None:
    chat.write(text)
    expect(chat.own.last).to_have_text(text)


def _choose(chat: WidgetPage, label: str) -> None:
    choice = chat.choices.filter(has_text=re.compile(f"^{label}$"))
    expect(choice).to_be_visible(timeout=ANSWER_MS)
    choice.click()
    expect(chat.own.last).to_have_text(label)


def _approve(console: Page, chat: WidgetPage) -> int:
    """Approve, and return how many milliseconds after the click the customer has the offer."""
    approve = console.get_by_role("button", name="Approve", exact=False).first
    expect(approve).to_be_enabled()
    console.evaluate(_NOTE_CLICK)
    chat.page.evaluate(_NOTE_OFFER, OFFER.pattern)
    approve.click()
    expect(chat.messages.filter(has_text=OFFER)).to_be_visible(timeout=ANSWER_MS)
    shown_at: int = chat.page.evaluate("() => window.offerShownAt")
    return shown_at - int(console.evaluate("() => window.clickedAt"))


def _picture(page: Page, name: str) -> None:
    """Take one of the README's pictures, if asked to."""
    if os.environ.get("AMENDS_SCREENSHOTS"):
        page.screenshot(path=PROJECT / "docs" / "images" / f"{name}.png", animations="disabled")
