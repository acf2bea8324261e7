"""What the encoder's heads say, in the order of their numbers; those of other sets do not ship."""

from __future__ import annotations

from amends.emotion.datasets import Source
from amends.emotion.model import EmotionName, Sentiment

EMOTIONS = slice(0, len(EmotionName))
"""The six emotions as BRIGHTER and the support messages mean them, as log-odds."""

SENTIMENTS = slice(EMOTIONS.stop, EMOTIONS.stop + len(Sentiment))
"""The three sentiments, as logits that a softmax turns into probabilities."""

INTENSITY = SENTIMENTS.stop
"""The intensity, as log-odds of its value."""

SHIPPED = INTENSITY + 1
"""How many outputs ship; the heads after them serve training only."""

VECTOR = slice(SHIPPED, None)
"""Where, in what a teacher says, the vector stands from which its numbers follow."""

TRAINED = SHIPPED + 2 * len(EmotionName)
"""How many outputs are trained."""

FIRST_EMOTION = {
    Source.BRIGHTER: 0,
    Source.SUPPORT: 0,
    Source.SPLICED: 0,
    Source.XED: SHIPPED,
    Source.GOEMOTIONS: SHIPPED + len(EmotionName),
}
"""Where the six emotions of each set start: the sets disagree on what an emotion is."""
