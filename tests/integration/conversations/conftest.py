from __future__ import annotations

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.storage.database import Database
from amends.storage.wakeups import Wakeups


@pytest.fixture
def wakeups(database: Database) -> Wakeups:
    return Wakeups(database)


@pytest.fixture
def conversations(database: Database, clock: FixedClock, wakeups: Wakeups) -> ConversationService:
    return ConversationService(
        database=database, clock=clock, wakeups=wakeups, pushed_channels=frozenset({"pushed"})
    )


@pytest.fixture
def conversation(conversations: ConversationService) -> Conversation:
    return conversations.open(channel="web", account="", address="ses_1", language="en")
