"""Trains the emotion model that ships, language by language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Ridge

from amends.emotion.corpus import Corpus
from amends.emotion.intensity import IntensityWeights, describe
from amends.emotion.language_training import TrainedLanguage, train_language
from amends.emotion.linear import LinearEmotionModel
from amends.emotion.machines import TrainingOptions

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Training:
    """What came out of a training.

    Attributes:
        model: What ships.
        shares: Which share of the auxiliary texts' machines each language took.
    """

    model: LinearEmotionModel
    shares: Mapping[str, float]


def train(
    corpora: Mapping[str, Corpus],
    options: TrainingOptions,
    *,
    progress: Callable[[str], None],
) -> Training:
    """Train a model for each language and what all share.

    Args:
        corpora: The texts, by language code; English must be among them.
        options: How.
        progress: Told each language's code when it is done.
    """
    trained: dict[str, TrainedLanguage] = {}
    for language, corpus in corpora.items():
        trained[language] = train_language(corpus.main, corpus.auxiliary, options)
        progress(language)
    model = LinearEmotionModel(
        options=options.features,
        languages={language: result.model for language, result in trained.items()},
        intensity=_fit_intensity(corpora, trained),
        fallback=FALLBACK,
    )
    return Training(model, {language: result.share for language, result in trained.items()})


def _fit_intensity(
    corpora: Mapping[str, Corpus], trained: Mapping[str, TrainedLanguage]
) -> IntensityWeights:
    """Fit intensity to what the models said of texts that they had not seen."""
    described, strengths = [], []
    for language, corpus in corpora.items():
        for example, chances in zip(corpus.main, trained[language].held_out, strict=True):
            if example.intensity is not None:
                described.append(describe(chances, example.text))
                strengths.append(example.intensity)
    line = Ridge(alpha=1.0).fit(np.array(described), np.array(strengths))
    return IntensityWeights(tuple(float(weight) for weight in line.coef_), float(line.intercept_))
