"""Tables of issues, offers and what became of them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from amends.storage.metadata import METADATA
from amends.storage.types import UtcDateTime

issues = Table(
    "issues",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("reported_in", ForeignKey("conversations.id"), nullable=False),
    Column("customer_id", String(64), ForeignKey("customers.id"), index=True),
    Column("kind", String(24), nullable=False),
    Column("order_number", String(40), index=True),
    Column("line", Integer),
    Column("description", Text, nullable=False, server_default=""),
    Column("state", String(12), nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Index("ix_issues_conversation_id_state", "conversation_id", "state"),
)

issue_reports = Table(
    "issue_reports",
    METADATA,
    Column("issue_id", ForeignKey("issues.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("issue_id", "conversation_id"),
)
"""In which conversations an issue was brought up, and when first."""

offers = Table(
    "offers",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("issue_id", ForeignKey("issues.id"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("customer_id", String(64), ForeignKey("customers.id")),
    Column("order_number", String(40), index=True),
    Column("remedy", String(24), nullable=False),
    Column("amount_minor", Integer),
    Column("currency", String(3)),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("open", Boolean(create_constraint=False)),  # true or nothing: see the constraint below
    Column("frustration", Float, nullable=False),
    Column("personalised", Boolean(create_constraint=False), nullable=False),
    Column("verified", Boolean(create_constraint=False), nullable=False),
    Column("wish", String(24)),
    Column("risk", Float, nullable=False),
    Column("approval_reasons", JSON, nullable=False),
    Column("candidates", JSON, nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("decided_by", String(40)),
    Column("decision_reason", Text, nullable=False, server_default=""),
    Column("outcome", JSON, nullable=False),
    UniqueConstraint("conversation_id", "open"),
    Index("ix_offers_state_expires_at", "state", "expires_at"),
    Index("ix_offers_currency_proposed_at", "currency", "proposed_at"),
    Index("ix_offers_customer_id_proposed_at", "customer_id", "proposed_at"),
)

moves = Table(
    "offer_moves",
    METADATA,
    Column("offer_id", ForeignKey("offers.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", String(20)),
    Column("after", String(20), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("offer_id", "version"),
)

ratings = Table(
    "ratings",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("offer_id", ForeignKey("offers.id"), index=True),
    Column("score", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
