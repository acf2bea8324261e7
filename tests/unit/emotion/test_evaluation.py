from __future__ import annotations

from collections.abc import Sequence

from amends.emotion.datasets import Source
from amends.emotion.evaluation import evaluate
from amends.emotion.model import Emotion, EmotionName, Sentiment
from amends.emotion.settling import NOTHING_SAID
from tests.unit.emotion.feelings import feeling
from tests.unit.emotion.labelled import WORDS, examples

SENTIMENTS = {EmotionName.JOY: Sentiment.POSITIVE, EmotionName.SURPRISE: Sentiment.NEUTRAL}


class Knowing:
    """Knows all the words but those for fear, which it takes for anger."""

    def read(self, texts: Sequence[str], languages: Sequence[str]) -> list[Emotion]:
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Emotion:
        for name, word in WORDS.items():
            if word in text:
                taken = EmotionName.ANGER if name is EmotionName.FEAR else name
                return feeling(taken, sentiment=SENTIMENTS.get(taken, Sentiment.NEGATIVE))
        return NOTHING_SAID


def test_that_a_model_is_measured_where_there_are_labels() -> None:
    figures = evaluate(Knowing(), examples(Source.BRIGHTER, without="disgust"))

    assert set(figures.emotions) == set(EmotionName) - {EmotionName.DISGUST}
    assert figures.emotions[EmotionName.JOY] == 100.0
    assert figures.emotions[EmotionName.FEAR] == 0.0
    assert 60 < figures.emotions[EmotionName.ANGER] < 70
    assert 70 < figures.macro_f1 < 75
    assert figures.sentiment == 100.0
    assert figures.intensity is not None
    assert figures.intensity > 0.8
