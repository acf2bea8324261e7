"""Rasa's rule policy, looking only at the rules that can match instead of at all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, TEXT

from engine.components.history import RecentHistory

_Index = dict[str | None, dict[str, str]]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class IndexedRulePolicy(RulePolicy):
    """Predicts what Rasa's `RulePolicy` predicts, with its configuration.

    Rules are kept by the action that their last state follows: only those can apply. No more states
    are made than the longest rule has. Rules that match on a message's text are looked up only if
    there are any.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indexes: dict[int, tuple[dict[str, str], _Index]] = {}
        self._has_texts: bool | None = None
        self._longest: int | None = None

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._some_rule_reads_text():
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        recent = RecentHistory(tracker, states=self._longest_rule() + 1)
        states: list[State] = super()._prediction_states(
            recent, domain, use_text_for_last_user_input, rule_only_data
        )
        return states

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        index = self._index(lookup)
        before = states[-1].get(PREVIOUS_ACTION, {}).get(ACTION_NAME) if states else None
        narrowed = index.get(str(before), {}) | index.get(None, {})
        keys: set[str] = super()._get_possible_keys(narrowed, states)
        return keys

    def _index(self, lookup: dict[str, str]) -> _Index:
        known = self._indexes.get(id(lookup))
        if known is not None and known[0] is lookup:
            return known[1]
        index: _Index = defaultdict(dict)
        for key, action in lookup.items():
            last = self._rule_key_to_state(key)[-1]
            before = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
            index[before][key] = action
        self._indexes[id(lookup)] = lookup, index
        return index

    def _some_rule_reads_text(self) -> bool:
        if self._has_texts is None:
            self._has_texts = any(
                TEXT in state.get(USER, {}) for states in self._rules() for state in states
            )
        return self._has_texts

    def _longest_rule(self) -> int:
        if self._longest is None:
            self._longest = max((len(states) for states in self._rules()), default=0)
        return self._longest

    def _rules(self) -> Iterator[list[State]]:
        for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH):
            for key in self.lookup.get(name, {}):
                yield self._rule_key_to_state(key)
