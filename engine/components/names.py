"""Finds what customers name in words: products, and which of several orders they mean.

A linear-chain conditional random field (Lafferty et al. 2001) over the words of a message and
their neighbours; python-crfsuite does the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.features import normalise

_FILE = "names.crfsuite"
_OUTSIDE, _BEGIN, _INSIDE = "O", "B", "I"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class NameExtractor(GraphComponent):
    """Extracts the annotated entities that follow no pattern, as `entities` lists them."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        tagger: pycrfsuite.Tagger | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._tagger = tagger

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Name the settings.

        `entities`: those learned from the annotated examples. `closed`: those of them whose values
        are a fixed set, learned value by value. `outside`: how probable it has to be that a word
        belongs to no name, so that it is left out. `iterations`, `l1`, `l2`: of the training.
        """
        return {
            "entities": ["product", "reference"],
            "closed": ["reference"],
            "outside": 0.6,
            "iterations": 150,
            "l1": 0.05,
            "l2": 0.01,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NameExtractor:
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
    ) -> NameExtractor:
        """Read what training wrote; without any annotated example nothing is ever found."""
        with model_storage.read_from(resource) as folder:
            file = folder / _FILE
            tagger = None
            if file.exists():
                tagger = pycrfsuite.Tagger()
                tagger.open(str(file))
            return cls(config, model_storage, resource, tagger)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the annotated examples, and write what was learned."""
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params(
            {
                "c1": self._config["l1"],
                "c2": self._config["l2"],
                "max_iterations": self._config["iterations"],
            }
        )
        names = 0
        for example in training_data.nlu_examples:
            tokens = example.get(TOKENS_NAMES[TEXT]) or []
            if tokens:
                tags = self._tags(tokens, example.get(ENTITIES) or [])
                names += sum(tag != _OUTSIDE for tag in tags)
                trainer.append(word_features(tokens), tags)
        with self._storage.write_to(self._resource) as folder:
            if names:
                trainer.train(str(Path(folder) / _FILE))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the names found to every message, beside the entities that are there already."""
        for message in messages:
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            if self._tagger is None or not tokens:
                continue
            known = message.get(ENTITIES, [])
            taken = [(one[ENTITY_ATTRIBUTE_START], one[ENTITY_ATTRIBUTE_END]) for one in known]
            found = [
                one
                for one in self._names(self._tagger, message.get(TEXT), tokens)
                if not any(
                    one[ENTITY_ATTRIBUTE_START] < end and start < one[ENTITY_ATTRIBUTE_END]
                    for start, end in taken
                )
            ]
            message.set(ENTITIES, [*known, *found], add_to_output=True)
        return messages

    def _tags(self, tokens: Sequence[Token], entities: Sequence[dict[str, Any]]) -> list[str]:
        tags = [_OUTSIDE] * len(tokens)
        for entity in entities:
            kind = entity[ENTITY_ATTRIBUTE_TYPE]
            if kind not in self._config["entities"]:
                continue
            if kind in self._config["closed"]:
                kind = f"{kind}={entity[ENTITY_ATTRIBUTE_VALUE]}"
            start, end = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
            inside = [n for n, t in enumerate(tokens) if start <= t.start and t.end <= end]
            for place in inside:
                tags[place] = f"{_BEGIN if place == inside[0] else _INSIDE}-{kind}"
        return tags

    def _names(
        self, tagger: pycrfsuite.Tagger, text: str, tokens: Sequence[Token]
    ) -> Iterator[dict[str, Any]]:
        tags = self._likely(tagger, tagger.tag(word_features(tokens)))
        for first, last, kind in _spans(tags):
            start, end = tokens[first].start, tokens[last].end
            entity, _, value = kind.partition("=")
            yield {
                ENTITY_ATTRIBUTE_TYPE: entity,
                ENTITY_ATTRIBUTE_START: start,
                ENTITY_ATTRIBUTE_END: end,
                ENTITY_ATTRIBUTE_VALUE: value or text[start:end],
                ENTITY_ATTRIBUTE_CONFIDENCE: round(tagger.marginal(tags[first], first), 3),
                EXTRACTOR: type(self).__name__,
            }

    def _likely(self, tagger: pycrfsuite.Tagger, tags: Sequence[str]) -> list[str]:
        """Return the likeliest tags, with names where leaving a word out is too doubtful."""
        names = [label for label in tagger.labels() if label != _OUTSIDE]
        likely: list[str] = []
        for place, tag in enumerate(tags):
            if tag != _OUTSIDE or tagger.marginal(_OUTSIDE, place) > self._config["outside"]:
                likely.append(tag)
                continue
            chances = {label: tagger.marginal(label, place) for label in names}
            best = max(names, key=chances.__getitem__)
            kind = best[len(_BEGIN) + 1 :]
            goes_on = bool(likely) and likely[-1] != _OUTSIDE and likely[-1].endswith(f"-{kind}")
            likely.append(f"{_INSIDE if goes_on else _BEGIN}-{kind}")
        return likely


def word_features(tokens: Sequence[Token]) -> list[list[str]]:
    """Return what is known of each word: itself, its ends, its shape and its neighbours."""
    words = [normalise(token.text) for token in tokens]
    features = []
    for place, (token, word) in enumerate(zip(tokens, words, strict=True)):
        own = [
            "bias",
            f"w={word}",
            f"p3={word[:3]}",
            f"s3={word[-3:]}",
            f"s2={word[-2:]}",
            f"upper={token.text[:1].isupper()}",
            f"shape={_shape(token.text)}",
        ]
        for offset in (-2, -1, 1, 2):
            other = place + offset
            near = words[other] if 0 <= other < len(words) else ("<s>" if offset < 0 else "</s>")
            own += [f"w{offset}={near}"]
            if offset in (-1, 1):
                own += [f"s{offset}={near[-3:]}"]
        own.append(f"before={'_'.join(words[max(0, place - 2) : place])}")
        features.append(own)
    return features


def _shape(word: str) -> str:
    if word.isdigit():
        return "digits"
    if any(character.isdigit() for character in word):
        return "mixed"
    return "word" if word.isalpha() else "sign"


def _spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first place, last place, kind) of each run of tags."""
    first: int | None = None
    for place, tag in enumerate([*tags, _OUTSIDE]):
        continues = first is not None and tag == f"{_INSIDE}-{tags[first][2:]}"
        if first is not None and not continues:
            yield first, place - 1, tags[first][2:]
            first = None
        if first is None and tag != _OUTSIDE:
            first = place
    return
