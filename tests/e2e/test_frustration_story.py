"""A customer loses patience: the wording changes, a person is offered, then called."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from amends.conversations.model import Mode
from amends.storage.database import Database
from tests.e2e.colleague import AGENT, Colleague
from tests.e2e.log import Log
from tests.e2e.shop import buyer
from tests.e2e.shopper import Shopper
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

ANGRIER = {
    "en": (
        "Where is my order {order}?",
        "I am getting really angry. Where is my order {order}?",
        "Are you kidding me? WHERE IS MY ORDER {order}? You bunch of thieves!!!",
        "I am FURIOUS, worst shop ever, you LIED to me. WHERE IS MY ORDER {order}???!!!",
        "You are ALL useless idiots. WHERE IS MY ORDER {order}!!!",
    ),
    "es": (
        "¿Dónde está mi pedido {order}?",
        "Es una vergüenza. Eso ya me lo dijeron. ¿Dónde está mi pedido {order}?",
        "¿Me toman el pelo? ¿DÓNDE ESTÁ MI PEDIDO {order}?",
        "Estoy FURIOSA, la peor tienda, me han MENTIDO. ¿¿¿DÓNDE ESTÁ MI PEDIDO {order}???!!!",
        "Son TODOS unos inútiles. ¡¡¡DÓNDE ESTÁ MI PEDIDO {order}!!!",
    ),
}


@pytest.mark.parametrize("language", ANGRIER)
async def test_that_a_customer_who_loses_patience_gets_a_person(
    stack: Stack, http: httpx.AsyncClient, database: Database, language: str
) -> None:
    who = buyer(database, paid_cents=range(2_000, 9_000), position=3 + [*ANGRIER].index(language))
    shopper = await Shopper.arrive(http, customer_id=who.customer_id, locale=language)
    log = Log(database, shopper)
    await shopper.hear_answer(0)
    said: list[str] = []
    for text in ANGRIER[language]:
        asked = await shopper.say(text.format(order=who.order_number))
        await shopper.hear_answer(asked)
        said += log.wordings(after=asked)
        if "utter_person_called" in said:
            break

    moods: list[dict[str, Any]] = [
        dict(entry.annotation) for entry in log.entries() if entry.annotation is not None
    ]
    levels = [mood["frustration"] for mood in moods]
    assert levels == sorted(levels)
    assert moods[0]["tone"] == "neutral"
    assert moods[-1]["tone"] == "accountable"
    assert "utter_offer_person_to_frustrated" in said
    assert said[-1] == "utter_person_called"
    async with Colleague.at_desk(stack.url, AGENT) as agent:
        waiting = await agent.waiting(log.conversation_id)
        assert waiting["waiting"]["reason"] == "frustration"
        queue = (await agent.get("/conversations?mode=waiting"))["items"]
        seen = await agent.conversation(log.conversation_id)
    ranked = [item["frustration"]["level"] for item in queue]
    assert ranked == sorted(ranked, reverse=True)
    assert seen["mode"] == Mode.WAITING
    assert all(one["mood"] for one in seen["messages"] if one["author"] == "customer")
