"""Makes emotions by hand, for tests that need one of a kind."""

from __future__ import annotations

from amends.emotion.model import Emotion, EmotionName, Score, Sentiment


def feeling(
    *present: EmotionName,
    sentiment: Sentiment = Sentiment.NEUTRAL,
    score: float = 0.8,
    intensity: float = 0.6,
) -> Emotion:
    """Return an emotion with the named ones present at a score, the others at 0.05."""
    others = [name for name in Sentiment if name is not sentiment]
    return Emotion(
        sentiment=sentiment,
        sentiment_scores={sentiment: 0.94, **dict.fromkeys(others, 0.03)},
        emotions={
            name: Score(score, True) if name in present else Score(0.05, False)
            for name in EmotionName
        },
        intensity=intensity,
    )


ANGRY = feeling(EmotionName.ANGER, sentiment=Sentiment.NEGATIVE)
CALM = feeling(intensity=0.0)
GLAD = feeling(EmotionName.JOY, sentiment=Sentiment.POSITIVE)
SAD = feeling(EmotionName.SADNESS, sentiment=Sentiment.NEGATIVE)
AFRAID = feeling(EmotionName.FEAR, sentiment=Sentiment.NEGATIVE)
