"""The chat widget in a real browser: what a customer can do with it, and what befalls it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.e2e

IDENTITY = '{"customer_id": "C1001", "expires": 4102444800, "signature": "valid"}'


def test_that_a_message_is_sent_and_its_answer_is_shown(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)

    widget.write("My kettle arrived broken")
    gateway.wait_until_said("My kettle arrived broken")
    gateway.say("I am sorry to hear that.")

    expect(widget.message("I am sorry to hear that.")).to_contain_text("Assistant")
    expect(widget.message("My kettle arrived broken")).to_contain_text("Sent")
    expect(widget.own).to_have_count(1)
    expect(widget.box).to_have_value("")


def test_that_no_session_is_opened_before_the_customer_wants_to_chat(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())

    expect(widget.launcher).to_be_visible()
    assert gateway.chats == {}


def test_that_a_session_is_opened_with_the_page_s_language_and_identity(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page(f"data-identity='{IDENTITY}'", lang="de"))
    widget.open(gateway)

    assert gateway.chat.opened_with["locale"] == "de"
    assert gateway.chat.opened_with["identity"]["customer_id"] == "C1001"
    expect(widget.panel).to_contain_text("Wie können wir helfen?")


def test_that_a_quick_reply_is_sent_and_disappears(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Would a new one help?", choices=(("c1", "Yes, please"), ("c2", "No")))

    widget.choices.filter(has_text="Yes, please").click()

    gateway.wait_until_said("Yes, please")
    expect(widget.choices).to_have_count(0)
    expect(widget.own).to_have_text(["Yes, please"])
    expect(widget.box).to_be_focused()


def test_that_quick_replies_are_superseded_by_what_the_customer_writes(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Would a new one help?", choices=(("c1", "Yes, please"),))
    expect(widget.choices).to_have_count(1)

    widget.write("Why do you ask?")

    expect(widget.choices).to_have_count(0)


def test_that_quick_replies_are_superseded_even_before_the_server_knows(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Would a new one help?", choices=(("c1", "Yes, please"),))
    expect(widget.choices).to_have_count(1)
    gateway.stop()

    widget.write("I would rather not")

    expect(widget.message("I would rather not")).to_contain_text("Waiting to be sent")
    expect(widget.choices).to_have_count(0)


def test_that_the_server_can_say_which_quick_replies_are_still_open(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Would a new one help?", choices=(("c1", "Yes, please"), ("c2", "No")))
    widget.write("Why this one?")
    gateway.wait_until_said("Why this one?")
    gateway.say("Because it is the quickest.")
    gateway.change_state(open_choices=["c2"])

    expect(widget.choices).to_have_text(["No"])


def test_that_a_reload_keeps_the_conversation_and_what_is_half_written(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.write("Where is my parcel?")
    gateway.wait_until_said("Where is my parcel?")
    gateway.say("Let me look.")
    expect(widget.bubbles).to_have_count(2)
    widget.box.fill("By the w")

    widget.page.reload()

    expect(widget.bubbles).to_have_text(["Where is my parcel?", "Let me look."])
    expect(widget.panel).to_be_visible()
    expect(widget.box).to_have_value("By the w")
    assert len(gateway.chats) == 1


def test_that_messages_written_while_the_server_is_gone_arrive_once_and_in_order(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.stop()

    for text in ("first", "second", "third"):
        widget.write(text)
    expect(widget.banner).to_contain_text("We cannot be reached right now")
    expect(widget.message("third")).to_contain_text("Waiting to be sent")
    gateway.start()

    gateway.wait_until_said("third", seconds=40)
    expect(widget.banner).to_be_hidden(timeout=40_000)
    expect(widget.own).to_have_text(["first", "second", "third"])
    assert gateway.said() == ["first", "second", "third"]


def test_that_messages_written_offline_survive_a_reload(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.page.route("**/chat/**", lambda route: route.abort())
    widget.write("first")
    widget.write("second")
    expect(widget.banner).to_be_visible()

    widget.page.reload()
    expect(widget.own).to_have_text(["first", "second"])
    widget.page.unroute("**/chat/**")

    gateway.wait_until_said("second", seconds=40)
    assert gateway.said() == ["first", "second"]


def test_that_the_first_message_can_be_written_before_the_server_was_ever_reached(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    gateway.stop()
    widget.launcher.click()
    widget.write("Is anybody there?")
    expect(widget.banner).to_be_visible()

    gateway.start()

    gateway.wait_until_said("Is anybody there?", seconds=40)
    assert gateway.said() == ["Is anybody there?"]


def test_that_a_message_whose_answer_was_lost_is_neither_lost_nor_doubled(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.lose_next_answer()

    widget.write("Only once")
    widget.write("And then this")

    gateway.wait_until_said("And then this", seconds=30)
    expect(widget.own).to_have_text(["Only once", "And then this"])
    assert gateway.said() == ["Only once", "And then this"]


def test_that_a_message_heard_of_before_it_is_accepted_is_shown_once(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.answering.clear()
    widget.write("Yes")
    gateway.wait_until_said("Yes")
    gateway.say("Thank you.")

    expect(widget.bubbles).to_have_text(["Yes", "Thank you."])
    gateway.answering.set()
    widget.write("Yes")
    gateway.wait_for(lambda: gateway.said() == ["Yes", "Yes"])
    expect(widget.bubbles).to_have_text(["Yes", "Thank you.", "Yes"])


def test_that_an_accepted_message_does_not_hide_what_was_said_before_it(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.page.route("**/chat/events*", lambda route: route.abort())
    gateway.hang_up()
    gateway.wait_for(lambda: not gateway.chat.listeners)
    gateway.say("Said while the line was down")
    widget.write("Are you there?")
    gateway.wait_until_said("Are you there?")
    expect(widget.message("Are you there?")).to_contain_text("Sent")

    widget.page.unroute("**/chat/events*")

    expect(widget.bubbles).to_have_text(
        ["Said while the line was down", "Are you there?"], timeout=30_000
    )


def test_that_nothing_said_meanwhile_is_missing_after_a_break(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("one")
    expect(widget.bubbles).to_have_count(1)
    gateway.stop()
    gateway.say("two")
    gateway.say("three")
    gateway.start()

    expect(widget.bubbles).to_have_text(["one", "two", "three"], timeout=30_000)


def test_that_a_device_without_network_says_so(open_page: OpenPage, gateway: FakeGateway) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.page.context.set_offline(True)

    widget.write("Hello?")
    expect(widget.banner).to_contain_text("You are offline")
    widget.page.context.set_offline(False)

    gateway.wait_until_said("Hello?", seconds=30)
    expect(widget.banner).to_be_hidden(timeout=30_000)


def test_that_a_refused_message_shows_the_server_s_reason_and_can_be_sent_again(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.refuse_next(422, "This text cannot be read")

    widget.write("Once more")
    widget.write("In the meantime")
    gateway.wait_until_said("In the meantime")
    expect(widget.message("Once more")).to_contain_text("This text cannot be read")
    expect(widget.own).to_have_text(["Once more", "In the meantime"])
    widget.message("Once more").get_by_role("button", name="Try again").click()

    gateway.wait_until_said("Once more")
    expect(widget.message("Once more")).to_contain_text("Sent")
    assert gateway.said() == ["In the meantime", "Once more"]


def test_that_a_refused_message_can_be_discarded_for_good(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.refuse_next(422, "This text cannot be read")
    widget.write("Never mind")

    widget.message("Never mind").get_by_role("button", name="Discard").click()
    expect(widget.own).to_have_count(0)
    widget.page.reload()

    expect(widget.status).to_contain_text("Answers right away")
    expect(widget.own).to_have_count(0)


def test_that_a_server_asking_for_patience_gets_the_message_later(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.refuse_next(429, "Slower, please", Retry_After="0.1")

    widget.write("Patience")

    gateway.wait_until_said("Patience")
    expect(widget.message("Patience")).to_contain_text("Sent")


def test_that_an_expired_session_is_replaced_and_nothing_written_is_lost(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("Hello there")
    expect(widget.bubbles).to_have_count(1)
    gateway.expire_tokens()

    expect(widget.notices).to_contain_text("Your earlier conversation has expired")
    widget.write("Still here")

    gateway.wait_until_said("Still here")
    assert len(gateway.chats) == 2
    expect(widget.bubbles).to_have_text(["Hello there", "Still here"])


def test_that_a_customer_with_a_refused_identity_goes_on_as_a_guest(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    gateway.identities_are_valid = False
    widget = WidgetPage(open_page(f"data-identity='{IDENTITY}'"))
    widget.open(gateway)

    expect(widget.notices).to_contain_text("writing as a guest")
    assert "identity" not in gateway.chat.opened_with


def test_that_two_tabs_share_one_conversation(open_page: OpenPage, gateway: FakeGateway) -> None:
    first = WidgetPage(open_page())
    first.open(gateway)
    first.write("From the first tab")
    gateway.wait_until_said("From the first tab")
    second = WidgetPage(first.page.context.new_page())
    second.page.goto(first.page.url)
    expect(second.own).to_have_text(["From the first tab"])

    second.write("From the second tab")
    gateway.wait_until_said("From the second tab")

    for tab in (first, second):
        expect(tab.own).to_have_text(["From the first tab", "From the second tab"])
    assert len(gateway.chats) == 1


def test_that_a_new_conversation_forgets_the_old_one(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    gateway.say("The old one")
    expect(widget.bubbles).to_have_count(1)

    widget.panel.get_by_role("button", name="Options").click()
    widget.panel.get_by_role("button", name="Start a new conversation").click()
    gateway.wait_for(lambda: len(gateway.chats) == 2 and bool(gateway.chat.listeners))
    gateway.say("The new one")

    expect(widget.bubbles).to_have_text(["The new one"])


def test_that_two_customers_of_one_browser_do_not_see_each_other_s_words(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    widget = WidgetPage(open_page())
    widget.open(gateway)
    widget.write("A guest's secret")
    gateway.wait_until_said("A guest's secret")
    widget.page.evaluate(
        "identity => document.querySelector('amends-chat').setAttribute('identity', identity)",
        IDENTITY,
    )
    gateway.wait_for(lambda: len(gateway.chats) == 2 and bool(gateway.chat.listeners))
    gateway.say("Welcome, customer")

    expect(widget.bubbles).to_have_text(["Welcome, customer"])
