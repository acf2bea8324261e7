"""Reads the project's own labelled support messages, one file for each language.

The public sets hold tweets, comments and film lines: nobody in them asks where an order is. Without
such messages a plain request reads as whatever its words go with elsewhere. The files in `support/`
have three columns: emotions ("none" or several with commas), their strength 0..3, the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from amends.emotion.datasets import Example, Source
from amends.emotion.model import NEGATIVE_EMOTIONS, EmotionName, Sentiment
from amends.errors import ConfigurationError

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja")
_STRONGEST = 3


def read_support(language: str) -> Iterator[Example]:
    """Yield the support messages of one of `LANGUAGES`.

    Raises:
        ConfigurationError: If a line is not as described.
    """
    file = resources.files("amends.emotion") / "support" / f"{language}.tsv"
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            names, strength, text = line.split("\t")
            present = {EmotionName(name) for name in names.split(",") if name != "none"}
            intensity = int(strength) / _STRONGEST
        except ValueError as error:
            raise ConfigurationError(
                f"Line {number} of support/{language}.tsv is not emotions, strength, message."
            ) from error
        yield Example(
            text=text,
            language=language,
            source=Source.SUPPORT,
            subset="support",
            emotions=tuple(name in present for name in EmotionName),
            sentiment=_sentiment(present),
            intensity=intensity,
        )


def _sentiment(present: set[EmotionName]) -> Sentiment | None:
    if present & NEGATIVE_EMOTIONS:
        return Sentiment.NEGATIVE
    if EmotionName.JOY in present:
        return Sentiment.POSITIVE
    return None if present else Sentiment.NEUTRAL
