"""Finds out what surrounds a customer's message, and asks the database only when it has to.

What a turn leaves behind is kept with the conversation's frustration: whether the message was left
without an answer, and whether the customer may have come about it before. In the usual turn neither
is so, and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from amends.conversations import store
from amends.conversations.model import Conversation, InboxItem, Mode, Reply
from amends.conversations.unanswered import NO_ANSWERS, count_unanswered
from amends.storage.database import Database
from amends.storage.types import JsonValue
from language import PROBLEMS

_SEARCHED = 40
_LEFT, _KNOWN, _REPORTED = "left_unanswered", "customer_known", "problem_reported"


class CountContacts(Protocol):
    """Counts how often a customer came about the same issue before."""

    def __call__(self, conversation: Conversation) -> int:
        """Return the number of other conversations about what this one is about."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around a message.

    Attributes:
        unanswered: The customer's earlier messages that nobody has answered.
        earlier_contacts: Other conversations about the same; 0 where that was not asked again.
    """

    unanswered: int = 0
    earlier_contacts: int = 0


class Circumstances:
    """Finds out what surrounds a message, and what the next one has to know."""

    def __init__(self, *, database: Database, count_contacts: CountContacts) -> None:
        self._database = database
        self._count_contacts = count_contacts

    def of(self, item: InboxItem, conversation: Conversation) -> Surroundings:
        """Return what surrounds a text message."""
        left = conversation.frustration or {}
        unanswered = 0
        if item.seq is not None and (left.get(_LEFT) or conversation.mode is Mode.AGENT):
            with self._database.reading() as tx:
                said = store.said_before(tx, conversation.id, item.seq, most=_SEARCHED)
            unanswered = count_unanswered(said, item.received_at)
        known = conversation.customer_id is not None
        is_news = known and (bool(left.get(_REPORTED)) or not left.get(_KNOWN))
        return Surroundings(unanswered, self._count_contacts(conversation) if is_news else 0)

    @staticmethod
    def left_by(
        conversation: Conversation, replies: Iterable[Reply], topic: str | None
    ) -> dict[str, JsonValue]:
        """Return what a turn leaves behind for the next.

        Args:
            conversation: As it was when the message was read.
            replies: What was said to it.
            topic: What it was about, if that is known.
        """
        return {
            _LEFT: all(reply.wording in NO_ANSWERS for reply in replies),
            _KNOWN: conversation.customer_id is not None,
            _REPORTED: topic in PROBLEMS,
        }
