"""What the widget's tests do on a page, in the words of a customer."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.e2e.fake_gateway import FakeGateway


class WidgetPage:
    """A page with the widget, as somebody in front of it sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("amends-chat .launcher")
        self.panel = page.locator("amends-chat .panel")
        self.box = page.locator("amends-chat textarea")
        self.send_button = page.locator("amends-chat .send")
        self.messages = page.locator("amends-chat .row")
        self.bubbles = page.locator("amends-chat .bubble")
        self.own = page.locator("amends-chat .from-customer .bubble")
        self.choices = page.locator("amends-chat .choices button")
        self.banner = page.locator("amends-chat .banner")
        self.badge = page.locator("amends-chat .badge")
        self.notices = page.locator("amends-chat .line.notice")
        self.status = page.locator("amends-chat .status")
        self.typing = page.locator("amends-chat .typing")

    def open(self, gateway: FakeGateway) -> None:
        """Open the panel and wait until the conversation is followed."""
        before = len(gateway.chats)
        self.launcher.click()
        gateway.wait_for(lambda: len(gateway.chats) > before and bool(gateway.chat.listeners))

    def write(self, text: str) -> None:
        """Write a message and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def message(self, text: str) -> Locator:
        """Return the message that contains a text."""
        return self.messages.filter(has_text=text)
