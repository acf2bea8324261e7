"""Tells what a customer wants: one of the intents, with how sure that is."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.features import ngrams, normalise, says_something
from engine.components.linear import LinearModel, train
from engine.components.wishes import Wish, wishes_in

WISHES = "wishes"
"""The attribute of a message that lists its wishes beside the first one."""

_RUN = 3
"""Letters in a run by which gibberish is told: real words of a language share most of theirs."""

_NOTHING = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies by the words and letter runs of a message, in every language at once."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Name the settings.

        `words`, `characters`: the n-grams, see `engine.components.features.ngrams`.
        `cost`: what a wrong training example costs (C of the support vector machine).
        `emphasis`: how much more words count than characters.
        `familiar`: which share of a text's letter runs has to be known; below, it is gibberish.
        `reads`: how many characters of a message count; what it wants comes early.
        `ranking`: how many of the likeliest intents a message keeps.
        `seed`: of the shuffles in training.
        """
        return {
            "words": 2,
            "characters": [2, 5],
            "cost": 1.0,
            "emphasis": 1.5,
            "familiar": 0.35,
            "reads": 1000,
            "ranking": 6,
            "seed": 7,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Create the component, not trained yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Read what training wrote."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have an intent, and write what was learned."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        self._model = train(
            [self._features(normalise(one.get(TEXT))) for one in examples],
            [one.get(INTENT) for one in examples],
            cost=self._config["cost"],
            emphasis=self._config["emphasis"],
            seed=self._config["seed"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the likeliest intents and further wishes of every message with a text.

        What has neither a letter nor an emoji (`???`, `12345678`) has no intent. Of several wishes
        the one that has to be acted on first is the intent.
        """
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not text:
                continue
            read = text[: self._config["reads"]]
            ranking = self._ranking(self._model, read)
            wishes = self._wishes(self._model, read)
            if any(wish.of_its_own for wish in wishes[1:]):
                ranking = _led_by(wishes[0], ranking)
            message.set(INTENT, ranking[0] if ranking else _NOTHING, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            others = [w for w in wishes if w.intent != ranking[0][INTENT_NAME_KEY]]
            message.set(WISHES, [_as_json(wish) for wish in others], add_to_output=True)
        return messages

    def _ranking(self, model: LinearModel, text: str) -> list[dict[str, Any]]:
        chances = self._chances(model, text)
        best = sorted(chances, key=lambda intent: -chances[intent])[: self._config["ranking"]]
        return [_entry(intent, chances[intent]) for intent in best]

    def _wishes(self, model: LinearModel, text: str) -> tuple[Wish, ...]:
        known: dict[str, dict[str, float]] = {}

        def chances(part: str) -> dict[str, float]:
            if part not in known:
                known[part] = self._chances(model, part)
            return known[part]

        return wishes_in(text, chances)

    def _chances(self, model: LinearModel, text: str) -> dict[str, float]:
        """Return how likely each intent is; nothing for a text that says nothing.

        Gibberish is doubted: its chances do not add up to 1 but to what of it is known.
        """
        plain = normalise(text)
        if not says_something(plain):
            return {}
        known = model.familiarity(ngrams(plain, words=1, characters=(_RUN, _RUN)))
        doubt = 1.0 if known >= self._config["familiar"] else known
        chances = doubt * model.probabilities(self._features(plain))
        return dict(zip(model.labels, map(float, chances), strict=True))

    def _features(self, text: str) -> list[str]:
        least, most = self._config["characters"]
        return list(ngrams(text, words=self._config["words"], characters=(least, most)))


def _led_by(first: Wish, ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a ranking in which a wish comes first, and the others share what is left."""
    others = [one for one in ranking if one[INTENT_NAME_KEY] != first.intent]
    left = 1 - first.confidence
    return [
        _entry(first.intent, first.confidence),
        *(
            _entry(one[INTENT_NAME_KEY], one[PREDICTED_CONFIDENCE_KEY] * left)
            for one in others[: len(ranking) - 1]
        ),
    ]


def _entry(intent: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: round(confidence, 4)}


def _as_json(wish: Wish) -> dict[str, Any]:
    return {
        "intent": wish.intent,
        "text": wish.text,
        "start": wish.start,
        "end": wish.end,
        "of_its_own": wish.of_its_own,
    }
