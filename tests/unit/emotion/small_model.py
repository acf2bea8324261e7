"""Makes a small linear model by hand, so that tests need neither data nor training."""

from __future__ import annotations

import numpy as np

from amends.emotion.features import FeatureOptions, hash_ngrams
from amends.emotion.linear import OUTPUTS, LanguageModel, LinearEmotionModel, Vocabulary
from amends.emotion.model import EmotionName, Sentiment
from amends.emotion.overall import OverallWeights

OPTIONS = FeatureOptions(shortest=3, longest=3, words=1)
DESCRIBED = len(OUTPUTS) + 3


def small_model() -> LinearEmotionModel:
    """Return a model that knows `awful` and `lovely` in English and `fatal` in Spanish."""
    return LinearEmotionModel(
        options=OPTIONS,
        languages={
            "en": _language(
                {
                    "awful": (EmotionName.ANGER, Sentiment.NEGATIVE),
                    "lovely": (EmotionName.JOY, Sentiment.POSITIVE),
                }
            ),
            "es": _language({"fatal": (EmotionName.ANGER, Sentiment.NEGATIVE)}),
        },
        overall=OverallWeights(
            sentiment=tuple(
                tuple(float(output is name) for output in OUTPUTS) for name in Sentiment
            ),
            sentiment_biases=(0.0, 0.0, 0.0),
            intensity=(1.0, *(0.0,) * (DESCRIBED - 1)),
            intensity_bias=0.1,
        ),
        fallback="en",
    )


def _language(words: dict[str, tuple[EmotionName, Sentiment]]) -> LanguageModel:
    columns = {output: index for index, output in enumerate(OUTPUTS)}
    weight_of: dict[int, list[int]] = {}
    for word, outputs in words.items():
        for hashed in hash_ngrams(word, OPTIONS):
            weight_of[int(hashed)] = [columns[output] for output in outputs]
    hashes = np.array(sorted(weight_of), dtype=np.uint32)
    weights = np.zeros((len(hashes), len(OUTPUTS)), dtype=np.int8)
    for row, hashed in enumerate(hashes):
        weights[row, weight_of[int(hashed)]] = 100
    biases = np.full(len(OUTPUTS), -2.0, dtype=np.float32)
    biases[columns[Sentiment.NEUTRAL]] = 0.0
    return LanguageModel(
        vocabulary=Vocabulary(hashes, np.ones(len(hashes), dtype=np.float32)),
        weights=weights,
        scales=np.full(len(OUTPUTS), 0.02, dtype=np.float32),
        biases=biases,
        thresholds=np.full(len(EmotionName), 0.5, dtype=np.float32),
    )
