from __future__ import annotations

import pytest

from amends.clock import FixedClock
from amends.conversations.service import ConversationService
from amends.storage.database import Database
from amends.storage.wakeups import Wakeups


@pytest.fixture
def conversations(database: Database, clock: FixedClock) -> ConversationService:
    return ConversationService(database=database, clock=clock, wakeups=Wakeups(database))
