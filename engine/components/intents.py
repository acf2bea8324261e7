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
        `reads`: how many characters of a message count; what it wants comes early.
        `ranking`: how many of the likeliest intents a message keeps.
        `seed`: of the shuffles in training.
        """
        return {
            "words": 2,
            "characters": [2, 5],
            "cost": 1.0,
            "emphasis": 1.5,
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
        """Set the intent and the likeliest intents of every message that has a text.

        What has neither a letter nor an emoji (`???`, `12345678`) has no intent.
        """
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not text:
                continue
            plain = normalise(text[: self._config["reads"]])
            ranking = self._ranking(self._model, plain) if says_something(plain) else []
            message.set(INTENT, ranking[0] if ranking else _NOTHING, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, model: LinearModel, text: str) -> list[dict[str, Any]]:
        chances = model.probabilities(self._features(text))
        best = chances.argsort()[::-1][: self._config["ranking"]]
        return [
            {
                INTENT_NAME_KEY: model.labels[place],
                PREDICTED_CONFIDENCE_KEY: round(float(chances[place]), 4),
            }
            for place in best
        ]

    def _features(self, text: str) -> list[str]:
        least, most = self._config["characters"]
        return list(ngrams(text, words=self._config["words"], characters=(least, most)))
