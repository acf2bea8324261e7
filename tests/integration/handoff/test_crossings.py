"""Somebody else changes the same thing at the same moment: what an agent did is done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amends.bootstrap import Services
from amends.errors import Contention
from amends.handoff.model import Role
from tests.integration.handoff.desk import PASSWORD, Person, Story, client
from tests.integration.handoff.serving import account

Cross = Callable[[object, str], list[str]]


@pytest.fixture
def cross(monkeypatch: pytest.MonkeyPatch) -> Cross:
    """Let the first call of a service's method meet somebody else; return what is called."""

    def of(service: object, method: str) -> list[str]:
        calls: list[str] = []
        genuine = getattr(service, method)

        def crossed(*given: Any, **named: Any) -> Any:
            calls.append(method)
            if len(calls) == 1:
                raise Contention("Somebody else changed the same thing", retry_after=1)
            return genuine(*given, **named)

        monkeypatch.setattr(service, method, crossed)
        return calls

    return of


async def test_that_a_decision_is_taken_although_somebody_was_in_the_way(
    kim: Person, story: Story, services: Services, cross: Cross
) -> None:
    offer = story.due_offer(story.conversation())
    calls = cross(services.recovery, "decide")
    assert (await kim.decide(offer, "approve", reason="")).json()["state"] == "approved"
    assert calls == ["decide"] * 2


@pytest.mark.parametrize("what", ["take_over", "reply", "note", "hand_back", "close"])
async def test_that_what_an_agent_does_in_a_conversation_is_done_although_somebody_was_in_the_way(
    robin: Person, story: Story, services: Services, cross: Cross, what: str
) -> None:
    conversation = story.conversation()
    if what in {"reply", "hand_back"}:
        await robin.do(conversation, "take-over")
    calls = cross(services.handoff, what)
    path = {"reply": "messages", "note": "notes"}.get(what, what.replace("_", "-"))
    writes = path in {"messages", "notes"}
    answer = await (
        robin.write(conversation, "hello", path) if writes else robin.do(conversation, path)
    )
    assert answer.status_code == 200, answer.text
    assert calls == [what] * 2


async def test_that_a_call_is_ticked_off_although_somebody_was_in_the_way(
    robin: Person, story: Story, services: Services, cross: Cross
) -> None:
    call = story.promises_call(story.conversation())
    cross(services.handoff, "complete_callback")
    assert (await robin.post(f"/callbacks/{call}/done")).json()["state"] == "done"


async def test_that_an_agent_gets_in_and_out_although_somebody_was_in_the_way(
    url: str, services: Services, cross: Cross
) -> None:
    agent = account(services, "mia", Role.AGENT)
    calls = [cross(services.agents, method) for method in ("login", "logout")]
    async with client(url) as http:
        given = await http.post("/login", json={"email": agent.email, "password": PASSWORD})
        assert given.status_code == 200, given.text
        headers = {"X-CSRF-Token": given.json()["csrf_token"]}
        assert (await http.post("/logout", headers=headers)).status_code == 204
    assert [len(made) for made in calls] == [2, 2]
