"""How customers feel, in the console in a real Chromium: in words, the most frustrated first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from amends.conversations import store
from amends.conversations.model import Conversation
from amends.emotion.frustration import Frustration, update
from amends.emotion.model import Emotion
from amends.emotion.signal import signal_of
from amends.emotion.tone import tone_for
from tests.e2e.console_site import ConsoleSite
from tests.e2e.test_console import SignIn, sign_in, site
from tests.unit.emotion.feelings import ANGRY, CALM, GLAD

__all__ = ["sign_in", "site"]

pytestmark = pytest.mark.e2e


def feels(site: ConsoleSite, conversation: Conversation, said: list[tuple[str, Emotion]]) -> None:
    """Write in a conversation, with moods as the gateway would have noted them."""
    now = site.services.clock.now()
    state = Frustration.calm(now)
    for text, emotion in said:
        seq = site.story.says(conversation, text)
        now += timedelta(minutes=1)
        state = update(state, signal_of(text, emotion), now)
        tone = tone_for(emotion, state.level).value
        mood = {**emotion.to_wire(), "frustration": round(state.level, 4), "tone": tone}
        with site.services.database.transaction() as tx:
            store.annotate(tx, conversation.id, seq, language="en", annotation=mood)  # type: ignore[arg-type]
            store.change(tx, conversation.id, frustration={**state.to_json(), "tone": tone})
    site.story.asks_for_person(conversation)


def test_that_the_most_frustrated_come_first_and_the_curve_has_words(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    calm, angry = site.story.conversation(), site.story.conversation()
    feels(site, calm, [("where is my parcel?", CALM), ("lovely, thanks", GLAD)])
    feels(
        site,
        angry,
        [
            ("where is my order?", CALM),
            ("this is a disgrace", ANGRY),
            ("still nothing, unbelievable", ANGRY),
            ("GIVE ME MY MONEY BACK!!!", ANGRY),
        ],
    )
    page = sign_in(site.robin)
    page.keyboard.press("2")
    rows = page.locator("a.row")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Very frustrated")
    expect(rows.nth(1)).not_to_contain_text("rustrated")

    rows.nth(0).click()
    curve = page.get_by_role("img", name="Frustration over 4 messages: from 0% to 8")
    expect(curve).to_be_visible()
    expect(page.locator(".detail-head .meter, .detail-title .meter")).to_contain_text("Very")
    moods = page.locator(".entry-aside")
    expect(moods).to_have_count(3)
    expect(moods.nth(0)).to_contain_text("angry")
    expect(moods.nth(2)).to_contain_text("Frustration: Very frustrated")


def test_that_a_name_from_right_to_left_stays_beside_its_picture(
    site: ConsoleSite, sign_in: SignIn
) -> None:
    conversation = site.story.conversation()
    site.story.says(conversation, "أين طلبي؟")
    page = sign_in(site.robin)
    page.goto(f"{site.url}/console#/conversations/{conversation.id}")
    name = page.locator(".detail-title h1 bdi")
    expect(name).to_be_visible()
    name.evaluate("(element) => { element.textContent = 'فاطمة الزهراء'; }")
    title = page.locator(".detail-title").bounding_box()
    drawn = name.bounding_box()

    assert title is not None
    assert drawn is not None
    assert drawn["x"] - title["x"] < 2
    expect(page.locator(".bubble")).to_have_css("direction", "rtl")
