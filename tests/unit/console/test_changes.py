from __future__ import annotations

from datetime import UTC, datetime

from amends.console.changes import Page
from amends.handoff.overview import Changed
from amends.ids import ConversationId, OfferId

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def changed(name: str, seq: int, *offers: str) -> Changed:
    return Changed(ConversationId(name), "assistant", seq, AT, tuple(map(OfferId, offers)))


async def test_that_several_changes_of_a_conversation_are_told_once_with_all_offers() -> None:
    page = Page()
    for one in (changed("a", 1, "off_1"), changed("b", 7), changed("a", 3, "off_2", "off_1")):
        page.tell(one)
    told = await page.wait(1.0)
    assert told == (changed("a", 3, "off_1", "off_2"), changed("b", 7))


async def test_that_nothing_is_told_twice() -> None:
    page = Page()
    page.tell(changed("a", 1))
    assert await page.wait(1.0) == (changed("a", 1),)
    assert await page.wait(0.001) == ()
