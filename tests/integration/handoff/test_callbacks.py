from __future__ import annotations

from datetime import timedelta

from amends.clock import FixedClock
from tests.integration.handoff.desk import Person, Story


async def test_that_calls_are_listed_by_when_they_are_due(
    robin: Person, story: Story, clock: FixedClock
) -> None:
    later = story.conversation()
    clock.advance(timedelta(hours=2))
    story.promises_call(later)
    clock.advance(timedelta(hours=-1))
    sooner = story.conversation()
    story.promises_call(sooner)
    items = (await robin.get("/callbacks")).json()["items"]
    assert [item["conversation_id"] for item in items] == [sooner.id, later.id]
    assert items[0]["customer"]["phone"] == "+1 202 555 0100"


async def test_that_a_call_is_ticked_off_once_and_stands_in_the_log(
    robin: Person, noor: Person, story: Story
) -> None:
    conversation = story.conversation()
    call = story.promises_call(conversation)
    done = await robin.post(f"/callbacks/{call}/done")
    assert done.json()["done_by"]["name"] == "Robin"
    assert (await noor.post(f"/callbacks/{call}/done")).status_code == 409
    assert (await noor.post("/callbacks/cal_none/done")).status_code == 404
    assert (await robin.get("/callbacks")).json()["items"] == []
    assert len((await robin.get("/callbacks?state=done")).json()["items"]) == 1
    entries = (await robin.get(f"/conversations/{conversation.id}")).json()["messages"]
    assert [entry["details"]["event"] for entry in entries] == [
        "callback_promised",
        "callback_done",
    ]


async def test_that_an_unknown_state_of_calls_is_refused(robin: Person) -> None:
    assert (await robin.get("/callbacks?state=lost")).status_code == 422
