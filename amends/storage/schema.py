"""All tables of all features, for migrations and tests."""

from amends.conversations import tables as conversation_tables
from amends.customers import tables as customer_tables
from amends.demo import tables as demo_tables
from amends.handoff import tables as handoff_tables
from amends.recovery import tables as recovery_tables
from amends.storage import idempotency
from amends.storage.metadata import METADATA

FEATURES = (
    conversation_tables,
    customer_tables,
    demo_tables,
    handoff_tables,
    recovery_tables,
    idempotency,
)

__all__ = ["FEATURES", "METADATA"]
