"""Our rule policy predicts what Rasa's does, whatever happened before."""

from __future__ import annotations

import copy
import random

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from engine.components.rules import IndexedRulePolicy
from engine.runtime.agent import EngineAgent

_INTENTS = ["greet", "thank", "order_status", "item_damaged", "nlu_fallback", "deny"]
_ACTIONS = ["utter_greet", "utter_welcome", "action_order_status", "issue_form", "action_report"]


def _some_conversation(seed: int) -> list:
    chance = random.Random(seed)
    events = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]
    for _ in range(chance.randint(0, 5)):
        events.append(UserUttered("x", {"name": chance.choice(_INTENTS)}))
        for _ in range(chance.randint(0, 3)):
            action = chance.choice(_ACTIONS)
            events.append(ActionExecuted(action))
            if action == "issue_form":
                events.append(ActiveLoop(chance.choice(["issue_form", None])))
                events.append(SlotSet("requested_slot", chance.choice(["email", None])))
            elif chance.random() < 0.2:
                events.append(ActionExecutionRejected("issue_form"))
        events.append(ActionExecuted("action_listen"))
    events.append(UserUttered("x", {"name": chance.choice(_INTENTS)}))
    after = chance.choices(_ACTIONS, k=chance.randint(0, 2))
    return [*events, *map(ActionExecuted, after)]


@pytest.mark.parametrize("seed", range(60))
def test_that_the_prediction_is_rasas(agent: EngineAgent, seed: int) -> None:
    (ours,) = [
        node._component
        for node in agent.processor.graph_runner._nodes.values()
        if isinstance(node._component, IndexedRulePolicy)
    ]
    tracker = DialogueStateTracker.from_events("c", _some_conversation(seed), agent.domain.slots)
    stock = copy.copy(ours)
    stock.__class__ = RulePolicy

    expected = stock.predict_action_probabilities(tracker, agent.domain)
    predicted = ours.predict_action_probabilities(tracker, agent.domain)

    assert predicted.probabilities == expected.probabilities
    assert [type(event) for event in predicted.events] == [type(e) for e in expected.events]
