"""The console in a real Chromium: deciding, taking over, and what happens when the line breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from amends.handoff.model import Agent
from amends.recovery.model import OfferState, RemedyKind
from tests.e2e.console_site import ConsoleSite
from tests.integration.handoff.desk import PASSWORD

pytestmark = pytest.mark.e2e

SignIn = Callable[[Agent], Page]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ConsoleSite]:
    site = ConsoleSite(tmp_path)
    site.start()
    yield site
    site.close()


@pytest.fixture
def sign_in(browser: Browser, site: ConsoleSite) -> Iterator[SignIn]:
    """Opens the console as somebody, in a browser window of their own; no script may fail."""
    failures: list[str] = []
    with ExitStack() as cleanup:

        def open_as(agent: Agent) -> Page:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
            cleanup.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: failures.append(str(error)))
            page.goto(f"{site.url}/console")
            page.get_by_label("E-mail").fill(agent.email)
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.get_by_role("navigation")).to_be_visible()
            return page

        yield open_as
    assert failures == []


def test_that_a_wrong_password_is_said_in_place(browser: Browser, site: ConsoleSite) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site.url}/console")
        page.get_by_label("E-mail").fill(site.kim.email)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("E-mail or password is wrong")
        expect(page.get_by_label("Password")).to_be_focused()


def test_that_an_offer_appears_by_itself_and_is_approved_by_keyboard(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    page = sign_in(site.kim)
    expect(page.get_by_text("Nothing to approve")).to_be_visible()
    offer = site.story.due_offer(site.story.conversation())
    expect(page.locator("a.row")).to_contain_text("Name of C1")
    expect(page.get_by_role("link", name="Approvals 1")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    main = page.get_by_role("main")
    expect(main.get_by_text("€129.00").first).to_be_visible()
    expect(main.get_by_text("it is broken").first).to_be_visible()
    expect(main.get_by_text("High amount")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status").get_by_text("Approved.")).to_be_visible()
    expect(page.get_by_text("Nothing to approve")).to_be_visible()
    assert site.services.recovery.get(offer.id).state is OfferState.APPROVED


def test_that_a_colleagues_decision_is_seen_without_reloading(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    site.story.due_offer(site.story.conversation())
    mine, theirs = sign_in(site.kim), sign_in(site.robin)
    for page in (mine, theirs):
        page.locator("a.row").click()
    expect(theirs.get_by_text("Only approvers decide")).to_be_visible()
    expect(theirs.get_by_role("button", name="Approve")).to_have_count(0)
    mine.get_by_role("button", name="Approve").click()
    expect(theirs.get_by_role("main").get_by_text("Approved").first).to_be_visible()
    expect(theirs.get_by_text("Nothing to approve")).to_be_visible()


def test_that_an_offer_that_is_withdrawn_meanwhile_can_no_longer_be_decided(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    offer = site.story.due_offer(site.story.conversation())
    page = sign_in(site.kim)
    page.locator("a.row").click()
    approve = page.get_by_role("main").get_by_role("button", name="Approve")
    expect(approve).to_be_visible()
    site.services.recovery.withdraw_issue(offer.issue_id, reason="order_corrected", key="m1")
    expect(page.get_by_role("main").get_by_text("it was another order").first).to_be_visible()
    expect(approve).to_be_hidden()
    expect(page.get_by_text("Nothing to approve")).to_be_visible()
    page.get_by_role("button", name="Decided").click()
    expect(page.locator("a.row")).to_contain_text("Withdrawn")


def test_that_earlier_contacts_lead_to_what_was_said(site: ConsoleSite, sign_in: SignIn) -> None:
    before = site.story.conversation()
    site.story.says(before, "it is broken")
    site.story.due_offer(before)
    site.services.handoff.close(before.id, site.robin.id, reason="no_answer")
    now = site.story.conversation()
    site.story.says(now, "hello again")
    page = sign_in(site.robin)
    page.goto(f"{site.url}/console#/conversations/{now.id}")
    contact = page.get_by_role("complementary").get_by_role("link", name="Damaged item")
    expect(contact).to_be_visible()
    expect(page.get_by_role("complementary").get_by_text("unresolved")).to_be_visible()
    contact.click()
    expect(page.get_by_role("main").locator(".bubble", has_text="it is broken")).to_be_visible()


def test_that_an_offer_is_changed_and_what_is_wrong_is_said(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    offer = site.story.due_offer(site.story.conversation())
    page = sign_in(site.kim)
    page.locator("a.row").click()
    expect(page.get_by_role("button", name="Amend")).to_be_visible()
    page.keyboard.press("e")
    page.get_by_label("Remedy").select_option(RemedyKind.PARTIAL_REFUND.value)
    page.get_by_label("Amount").fill("5000")
    page.get_by_role("button", name="Approve with changes").click()
    expect(page.get_by_role("alert")).to_have_text("Write a short reason first.")
    page.get_by_label("Reason").fill("it still works")
    page.get_by_role("button", name="Approve with changes").click()
    expect(page.get_by_role("alert")).to_contain_text("too high")
    page.get_by_label("Amount").fill("30,50")
    page.get_by_role("button", name="Approve with changes").click()
    expect(page.get_by_role("main").get_by_text("it still works").first).to_be_visible()
    amended = site.services.recovery.get(offer.id)
    assert (amended.state, amended.remedy) == (OfferState.AMENDED, RemedyKind.PARTIAL_REFUND)
    assert amended.money is not None
    assert amended.money.to_wire() == {"amount": "30.50", "currency": "EUR"}


def test_that_declining_needs_a_reason_and_can_be_called_off(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    offer = site.story.due_offer(site.story.conversation())
    page = sign_in(site.kim)
    page.locator("a.row").click()
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("button", name="Decline offer").click()
    expect(page.get_by_role("alert")).to_have_text("Write a short reason first.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.type("the photo shows another item")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").get_by_text("Declined.")).to_be_visible()
    assert site.services.recovery.get(offer.id).decision_reason == "the photo shows another item"


def test_that_an_agent_takes_over_writes_and_hands_back_by_keyboard(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    conversation = site.story.conversation()
    site.story.says(conversation, "I want a person")
    page = sign_in(site.robin)
    page.keyboard.press("2")
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    site.story.asks_for_person(conversation)
    expect(page.locator("a.row")).to_contain_text("asked for a person")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_text("I want a person")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_label("Reply")).to_be_focused()
    page.keyboard.type("Hello, Robin here")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble", has_text="Hello, Robin here")).to_have_count(1)
    site.story.says(conversation, "finally!")
    expect(page.locator(".bubble", has_text="finally!")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("sounds tired")
    page.keyboard.press("Enter")
    expect(page.locator(".entry-note", has_text="sounds tired")).to_contain_text("Internal note")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.get_by_text("Robin handed the conversation back")).to_be_visible()
    assert site.story.mode(conversation.id) == "assistant"


def test_that_what_customers_write_is_never_read_as_markup(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    conversation = site.story.conversation()
    hostile = '<img src=x onerror="document.title=1"><b>bold</b>'
    site.story.says(conversation, hostile)
    page = sign_in(site.robin)
    page.goto(f"{site.url}/console#/conversations/{conversation.id}")
    expect(page.locator(".bubble")).to_have_text(hostile)
    assert page.locator(".bubble *").count() == 0


def test_that_a_draft_survives_a_look_at_another_conversation(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    first, second = site.story.conversation(), site.story.conversation()
    page = sign_in(site.robin)
    page.goto(f"{site.url}/console#/conversations/{first.id}")
    page.get_by_role("button", name="Note").click()
    page.keyboard.type("half a thought")
    page.goto(f"{site.url}/console#/conversations/{second.id}")
    page.get_by_role("button", name="Note").click()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("")
    page.goto(f"{site.url}/console#/conversations/{first.id}")
    page.get_by_role("button", name="Note").click()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("half a thought")


def test_that_a_broken_line_is_said_and_mends_by_itself(site: ConsoleSite, sign_in: SignIn) -> None:
    page = sign_in(site.robin)
    page.keyboard.press("4")
    expect(page.get_by_text("No live conversations")).to_be_visible()
    site.stop()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    conversation = site.story.conversation()
    site.story.says(conversation, "is anybody there?")
    site.start()
    expect(page.locator("a.row", has_text="is anybody there?")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Connection lost")).to_be_hidden()


def test_that_the_end_of_the_session_leads_to_signing_in(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    page = sign_in(site.robin)
    page.context.clear_cookies()
    page.keyboard.press("2")
    expect(page.get_by_text("Your session has ended")).to_be_visible()


@pytest.mark.parametrize("width", [390, 768, 1024, 1440])
def test_that_no_screen_is_wider_than_the_window(
    site: ConsoleSite, sign_in: SignIn, width: int
) -> None:
    conversation = site.story.conversation()
    site.story.says(conversation, "word" * 300)
    offer = site.story.due_offer(conversation)
    page = sign_in(site.kim)
    page.set_viewport_size({"width": width, "height": 844})
    for screen in (
        "approvals",
        f"approvals/{offer.id}",
        "conversations",
        f"conversations/{conversation.id}",
        "callbacks",
    ):
        page.goto(f"{site.url}/console#/{screen}")
        expect(page.locator(".row, .nothing, .detail-head").first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
