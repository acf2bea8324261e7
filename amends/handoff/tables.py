"""Tables of agents, their sessions and the call-backs they owe."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from amends.storage.metadata import METADATA
from amends.storage.types import UtcDateTime

agents = Table(
    "agents",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(12), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

agent_sessions = Table(
    "agent_sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

login_attempts = Table(
    "login_attempts",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

waiting_for_person = Table(
    "waiting_for_person",
    METADATA,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("reason", String(60), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

callbacks = Table(
    "callbacks",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("customer_id", String(40), index=True),
    Column("reason", String(60), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("done_by", String(40)),
    Column("done_at", UtcDateTime),
)
