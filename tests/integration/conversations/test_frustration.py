"""A whole conversation: what frustrates, what calms, and what each threshold changes.

The gateway's own parts with the model that ships; only the engine is a stand-in, whose answer's
topic a test chooses, and the clock is set on by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from actions.base import AmendsAction
from actions.turn import Event, Turn
from amends.conversations.annotation import Annotator
from amends.conversations.model import Author, Conversation, Entry, EntryKind, Mode, Reply
from amends.emotion.loading import load_model
from amends.emotion.model import EmotionModel
from amends.emotion.weights import FrustrationThresholds
from amends.ids import CustomerId
from amends.recovery.policy import load_policy
from amends.settings import PROJECT
from language import Catalogue, Identifier
from tests.integration.conversations.stage import Stage
from tests.unit.actions.fakes import FakePolicy, Shop
from tests.unit.actions.talk import Talk, run

POLICY = load_policy(PROJECT / "recovery.yml")
ANGRY = {
    "en": [
        "This is a disgrace, your courier threw my parcel over the fence!",
        "Are you kidding me? I want my money back NOW, you bunch of thieves!!!",
        "This is outrageous, I am furious. Worst shop ever, you LIED to me!!!",
        "You are ALL useless idiots, I hate this company!!!",
    ],
    "es": [
        "¡Es una vergüenza, su repartidor tiró mi paquete por encima de la valla!",
        "¿Me toman el pelo? ¡Quiero mi dinero YA, son unos ladrones!!!",
        "Esto es indignante, estoy furiosa. ¡La peor tienda, me han MENTIDO!!!",
        "¡Son TODOS unos inútiles, odio esta empresa!!!",
    ],
    "de": [
        "Das ist eine Frechheit, Ihr Bote hat mein Paket über den Zaun geworfen!",
        "Wollen Sie mich verarschen? Ich will JETZT mein Geld zurück, ihr Diebe!!!",
        "Das ist unverschämt, ich bin stinksauer. Der schlechteste Laden, ihr habt mich BELOGEN!!!",
        "Ihr seid ALLE unfähige Idioten, ich hasse diese Firma!!!",
    ],
    "hi": [
        "यह शर्मनाक है, आपके आदमी ने मेरा पार्सल बाड़ के ऊपर से फेंक दिया!",
        "मज़ाक है क्या? मेरे पैसे अभी वापस करो, चोर कहीं के!!!",
        "बहुत गुस्सा आ रहा है, सबसे घटिया दुकान, तुमने झूठ बोला!!!",
        "तुम सब बेकार और निकम्मे हो, मुझे इस कंपनी से नफ़रत है!!!",
    ],
}


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return load_model(PROJECT / "models" / "emotion")


@pytest.fixture
def thresholds() -> FrustrationThresholds:
    return POLICY.frustration_thresholds


@pytest.fixture
def annotator(
    identifier: Identifier, model: EmotionModel, thresholds: FrustrationThresholds
) -> Annotator:
    return Annotator(
        identifier=identifier,
        model=model,
        weights=POLICY.frustration_weights,
        thresholds=thresholds,
    )


class Talked:
    """A customer who writes, waits for what comes, and looks at the conversation."""

    def __init__(
        self, stage: Stage, language: str = "en", *, customer_id: CustomerId | None = None
    ) -> None:
        self.stage = stage
        self.conversation = stage.conversations.open(
            channel="web",
            account="",
            address=f"ses_{language}",
            language=language,
            customer_id=customer_id,
        )
        self._numbers = count()
        self._started = False

    async def write(
        self,
        text: str,
        *,
        topic: str | None = None,
        after: timedelta = timedelta(minutes=1),
        answer: str = "utter_order_is_late",
    ) -> dict[str, object]:
        """Write, and return what was found out about the message."""
        if not self._started:
            await self.stage.make().start()
            self._started = True
        self.stage.clock.wrong_by += after
        self.stage.engine.topic = topic
        self.stage.engine.instead = [(Reply("answer", wording=answer),)]
        await asyncio.to_thread(self.stage.say, self.conversation, f"m{next(self._numbers)}", text)

        def annotated(log: list[Entry]) -> bool:
            written = [one for one in log if one.author is Author.CUSTOMER]
            return len(written) == self._written and written[-1].annotation is not None

        self._written = getattr(self, "_written", 0) + 1
        log = await self.stage.log(self.conversation, annotated)
        mood = [one for one in log if one.author is Author.CUSTOMER][-1].annotation
        assert mood is not None
        return dict(mood)

    async def level(self, text: str, **more: object) -> float:
        mood = await self.write(text, **more)  # type: ignore[arg-type]
        return float(str(mood["frustration"]))

    def now(self) -> Conversation:
        return self.stage.conversations.get(self.conversation.id)


class Speaking(AmendsAction):
    action_name = "action_speaking"
    may_offer_person = True

    def act(self, turn: Turn) -> list[Event]:
        turn.say("utter_order_is_late")
        return []


async def offered_by_actions(stage: Stage, thresholds: FrustrationThresholds) -> bool:
    """Whether the actions, told what the engine was told, offer a person."""
    shop = Shop(policy=FakePolicy(thresholds))
    outcome = await run(Speaking, shop, Talk(metadata=dict(stage.engine.turns[-1].metadata)))
    return "utter_offer_person_to_frustrated" in outcome.wordings


@pytest.mark.parametrize("language", ANGRY)
async def test_that_a_conversation_that_goes_wrong_passes_every_threshold(
    stage: Stage, thresholds: FrustrationThresholds, catalogue: Catalogue, language: str
) -> None:
    customer = Talked(stage, language)
    levels, tones, offered = [], [], []
    for text in ANGRY[language]:
        mood = await customer.write(text)
        levels.append(float(str(mood["frustration"])))
        tones.append(mood["tone"])
        offered.append(await offered_by_actions(stage, thresholds))

    assert levels == sorted(levels)
    assert tones[-1] == "accountable"
    assert offered == [
        thresholds.offer_person <= level < thresholds.call_person for level in levels
    ]
    assert levels[-1] >= thresholds.call_person
    assert customer.now().mode is Mode.WAITING
    (waiting,) = stage.handoff.queue()
    assert (waiting.conversation.id, waiting.reason) == (customer.conversation.id, "frustration")
    said = [
        entry.details.get("wording")
        for entry in stage.conversations.entries(customer.conversation.id)
        if entry.kind is EntryKind.MESSAGE and entry.author is Author.ASSISTANT
    ]
    assert said.count("utter_person_called") == 1
    assert language in catalogue.languages or language in {"de", "hi"}


MOVES: list[tuple[str, Callable[[FrustrationThresholds], FrustrationThresholds]]] = [
    ("caring", lambda now: replace(now, caring=0.01)),
    ("accountable", lambda now: replace(now, caring=0.01, accountable=0.02)),
    ("offer", lambda now: replace(now, caring=0.01, accountable=0.02, offer_person=0.03)),
    ("call", lambda _: FrustrationThresholds(**dict.fromkeys(NAMES, 0.03))),
]
NAMES = ("caring", "accountable", "offer_person", "call_person")


@pytest.mark.parametrize(("moved", "move"), MOVES, ids=[name for name, _ in MOVES])
async def test_that_each_threshold_does_what_it_says_when_an_operator_moves_it(
    stage: Stage,
    identifier: Identifier,
    model: EmotionModel,
    moved: str,
    move: Callable[[FrustrationThresholds], FrustrationThresholds],
    tmp_path: Path,
) -> None:
    written = (PROJECT / "recovery.yml").read_text(encoding="utf-8")
    for name in NAMES:
        before = getattr(POLICY.frustration_thresholds, name)
        after = getattr(move(POLICY.frustration_thresholds), name)
        assert f"{name}: {before:.2f}" in written
        written = written.replace(f"{name}: {before:.2f}", f"{name}: {after:.2f}")
    (tmp_path / "recovery.yml").write_text(written, encoding="utf-8")
    policy = load_policy(tmp_path / "recovery.yml")
    stage.turns._annotator = Annotator(
        identifier=identifier,
        model=model,
        weights=policy.frustration_weights,
        thresholds=policy.frustration_thresholds,
    )
    customer = Talked(stage)

    mood = await customer.write("Where is my order? I asked before.", topic="order_status")
    mood = await customer.write("Where is my order, I asked before!", topic="order_status")

    tone = {"caring": "caring"}.get(moved, "accountable")
    assert mood["tone"] == tone
    offered = await offered_by_actions(stage, policy.frustration_thresholds)
    assert offered is (moved == "offer")
    assert (customer.now().mode is Mode.WAITING) is (moved == "call")


async def test_that_calm_customers_meet_none_of_it(
    stage: Stage, thresholds: FrustrationThresholds
) -> None:
    customer = Talked(stage)
    talk = (
        ("Hello, where is my order A-10001?", "order_status"),
        ("yes", "affirm"),
        ("A-10001", None),
        ("yes", "affirm"),
        ("Could you change the address to Elm Street 5?", "change_address"),
        ("yes", "affirm"),
        ("Thank you, that is all.", "thank"),
    )
    for text, topic in talk:
        mood = await customer.write(text, topic=topic)
        assert float(str(mood["frustration"])) < thresholds.caring
        assert mood["tone"] in {"neutral", "warm"}
        assert not await offered_by_actions(stage, thresholds)
    assert customer.now().mode is Mode.ASSISTANT


async def test_that_asking_for_the_same_in_other_words_frustrates(stage: Stage) -> None:
    customer = Talked(stage)
    first = await customer.level("Where is my order A-10001?", topic="order_status")
    again = await customer.level("Any news about the delivery?", topic="order_status")
    other = Talked(stage)
    await other.level("Where is my order A-10001?", topic="order_status")
    different = await other.level("Any news about the delivery?", topic="product_question")

    assert again > first + 0.1
    assert different < again - 0.1


async def test_that_not_being_understood_frustrates_and_an_answer_ends_it(stage: Stage) -> None:
    customer = Talked(stage)
    await customer.level("The thing with the lamp from last week.", answer="utter_please_rephrase")
    asked = await customer.level("The lamp. I wrote about it.", answer="utter_please_rephrase")
    twice = await customer.level("It is about lamps.", answer="utter_order_is_late")
    answered = await customer.level("I see.", topic="affirm")

    assert 0.1 < asked < twice
    assert answered < twice


async def test_that_nobody_answering_frustrates_while_an_agent_has_the_conversation(
    stage: Stage, agent: object
) -> None:
    customer = Talked(stage)
    await customer.level("Where is my refund?", topic="refund_status")
    stage.handoff.take_over(customer.conversation.id, agent.id)  # type: ignore[attr-defined]
    left_alone = timedelta(minutes=5)
    one = await customer.level("Could you tell me more?", after=left_alone)
    two = await customer.level("Is somebody there?", after=left_alone)
    three = await customer.level("Please answer me.", after=left_alone)
    stage.handoff.reply(
        customer.conversation.id,
        agent.id,  # type: ignore[attr-defined]
        message_id="r1",
        text="Sorry to have kept you.",
    )
    then = await customer.level("All right, thank you.", after=timedelta(minutes=1))

    assert one < two < three
    assert then < three


async def test_that_coming_back_about_the_same_weighs_from_the_first_message(
    stage: Stage,
) -> None:
    text, topic = "My order is late.", "order_late"
    new = await Talked(stage, customer_id=CustomerId("C1")).level(text, topic=topic)
    stage.contacts.earlier = 3
    known = Talked(stage, customer_id=CustomerId("C1"))
    first = await known.level(text, topic=topic)
    asked = stage.contacts.asked
    second = await known.level("It is a blue lamp.", topic="product_question")
    await known.level("I live in Rome.", topic="product_question")

    assert first > new + 0.15
    assert second < first
    assert stage.contacts.asked == asked + 1, "asked again once, after a problem was reported"


async def test_that_shouting_frustrates_more_than_saying_it(stage: Stage) -> None:
    said = await Talked(stage).level("i want to know where my order is")
    shouted = await Talked(stage, "es").level("QUIERO SABER DONDE ESTA MI PEDIDO!!!")

    assert shouted > said + 0.1


@pytest.mark.parametrize("language", ["en", "es", "de"])
async def test_that_a_thank_you_and_time_bring_it_down(stage: Stage, language: str) -> None:
    thanks = {
        "en": "Thank you so much, that was really kind.",
        "es": "Muchas gracias, qué amables.",
        "de": "Vielen Dank, das war wirklich nett.",
    }
    customer = Talked(stage, language)
    for text in ANGRY[language][:2]:
        angry = await customer.level(text)
    thanked = await customer.level(thanks[language], topic="thank")
    rested = await customer.level("ok", topic="affirm", after=timedelta(hours=12))

    assert thanked < 0.6 * angry
    assert rested < 0.3 * thanked


async def test_that_glad_words_about_a_problem_are_not_taken_for_joy(stage: Stage) -> None:
    words = "¡Qué silla tan bonita, me encanta!"

    ironic = await Talked(stage, "es").write(words, topic="item_damaged")
    glad = await Talked(stage, "es").write(words, topic="praise")

    assert ironic["tone"] == "caring"
    assert glad["tone"] == "warm"


async def test_that_irony_is_read_in_the_words_as_well(stage: Stage) -> None:
    ironic = await Talked(stage).write("Lovely, the chair comes with a free crack down the middle.")

    assert ironic["tone"] == "accountable"


async def test_that_a_person_is_called_once_and_not_again_for_being_still_angry(
    stage: Stage, agent: object
) -> None:
    customer = Talked(stage)
    for text in ANGRY["en"]:
        await customer.level(text)
    assert customer.now().mode is Mode.WAITING
    stage.handoff.take_over(customer.conversation.id, agent.id)  # type: ignore[attr-defined]
    stage.handoff.hand_back(customer.conversation.id, agent.id)  # type: ignore[attr-defined]

    await customer.level("All right then, thanks.", topic="thank")

    assert customer.now().mode is Mode.ASSISTANT
