"""Reads how messages feel with any sequence classifier, tokenised by `transformers`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerBase

from amends.emotion.encoder.tokens import batches, clean
from amends.emotion.mapping import Labels
from amends.emotion.model import Emotion
from amends.emotion.networks import INPUTS, Integers, Network
from amends.emotion.odds import sigmoid, softmax
from amends.emotion.settling import NOTHING_SAID

LONGEST = 128
"""How many tokens of a message are read."""

BATCH = 32
"""How many messages go through the network at once."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TransformerEmotionModel:
    """An `EmotionModel` of a tokenizer, a network and what its labels mean.

    Attributes:
        tokenizer: Cuts messages into tokens.
        network: Reads them.
        labels: What it says about them.
    """

    tokenizer: PreTrainedTokenizerBase
    network: Network
    labels: Labels
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        """Read each text; see `EmotionModel.read`. One model reads all languages."""
        cleaned = [clean(text) for text, _ in zip(texts, languages, strict=True)]
        emotions = [NOTHING_SAID] * len(cleaned)
        tokens = self._tokens(cleaned)
        for places in batches(tokens, BATCH):
            rows = self.chances([tokens[place] for place in places])
            for place, row in zip(places, rows, strict=True):
                emotions[place] = self.labels.understand(row.tolist())
        return emotions

    def chances(self, tokens: Sequence[Sequence[int]]) -> Floats:
        """Return the probability of each label (columns) for each text (rows)."""
        logits = self.network.logits(self._padded(tokens)).astype(np.float64)
        return sigmoid(logits) if self.labels.several else softmax(logits)

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the tokens of each text; none for a text in which nothing is said."""
        if not any(texts):
            return [[] for _ in texts]
        # A tokenizer keeps how it truncates as its own state.
        with self._lock:
            cut = self.tokenizer(
                texts,
                truncation=True,
                max_length=min(LONGEST, self.tokenizer.model_max_length),
                return_special_tokens_mask=True,
                return_attention_mask=False,
                return_token_type_ids=False,
            )
        ids: list[list[int]] = cut["input_ids"]
        special: list[list[int]] = cut["special_tokens_mask"]
        return [one if not all(mask) else [] for one, mask in zip(ids, special, strict=True)]

    def _padded(self, tokens: Sequence[Sequence[int]]) -> dict[str, Integers]:
        longest = max(len(one) for one in tokens)
        ids = np.full((len(tokens), longest), self.tokenizer.pad_token_id or 0, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(tokens):
            left = self.tokenizer.padding_side == "left"
            columns = slice(longest - len(one), longest) if left else slice(len(one))
            ids[row, columns] = one
            mask[row, columns] = 1
        return dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
