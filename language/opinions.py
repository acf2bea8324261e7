"""The two libraries that judge a text by its letters, each asked for what it is good at.

lingua knows the supported languages in Latin letters best; loading only those six keeps it small.
langdetect knows 55 languages and is asked whether a text is in one that Amends does not speak.
"""

from __future__ import annotations

from typing import NamedTuple

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from lingua import IsoCode639_1, LanguageDetectorBuilder

from language.names import base_code
from language.small_words import LATIN_LANGUAGES

_SEED = 0


class Guess(NamedTuple):
    """A language and how sure a library is of it, 0 to 1."""

    language: str
    confidence: float


class LinguaOpinion:
    """lingua, restricted to the supported languages written in Latin letters."""

    def __init__(self) -> None:
        codes = [IsoCode639_1.from_str(code) for code in LATIN_LANGUAGES]
        self._detector = (
            LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
            .with_preloaded_language_models()
            .build()
        )

    def of(self, text: str) -> dict[str, float]:
        """Return the probability of each language, 0 to 1, summing to 1."""
        return {
            found.language.iso_code_639_1.name.lower(): found.value
            for found in self._detector.compute_language_confidence_values(text)
        }


class LangdetectOpinion:
    """langdetect with all of its profiles; the same text always gets the same answer."""

    def __init__(self) -> None:
        self._factory = DetectorFactory()
        self._factory.load_profile(PROFILES_DIRECTORY)

    def of(self, text: str) -> Guess | None:
        """Return the likeliest of 55 languages, or None if the text has no letters it knows."""
        detector = self._factory.create()
        detector.seed = _SEED
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:
            return None
        if not found:
            return None
        return Guess(language=base_code(found[0].lang), confidence=float(found[0].prob))
