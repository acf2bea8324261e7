"""Fits the two weights of `language/identification.py`, and says what each of them is worth.

Usage: python -m benchmarks.language_weights DATA [--texts 300]

DATA is the folder that `benchmarks/language.py` describes. The model is a conditional logit: the
score of a language is `a * log(lingua's probability) - b * (small words that the language lacks)`,
and a and b maximise the likelihood of one half of the texts. The other half is held out.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.language import Sample, read_all, sample
from language.cleaning import without_codes, words_of
from language.opinions import LinguaOpinion
from language.small_words import LATIN_LANGUAGES, known_small_words

FLOOR = 0.005
Features = npt.NDArray[np.float64]


def main() -> None:
    """Print the weights and how well they do with and without the small words."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--texts", type=int, default=300, help="of each language and length")
    options = arguments.parse_args()
    everything = list(read_all(options.data))
    lingua = LinguaOpinion()
    (fitted, fitted_answers), (held_out, held_out_answers) = (
        prepared(sample(everything, options.texts, half), lingua) for half in (0, 1)
    )
    for name, columns in (("lingua alone", [0]), ("lingua and small words", [0, 1])):
        weights = minimize(
            lambda w, c=columns: loss(w, fitted[:, :, c], fitted_answers), np.ones(len(columns))
        ).x
        chosen = (held_out[:, :, columns] @ weights).argmax(axis=1)
        print(
            f"{name}: weights {', '.join(f'{weight:.2f}' for weight in weights)};"
            f" held out: log loss {loss(weights, held_out[:, :, columns], held_out_answers):.4f},"
            f" right {100 * (chosen == held_out_answers).mean():.1f} %"
        )


def prepared(samples: list[Sample], lingua: LinguaOpinion) -> tuple[Features, npt.NDArray[np.intp]]:
    """Return the features (text, language, feature) and the index of each text's language."""
    latin = [one for one in samples if one.language in LATIN_LANGUAGES]
    features = [features_of(without_codes(one.text), lingua) for one in latin]
    answers = [LATIN_LANGUAGES.index(one.language) for one in latin]
    return np.array(features), np.array(answers)


def features_of(text: str, lingua: LinguaOpinion) -> list[list[float]]:
    """Return, for each language, the logarithm of lingua's probability and minus the misses."""
    probabilities = lingua.of(text)
    small_words = known_small_words(words_of(text))
    return [
        [
            math.log(probabilities[language] + FLOOR),
            -float(sum(language not in having for having in small_words)),
        ]
        for language in LATIN_LANGUAGES
    ]


def loss(
    weights: npt.NDArray[np.float64], features: Features, answers: npt.NDArray[np.intp]
) -> float:
    """Return the mean negative log likelihood of the right languages."""
    scores = features @ weights
    scores -= scores.max(axis=1, keepdims=True)
    right = scores[np.arange(len(answers)), answers]
    return float((np.log(np.exp(scores).sum(axis=1)) - right).mean())


if __name__ == "__main__":
    main()
