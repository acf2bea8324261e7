"""Reads how messages feel with the encoder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from amends.emotion.encoder.calibration import Calibration
from amends.emotion.encoder.tokens import Tokens, tokenize
from amends.emotion.model import Emotion
from amends.emotion.networks import OnnxNetwork
from amends.emotion.odds import Floats
from amends.emotion.settling import NOTHING_SAID

MOST_THREADS = 4
"""How many messages are read at the same time, if there are so many processors.

Each goes through the network by itself: that costs no more than together, and what a message is
read as does not depend on what comes with it.
"""


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network with what cuts messages into its tokens.

    Attributes:
        tokenizer: Gives at most as many tokens as the network reads.
        network: Gives `outputs.SHIPPED` numbers for each text.
    """

    tokenizer: Tokenizer
    network: OnnxNetwork

    def say(self, texts: Sequence[str]) -> list[Floats | None]:
        """Return what it says of each text; None of one in which nothing is said."""
        tokens = tokenize(self.tokenizer, texts)
        if len(tokens) == 1:
            return [self._say(tokens[0])]
        with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as pool:
            return list(pool.map(self._say, tokens))

    def _say(self, tokens: Tokens) -> Floats | None:
        if not tokens:
            return None
        ids = np.array([tokens], dtype=np.int64)
        return np.asarray(self.network.logits({"input_ids": ids})[0], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class EncoderEmotionModel:
    """An `EmotionModel` of one encoder for all languages.

    Attributes:
        encoder: What reads messages.
        calibration: How what it says becomes an emotion.
    """

    encoder: Encoder
    calibration: Calibration

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        """Read each text; see `EmotionModel.read`."""
        return [
            NOTHING_SAID if said is None else self.calibration.emotion(said, language)
            for said, language in zip(self.encoder.say(texts), languages, strict=True)
        ]
