"""Makes labelled texts in which one word says what is felt."""

from __future__ import annotations

from amends.emotion.datasets import Example, Source
from amends.emotion.model import NEGATIVE_EMOTIONS, EmotionName, Sentiment

WORDS = {
    EmotionName.ANGER: "outrage",
    EmotionName.DISGUST: "revolting",
    EmotionName.FEAR: "scared",
    EmotionName.JOY: "wonderful",
    EmotionName.SADNESS: "weeping",
    EmotionName.SURPRISE: "unexpected",
}
FILLERS = ("today", "my friend", "the train", "at home", "again", "in town", "you know", "at last")


def example(text: str, *present: EmotionName, source: Source, without: str = "") -> Example:
    positive = EmotionName.JOY in present
    negative = bool(NEGATIVE_EMOTIONS & {*present})
    sentiment = Sentiment.NEUTRAL
    if positive or negative:
        sentiment = Sentiment.POSITIVE if positive else Sentiment.NEGATIVE
    return Example(
        text=text,
        language="en",
        source=source,
        subset=source.value,
        emotions=tuple(None if name == without else name in present for name in EmotionName),
        sentiment=sentiment,
        intensity=2 / 3 if present else 0.0,
    )


def examples(source: Source, *, without: str = "") -> tuple[Example, ...]:
    felt = [
        example(f"{word} {filler} {number}", name, source=source, without=without)
        for name, word in WORDS.items()
        for number, filler in enumerate(FILLERS)
        if name != without
    ]
    plain = [
        example(f"{one} {other}", source=source, without=without)
        for one in FILLERS
        for other in FILLERS[:4]
    ]
    return (*felt, *plain)
