"""Says what surrounds a customer's message: which earlier ones nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.conversations.model import Author

PATIENCE = timedelta(minutes=2)
"""A message that has had no answer for so long counts as unanswered."""

NO_ANSWERS = frozenset(
    {
        "utter_not_understood_here",
        "utter_offer_person",
        "utter_please_rephrase",
        "utter_something_went_wrong",
    }
)
"""What the assistant says when it has no answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the log, as far as it matters here.

    Attributes:
        author: Who said it.
        at: When.
        wording: The key of its wording, if the assistant said it.
    """

    author: Author
    at: datetime
    wording: str | None = None


def count_unanswered(earlier: Iterable[Said], at: datetime) -> int:
    """Return how many of the customer's messages nobody has answered.

    A message is answered when a person or the assistant says something to it. It is not when the
    assistant says that it has no answer, nor by what the system announces, and not after two
    minutes of silence; before, the answer may just be under way.

    Args:
        earlier: What was said before the message, in order.
        at: When the message came.
    """
    left_over, waiting = 0, list[datetime]()
    for said in earlier:
        if said.author is Author.CUSTOMER:
            waiting.append(said.at)
        elif said.author is Author.ASSISTANT and said.wording in NO_ANSWERS:
            left_over += len(waiting)
            waiting.clear()
        elif said.author is not Author.SYSTEM:
            left_over = 0
            waiting.clear()
    return left_over + sum(at - since >= PATIENCE for since in waiting)
