"""Tells which language a customer writes in, steadily over a conversation.

The rule, in order:

1. Only the first 1000 characters are looked at; links, addresses, order numbers and other codes
   are taken out. Without a letter left, the conversation keeps its language (`prior`).
2. A script settles it: kana is Japanese, Han without kana Chinese (Japanese if a character is used
   in Japan only, or if the conversation is and the text is short and has no character used in
   China only), Devanagari Hindi, Arabic script Arabic. Arabic script with Persian or
   Urdu letters, and Devanagari without a single common Hindi word, are shown to langdetect. A
   script that no supported language uses is outside.
3. Latin letters: lingua's probabilities and the small words (`small_words.py`) are combined in a
   log-linear model, P(l) ~ lingua(l)^1.6 * exp(-2.5 * small words that l lacks) * prior(l). The
   weights are the maximum-likelihood fit that `benchmarks/language_weights.py` computes.
4. Of a conversation in some language it is assumed that 90 % of its messages go on in it. To leave
   it takes a posterior of 0.8 and, so that a brand or a quoted word does not do it, one of: four
   words; two small words of the new language that the old one lacks (in three words, if the old
   one is not written in Latin: `thank you` is said everywhere); one such word in two words and a
   posterior of 0.95.
5. It is outside if langdetect is sure of a language that Amends does not speak and at most 35 % of
   at least four different words are small words of any one supported language. Against a prior
   it has to be surer, and if lingua by itself gives the prior 0.8 or more, the text must have
   eight words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from language.cleaning import without_codes, words_of
from language.names import DEFAULT, SUPPORTED, base_code
from language.opinions import LangdetectOpinion, LinguaOpinion
from language.scripts import (
    LANGUAGE_OF_UNSPOKEN_SCRIPT,
    can_be_chinese,
    can_be_japanese,
    count_letters,
    han_characters,
    leading_script,
)
from language.small_words import (
    LATIN_LANGUAGES,
    known_small_words,
    lacks_common_hindi_words,
    romanised_hindi_words,
)

_ENOUGH_CHARACTERS = 1000

_LINGUA_WEIGHT = 1.6
_LINGUA_FLOOR = 0.005
_SMALL_WORD_WEIGHT = 2.5

_STAYS = 0.9
_SURE_TO_LEAVE = 0.8
_VERY_SURE_TO_LEAVE = 0.95
_TELLING_WORDS_TO_LEAVE = 2
_WORDS_TO_LEAVE_ANOTHER_SCRIPT = 3
_WORDS_TO_LEAVE = 4
_LIKELIER_THAN_NOT = 0.5
_THINKABLE = 0.1
_RELIABLE = 0.8
_RELIABLE_WORDS = 2

_OUTSIDE_WORDS = 4
_OUTSIDE_SMALL_WORD_SHARE = 0.35
_OUTSIDE_CONFIDENCE = 0.85
_OUTSIDE_CONFIDENCE_AGAINST_PRIOR = 0.99
_WORDS_AGAINST_LIKELY_PRIOR = 8
_LIKELY_PRIOR = 0.8

_SHORT_JAPANESE_IN_HAN = 8
_KANA_SHARE = 0.1
_ROMANISED_HINDI_SHARE = 0.4
_PERSIAN_AND_URDU_LETTERS = frozenset("پچژگکیٹڈڑںےہھۀ")


@dataclass(frozen=True)
class Identification:
    """What language a message is in."""

    language: str
    """The supported language to answer in."""

    confidence: float
    """Probability of that language, 0 to 1, the conversation's language taken into account."""

    reliable: bool
    """Whether the text itself bears it out; False where the prior or the default decided."""

    outside: str | None = None
    """ISO 639-1 code of the text's language if it is reliably one that Amends does not speak."""


class Identifier:
    """Identifies languages; loads the models of lingua and langdetect when constructed."""

    def __init__(self) -> None:
        self._lingua = LinguaOpinion()
        self._langdetect = LangdetectOpinion()

    def identify(self, text: str, *, prior: str | None = None) -> Identification:
        """Identify a message's language; `prior` is the conversation's language so far.

        The same text and prior always give the same answer. Never raises: without evidence the
        prior is kept, or English without one.
        """
        known = base_code(prior) if prior else None
        known = known if known in SUPPORTED else None
        cleaned = without_codes(text[:_ENOUGH_CHARACTERS])
        letters = count_letters(cleaned)
        script = leading_script(letters)
        if script is None:
            return _kept(known)
        if script in LANGUAGE_OF_UNSPOKEN_SCRIPT:
            return self._unspoken_script(cleaned, script, known)
        if script == "cjk":
            return _chinese_or_japanese(cleaned, letters, known)
        if script == "devanagari":
            return self._devanagari(cleaned, known)
        if script == "arabic":
            return self._arabic_script(cleaned, known)
        return self._latin(cleaned, known)

    def _unspoken_script(self, text: str, script: str, prior: str | None) -> Identification:
        guess = self._langdetect.of(text)
        usual = LANGUAGE_OF_UNSPOKEN_SCRIPT[script]
        likeliest = guess.language if guess and guess.language not in SUPPORTED else usual
        return _outside(likeliest, prior)

    def _devanagari(self, text: str, prior: str | None) -> Identification:
        words = words_of(text)
        if len(words) >= _OUTSIDE_WORDS and lacks_common_hindi_words(words):
            guess = self._langdetect.of(text)
            if guess and guess.language != "hi" and guess.confidence >= _OUTSIDE_CONFIDENCE:
                return _outside(guess.language, prior)
        return _settled("hi")

    def _arabic_script(self, text: str, prior: str | None) -> Identification:
        if not _PERSIAN_AND_URDU_LETTERS.isdisjoint(text):
            guess = self._langdetect.of(text)
            if guess and guess.language != "ar" and guess.confidence >= _OUTSIDE_CONFIDENCE:
                return _outside(guess.language, prior)
        return _settled("ar")

    def _latin(self, text: str, prior: str | None) -> Identification:
        words = words_of(text)
        if not words:
            return _kept(prior)
        hindi = romanised_hindi_words(words)
        if hindi >= _TELLING_WORDS_TO_LEAVE and hindi / len(words) >= _ROMANISED_HINDI_SHARE:
            return _settled("hi")
        small_words = known_small_words(words)
        lingua = self._lingua.of(text)
        posterior = _posterior(lingua, small_words, prior)
        if _may_be_outside(lingua, words, small_words, prior):
            guess = self._langdetect.of(text)
            needed = _OUTSIDE_CONFIDENCE if prior is None else _OUTSIDE_CONFIDENCE_AGAINST_PRIOR
            if guess and guess.language not in SUPPORTED and guess.confidence >= needed:
                return _outside(guess.language, prior)
        if prior is None:
            return _without_prior(posterior, words)
        return _with_prior(posterior, words, small_words, prior)


def _may_be_outside(
    lingua: Mapping[str, float],
    words: list[str],
    small_words: list[frozenset[str]],
    prior: str | None,
) -> bool:
    likely = prior is not None and lingua.get(prior, 0.0) >= _LIKELY_PRIOR
    different = {word for word in words if len(word) > 1}
    if len(different) < (_WORDS_AGAINST_LIKELY_PRIOR if likely else _OUTSIDE_WORDS):
        return False
    most = max(
        sum(language in languages for languages in small_words) for language in LATIN_LANGUAGES
    )
    return most / len(words) <= _OUTSIDE_SMALL_WORD_SHARE


def _without_prior(posterior: Mapping[str, float], words: list[str]) -> Identification:
    best = max(posterior, key=lambda language: posterior[language])
    if posterior[best] < _LIKELIER_THAN_NOT and posterior[DEFAULT] >= _THINKABLE:
        return Identification(DEFAULT, posterior[DEFAULT], reliable=False)
    return Identification(best, posterior[best], reliable=_bears_out(posterior[best], words))


def _with_prior(
    posterior: Mapping[str, float],
    words: list[str],
    small_words: list[frozenset[str]],
    prior: str,
) -> Identification:
    best = max(posterior, key=lambda language: posterior[language])
    sure = posterior[best]
    if best == prior:
        return Identification(prior, sure, reliable=_bears_out(sure, words))
    telling = sum(best in languages and prior not in languages for languages in small_words)
    if sure >= _SURE_TO_LEAVE and (
        len(words) >= _WORDS_TO_LEAVE
        or (telling >= _TELLING_WORDS_TO_LEAVE and len(words) >= _fewest_words_to_leave(prior))
        or (telling and len(words) >= _fewest_words_to_leave(prior) and sure >= _VERY_SURE_TO_LEAVE)
    ):
        return Identification(best, sure, reliable=True)
    return Identification(prior, posterior[prior], reliable=False)


def _fewest_words_to_leave(prior: str) -> int:
    return _TELLING_WORDS_TO_LEAVE if prior in LATIN_LANGUAGES else _WORDS_TO_LEAVE_ANOTHER_SCRIPT


def _bears_out(probability: float, words: list[str]) -> bool:
    return probability >= _RELIABLE and len(words) >= _RELIABLE_WORDS


def _posterior(
    lingua: Mapping[str, float], small_words: list[frozenset[str]], prior: str | None
) -> dict[str, float]:
    elsewhere = (prior,) if prior and prior not in LATIN_LANGUAGES else ()
    languages = (*LATIN_LANGUAGES, *elsewhere)
    scores = {
        language: _LINGUA_WEIGHT * math.log(lingua.get(language, 0.0) + _LINGUA_FLOOR)
        - _SMALL_WORD_WEIGHT * sum(language not in having for having in small_words)
        + _log_prior(language, prior, among=len(languages))
        for language in languages
    }
    highest = max(scores.values())
    weights = {language: math.exp(score - highest) for language, score in scores.items()}
    total = sum(weights.values())
    # lingua sums in no fixed order; the last digits would differ from call to call.
    return {language: round(weight / total, 6) for language, weight in weights.items()}


def _log_prior(language: str, prior: str | None, *, among: int) -> float:
    if prior is None:
        return 0.0
    return math.log(_STAYS if language == prior else (1 - _STAYS) / (among - 1))


def _chinese_or_japanese(
    text: str, letters: Mapping[str, int], prior: str | None
) -> Identification:
    han, kana = letters.get("han", 0), letters.get("kana", 0)
    if kana / (han + kana) >= _KANA_SHARE:
        return _settled("ja")
    characters = "".join(han_characters(text))
    if not can_be_japanese(characters):
        return _settled("zh")
    if not can_be_chinese(characters):
        return _settled("ja")
    if prior == "ja" and han <= _SHORT_JAPANESE_IN_HAN:
        return Identification("ja", _LIKELIER_THAN_NOT, reliable=False)
    return _settled("zh")


def _settled(language: str) -> Identification:
    return Identification(language, confidence=1.0, reliable=True)


def _kept(prior: str | None) -> Identification:
    return Identification(prior or DEFAULT, confidence=_STAYS if prior else 0.0, reliable=False)


def _outside(language: str, prior: str | None) -> Identification:
    return Identification(prior or DEFAULT, confidence=0.0, reliable=True, outside=language)
