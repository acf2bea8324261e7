from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from amends.clock import FixedClock
from amends.conversations.engine_client import EngineFailed
from amends.conversations.forgetting import Forgetting
from amends.conversations.model import Conversation
from amends.conversations.tables import tracker_erasures, web_sessions
from amends.errors import Unavailable
from amends.housekeeping import Housekeeping
from amends.ids import ConversationId
from amends.storage.database import Database


@dataclass
class Engine:
    """An engine that forgets, or fails at some conversations."""

    failing: dict[str, Exception] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)

    async def erase(self, conversation_id: ConversationId) -> None:
        if conversation_id in self.failing:
            raise self.failing[conversation_id]
        self.forgotten.append(conversation_id)


@pytest.fixture
def due(database: Database, clock: FixedClock) -> list[str]:
    ids = ["cnv_1", "cnv_2", "cnv_3"]
    with database.transaction() as tx:
        rows = [{"conversation_id": one, "asked_at": clock.now()} for one in ids]
        tx.execute(insert(tracker_erasures), rows)
    return ids


def waiting(database: Database) -> set[str]:
    with database.reading() as tx:
        return set(tx.execute(select(tracker_erasures.c.conversation_id)).scalars())


@pytest.mark.something_fails
async def test_that_a_conversation_the_engine_fails_at_keeps_no_other_from_being_forgotten(
    database: Database, due: list[str]
) -> None:
    engine = Engine(failing={due[0]: EngineFailed("broken")})
    assert await Forgetting(database=database, engine=engine).forget_due() == 2
    assert engine.forgotten == due[1:]
    assert waiting(database) == {due[0]}


async def test_that_nothing_is_given_up_while_the_engine_is_away(
    database: Database, due: list[str]
) -> None:
    engine = Engine(failing={due[0]: Unavailable("away")})
    with pytest.raises(Unavailable):
        await Forgetting(database=database, engine=engine).forget_due()
    assert waiting(database) == set(due)


def test_that_only_sessions_that_expired_more_than_a_day_ago_are_forgotten(
    database: Database, clock: FixedClock, conversation: Conversation
) -> None:
    ages = {"open": -1, "just_expired": 1, "old": 25}
    with database.transaction() as tx:
        for name, hours in ages.items():
            tx.execute(
                insert(web_sessions).values(
                    id=name,
                    conversation_id=conversation.id,
                    token_hash=name,
                    expires_at=clock.now() - timedelta(hours=hours),
                )
            )
    assert Housekeeping(database=database, clock=clock).forget_old() == 1
    with database.reading() as tx:
        assert set(tx.execute(select(web_sessions.c.id)).scalars()) == {"open", "just_expired"}
