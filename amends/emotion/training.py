"""Trains the emotion model that ships, language by language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

from amends.emotion.corpus import Corpus
from amends.emotion.datasets import Source
from amends.emotion.language_training import TrainedLanguage, train_language
from amends.emotion.linear import LinearEmotionModel
from amends.emotion.machines import Floats, TrainingOptions
from amends.emotion.model import Sentiment
from amends.emotion.odds import log_odds
from amends.emotion.overall import OverallWeights, describe

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Training:
    """What came out of a training.

    Attributes:
        model: What ships.
        shares: Which share of the auxiliary texts' machines each language took.
        held_out: By language, what was said of each main text by a model that had not seen it:
            the probabilities of `linear.OUTPUTS`, one row a text.
    """

    model: LinearEmotionModel
    shares: Mapping[str, float]
    held_out: Mapping[str, Floats]


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
    return assemble(corpora, trained, options)


def assemble(
    corpora: Mapping[str, Corpus], trained: Mapping[str, TrainedLanguage], options: TrainingOptions
) -> Training:
    """Make one model of the languages' models.

    Args:
        corpora: The texts that each language was trained on.
        trained: What came out of it.
        options: How it was trained.
    """
    model = LinearEmotionModel(
        options=options.features,
        languages={language: result.model for language, result in trained.items()},
        overall=_fit_overall(corpora, trained, options),
        fallback=FALLBACK,
    )
    return Training(
        model=model,
        shares={language: result.share for language, result in trained.items()},
        held_out={language: result.held_out for language, result in trained.items()},
    )


def _fit_overall(
    corpora: Mapping[str, Corpus],
    trained: Mapping[str, TrainedLanguage],
    options: TrainingOptions,
) -> OverallWeights:
    """Fit sentiment and intensity to what the models said of texts that they had not seen."""
    held_out = [
        (example, chances)
        for language, corpus in corpora.items()
        for example, chances in zip(corpus.main, trained[language].held_out, strict=True)
    ]
    felt = [(e, chances) for e, chances in held_out if e.sentiment is not None]
    sentiment = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(
        np.array([log_odds(chances) for _, chances in felt]),
        [[*Sentiment].index(e.sentiment) for e, _ in felt],
        [options.overall_support_count if e.source is Source.SUPPORT else 1.0 for e, _ in felt],
    )
    strong = [(e, chances) for e, chances in held_out if e.intensity is not None]
    intensity = Ridge(alpha=1.0).fit(
        np.array([describe(chances, e.text) for e, chances in strong]),
        np.array([e.intensity for e, _ in strong]),
    )
    return OverallWeights(
        sentiment=tuple(tuple(float(weight) for weight in row) for row in sentiment.coef_),
        sentiment_biases=tuple(float(bias) for bias in sentiment.intercept_),
        intensity=tuple(float(weight) for weight in intensity.coef_),
        intensity_bias=float(intensity.intercept_),
    )
