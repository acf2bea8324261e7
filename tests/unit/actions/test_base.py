from __future__ import annotations

import logging

import pytest

from actions.base import REASON_OF_ERROR, AmendsAction
from actions.turn import Event, Turn
from amends.customers.errors import Refusal
from amends.errors import AmendsError, Conflict, Contention, Unavailable
from tests.unit.actions.fakes import Shop
from tests.unit.actions.talk import Talk, bot, run


class Failing(AmendsAction):
    action_name = "action_failing"
    error: AmendsError = AmendsError("never shown", code="brand_new")

    def act(self, turn: Turn) -> list[Event]:
        raise self.error


async def test_that_an_unexpected_error_is_said_plainly_and_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = await run(Failing, Shop(), Talk(text="my name is Ana"))
    assert outcome.wordings == ["utter_something_went_wrong"]
    assert outcome.events == []
    assert vars(caplog.records[0])["error"] == "AmendsError"
    assert "never shown" not in caplog.text
    assert "Ana" not in caplog.text


async def test_that_an_expected_error_has_words_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Failing, "error", Conflict("done before"))
    assert (await run(Failing, Shop(), Talk())).wordings == ["utter_already_done"]


async def test_that_a_database_that_is_gone_makes_the_engine_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Failing, "error", Unavailable("The database does not answer"))
    with pytest.raises(Unavailable):
        await run(Failing, Shop(), Talk())


def test_that_every_rule_of_the_shop_has_a_reason() -> None:
    assert set(REASON_OF_ERROR) == set(Refusal)


class Speaking(AmendsAction):
    action_name = "action_speaking"
    may_offer_person = True

    def act(self, turn: Turn) -> list[Event]:
        turn.say("utter_order_preparing")
        return []


@pytest.mark.parametrize(
    ("frustration", "said"),
    [
        (0.59, []),
        (0.6, ["utter_offer_person_to_frustrated"]),
        (0.79, ["utter_offer_person_to_frustrated"]),
        (0.8, []),
    ],
)
async def test_that_a_person_is_offered_until_frustration_is_so_high_that_one_is_called(
    frustration: float, said: list[str]
) -> None:
    shop = Shop()
    outcome = await run(Speaking, shop, Talk(metadata={"frustration": frustration}))
    assert outcome.wordings == ["utter_order_preparing", *said]
    assert not shop.handoff.asked


async def test_that_a_person_is_not_spoken_of_at_every_turn() -> None:
    talk = Talk(metadata={"frustration": 0.7}, before=[bot("utter_person_requested")])
    assert (await run(Speaking, Shop(), talk)).wordings == ["utter_order_preparing"]


class Crossed(AmendsAction):
    """Somebody else is in the way as often as the test says, after something was said."""

    action_name = "action_crossed"
    times = 0

    def act(self, turn: Turn) -> list[Event]:
        turn.say("utter_order_preparing")
        if self.times:
            self.times -= 1
            raise Contention("Somebody else changed the same thing")
        return []


async def test_that_an_action_somebody_was_in_the_way_of_is_done_again_and_heard_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Crossed, "times", 2)
    assert (await run(Crossed, Shop(), Talk())).wordings == ["utter_order_preparing"]


async def test_that_the_engine_asks_again_when_somebody_is_always_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Crossed, "times", 1_000)
    with pytest.raises(Contention):
        await run(Crossed, Shop(), Talk())
