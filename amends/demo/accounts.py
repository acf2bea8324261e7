"""The accounts with which newcomers try the console; their password is public."""

from __future__ import annotations

from sqlalchemy import select

from amends.handoff.agents import AgentService
from amends.handoff.model import Role
from amends.handoff.tables import agents
from amends.storage.database import Database

DEMO_PASSWORD = "amends-demo"  # noqa: S105 - public on purpose, for demo data on loopback only
DEMO_ACCOUNTS = (
    ("agent@example.com", "Robin Reyes", Role.AGENT),
    ("approver@example.com", "Kim Okafor", Role.APPROVER),
)


def add_demo_accounts(database: Database, service: AgentService) -> int:
    """Add the demo accounts that are not there yet; return how many that were."""
    added = 0
    with database.transaction() as tx:
        for email, name, role in DEMO_ACCOUNTS:
            if tx.execute(select(agents.c.id).where(agents.c.email == email)).first() is None:
                service.add(email=email, name=name, role=role, password=DEMO_PASSWORD, demo=True)
                added += 1
    return added
