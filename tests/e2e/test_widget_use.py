"""The chat widget for everybody: languages, keyboards, small screens, hostile texts, attention."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.e2e

PHONE = {"width": 320, "height": 568}
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script> "
    "javascript:alert(1) [x](javascript:alert(1)) https://example.com/a?b=1."
)


@pytest.mark.parametrize("author", ["assistant", "agent", "system", "customer"])
def test_that_hostile_text_is_shown_as_text(
    open_page: OpenPage, gateway: FakeGateway, author: str
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say(HOSTILE, author=author, agent="<b>Eve</b>" if author == "agent" else None)

    expect(widget.bubbles).to_have_text([HOSTILE])
    links = widget.bubbles.locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.com/a?b=1")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(widget.page.locator("amends-chat .row :is(img, script, b)")).to_have_count(0)
    assert widget.page.title() == "A shop"


def test_that_hostile_choices_are_shown_as_text(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Choose", choices=(("c1", "<img src=x onerror=alert(1)>"),))

    expect(widget.choices).to_have_text(["<img src=x onerror=alert(1)>"])


def test_that_arabic_reads_from_right_to_left(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page(lang="ar"))
    widget.open(gateway)
    gateway.say("كيف يمكنني مساعدتك؟", language="ar")
    gateway.say("Order A-10001", language="en")
    widget.write("مرحبا")
    gateway.wait_until_said("مرحبا")

    expect(widget.bubbles).to_have_count(3)
    assert direction(widget.page, ".panel") == "rtl"
    assert direction(widget.page, ".from-assistant .bubble >> nth=0") == "rtl"
    assert direction(widget.page, ".from-assistant .bubble >> nth=1") == "ltr"
    expect(widget.bubbles.nth(0)).to_have_attribute("lang", "ar")
    assert left_edge(widget.page, ".from-customer .bubble") < left_edge(
        widget.page, ".from-assistant .bubble >> nth=0"
    )
    assert left_edge(widget.page, ".launcher") < 200


def test_that_the_widget_follows_the_conversation_into_another_language(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.change_state(language="es")

    expect(widget.box).to_have_attribute("placeholder", "Escribe un mensaje…")
    widget.page.reload()
    expect(widget.box).to_have_attribute("placeholder", "Escribe un mensaje…")


def test_that_the_page_can_change_the_language(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page('data-locale="fr"'))
    widget.open(gateway)
    expect(widget.box).to_have_attribute("placeholder", "Écrivez un message…")

    widget.page.evaluate("document.querySelector('amends-chat').setAttribute('locale', 'ja-JP')")

    expect(widget.box).to_have_attribute("placeholder", "メッセージを入力…")


def test_that_unread_messages_are_counted_on_the_badge_and_in_the_title(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("read at once")
    expect(widget.bubbles).to_have_count(1)
    widget.panel.get_by_role("button", name="Close chat").click()

    gateway.say("We have found your parcel.")
    gateway.say("It comes tomorrow.", author="agent", agent="Ana Ruiz")

    expect(widget.badge).to_have_text("2")
    expect(widget.page).to_have_title("(2) A shop")
    expect(widget.launcher).to_have_attribute("aria-label", "Open chat, 2 unread messages")
    glimpse = widget.page.locator("amends-chat .glimpse")
    expect(glimpse).to_contain_text("It comes tomorrow.")
    glimpse.click()
    expect(widget.panel).to_be_visible()
    expect(widget.page).to_have_title("A shop")
    expect(widget.badge).not_to_have_class("badge shown")


def test_that_unread_messages_are_still_unread_on_the_next_page(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.box.press("Escape")
    gateway.say("Something new")
    expect(widget.badge).to_have_text("1")

    widget.page.reload()

    expect(widget.badge).to_have_text("1")
    expect(widget.panel).to_be_hidden()


def test_that_everything_can_be_done_with_the_keyboard_alone(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    keyboard = widget.page.keyboard
    widget.page.locator("#before").focus()
    keyboard.press("Tab")
    expect(widget.launcher).to_be_focused()
    keyboard.press("Enter")
    expect(widget.box).to_be_focused()
    gateway.wait_for_listener()

    keyboard.type("two")
    keyboard.press("Shift+Enter")
    keyboard.type("lines")
    keyboard.press("Enter")
    gateway.wait_until_said("two\nlines")
    gateway.say("Which?", choices=(("c1", "This"), ("c2", "That")))
    expect(widget.choices).to_have_count(2)
    keyboard.press("Shift+Tab")
    expect(widget.choices.nth(1)).to_be_focused()
    keyboard.press("Enter")
    gateway.wait_until_said("That")
    expect(widget.box).to_be_focused()

    keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_that_escape_closes_the_menu_before_the_panel(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    options = widget.panel.get_by_role("button", name="Options")
    options.focus()
    widget.page.keyboard.press("Enter")
    expect(options).to_have_attribute("aria-expanded", "true")

    widget.page.keyboard.press("Escape")
    expect(options).to_have_attribute("aria-expanded", "false")
    expect(options).to_be_focused()
    expect(widget.panel).to_be_visible()


def test_that_enter_while_an_input_method_composes_sends_nothing(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page(lang="ja"))
    widget.open(gateway)
    widget.box.fill("にほんご")
    widget.box.dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    )
    expect(widget.box).to_have_value("にほんご")

    widget.box.press("Enter")

    gateway.wait_until_said("にほんご")
    assert gateway.posts == 1


def test_that_a_text_beyond_the_limit_is_counted_and_not_sent(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    counter = widget.page.locator("amends-chat .counter")
    widget.box.fill("x" * 3_400)
    expect(counter).to_be_hidden()
    widget.box.fill("x" * 3_600)
    expect(counter).to_have_text("3,600 of 4,000 characters")
    widget.box.fill("x" * 30_000)
    expect(counter).to_contain_text("16,000 characters too many")
    widget.box.press("Enter")
    expect(widget.send_button).to_be_disabled()

    widget.write("😀" * 4_000)

    gateway.wait_until_said("😀" * 4_000)
    assert gateway.posts == 1


def test_that_who_is_writing_is_shown_until_the_message_is_there(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.typing("assistant", on=True)
    expect(widget.typing).to_have_text("The assistant is writing")
    gateway.say("Here it is.")
    expect(widget.typing).to_have_text("")


def test_that_nobody_seems_to_write_for_ever_after_a_break(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.typing("agent", on=True)
    expect(widget.typing).to_have_text("Our team is writing")
    gateway.hang_up()
    expect(widget.typing).to_have_text("", timeout=15_000)


def test_that_it_says_who_is_there(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    expect(widget.status).to_have_text("Answers right away")
    gateway.change_state(mode="waiting")
    expect(widget.status).to_have_text("A colleague will take over from here")
    gateway.change_state(mode="agent")
    gateway.say("Hello, Ana here.", author="agent", agent="Ana Ruiz")
    expect(widget.status).to_have_text("Ana Ruiz is with you")
    expect(widget.message("Hello, Ana here.")).to_contain_text("Ana Ruiz")
    gateway.change_state(mode="closed")
    expect(widget.box).to_be_hidden()
    widget.page.locator("amends-chat .ended button").click()
    gateway.wait_for(lambda: len(gateway.chats) == 2)
    expect(widget.box).to_be_visible()


def test_that_a_phone_s_whole_screen_is_used_and_the_page_beneath_cannot_be_reached(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page(viewport=PHONE, reduced_motion="reduce"))
    widget.open(gateway)
    gateway.say("w" * 400 + " https://example.com/" + "x" * 300, choices=(("c", "y" * 120),))
    expect(widget.choices).to_have_count(1)

    expect(widget.panel).to_have_css("transform", "none")
    box = widget.panel.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 568}
    assert not widget.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    inside = widget.page.locator("amends-chat .scroller")
    assert inside.evaluate("element => element.scrollWidth <= element.clientWidth")
    for _ in range(12):
        widget.page.keyboard.press("Tab")
        assert widget.page.evaluate("document.activeElement.localName") == "amends-chat"


def test_that_earlier_messages_are_a_click_away(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    for number in range(150):
        gateway.say(f"number {number}")
    expect(widget.bubbles.last).to_have_text("number 149")
    expect(widget.bubbles).to_have_count(120)

    widget.page.locator("amends-chat .earlier").click()

    expect(widget.bubbles.first).to_have_text("number 0")
    expect(widget.bubbles).to_have_count(150)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_that_every_text_stands_out_from_its_ground(
    open_page: OpenPage, gateway: FakeGateway, scheme: str
) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    widget = WidgetPage(page)
    widget.open(gateway)
    gateway.say("From the assistant")
    gateway.say("From an agent", author="agent", agent="Ana Ruiz")
    gateway.say("A line of the system", author="system")
    gateway.refuse_next(422, "Refused")
    widget.write("refused")
    expect(widget.message("refused")).to_contain_text("Refused")
    widget.write("accepted")
    gateway.wait_until_said("accepted")
    gateway.say("Choose", choices=(("c", "A choice"),))
    expect(widget.choices).to_have_count(1)
    gateway.stop()
    expect(widget.banner).to_be_visible(timeout=20_000)

    ratios: dict[str, float] = page.evaluate(_CONTRASTS)

    assert len(ratios) >= 12
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


def direction(page: Page, selector: str) -> str:
    style: str = page.locator(f"amends-chat {selector}").evaluate(
        "element => getComputedStyle(element).direction"
    )
    return style


def left_edge(page: Page, selector: str) -> float:
    box = page.locator(f"amends-chat {selector}").bounding_box()
    assert box is not None
    return box["x"]


# The contrast of WCAG 2.2 between each text and what is painted behind it, by class of the element.
_CONTRASTS = """() => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = (color) => {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
  };
  const luminance = () => {
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratios = {};
  const shadow = document.querySelector("amends-chat").shadowRoot;
  const walker = document.createTreeWalker(shadow, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const hidden = !element.checkVisibility({ visibilityProperty: true });
    if (hidden || element.closest(".sr-only, .hidden") || element.closest(":disabled")) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at));
    for (const { backgroundColor } of grounds) paint(backgroundColor);
    const behind = luminance();
    paint(getComputedStyle(element).color);
    const front = luminance();
    const ratio = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05);
    const row = element.closest("[class*=from-]")?.className ?? "";
    const name = `${row} ${element.localName}.${element.className}`;
    ratios[name] = Math.min(ratio, ratios[name] ?? 99);
  }
  return ratios;
}"""
