"""Makes an `Emotion` of how likely each feeling is: which are present, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from amends.emotion.model import NEGATIVE_EMOTIONS, Emotion, EmotionName, Score, Sentiment

MAJORITY = 0.5
"""Where neutral sentiment is this likely, a negative emotion less likely than this is not present.

Thresholds are low for emotions that are rare or hard to see; in a plain question, what is above
them is noise.
"""

NOTHING_SAID = Emotion(
    sentiment=Sentiment.NEUTRAL,
    sentiment_scores={Sentiment.NEGATIVE: 0.0, Sentiment.NEUTRAL: 1.0, Sentiment.POSITIVE: 0.0},
    emotions={name: Score(score=0.0, present=False) for name in EmotionName},
    intensity=0.0,
)
"""How a message without a single character feels."""


def settle(
    chances: Sequence[float],
    thresholds: Sequence[float],
    sentiments: Sequence[float],
    intensity: float,
) -> Emotion:
    """Return how a message feels.

    Args:
        chances: Probability of each emotion, in the order of `EmotionName`.
        thresholds: From which probability on each is present.
        sentiments: Probability of each sentiment, in the order of `Sentiment`; their sum is 1.
        intensity: 0..1.
    """
    shares = dict(zip(Sentiment, (float(share) for share in sentiments), strict=True))
    calm = shares[Sentiment.NEUTRAL] >= MAJORITY
    return Emotion(
        sentiment=max(shares, key=lambda name: shares[name]),
        sentiment_scores=shares,
        emotions={
            name: Score(
                score=float(chance),
                present=bool(chance >= threshold)
                and not (calm and name in NEGATIVE_EMOTIONS and chance < MAJORITY),
            )
            for name, chance, threshold in zip(EmotionName, chances, thresholds, strict=True)
        },
        intensity=intensity,
    )
