"""Splits a message into words the way its language does: spaCy's blank language classes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from engine.importer import LANGUAGE
from language import DEFAULT, SUPPORTED


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LanguageTokenizer(Tokenizer):
    """Chinese is split into characters, Japanese by Sudachi, the rest at spaces and by rules."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The keys that Rasa's `Tokenizer` needs; intents are never split here."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be importable."""
        return ["spacy", "sudachipy"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of a message's attribute, with their places in its text."""
        return words_of(message.get(attribute), message.get(LANGUAGE) or DEFAULT)


def words_of(text: str, language: str) -> list[Token]:
    """Return the words of a text in a supported language; whitespace is left out."""
    document = _blank(language if language in SUPPORTED else DEFAULT).make_doc(text)
    return [Token(word.text, word.idx) for word in document if not word.is_space]


@lru_cache(maxsize=len(SUPPORTED))
def _blank(language: str) -> Language:
    return spacy.blank(language)
