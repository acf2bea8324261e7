"""Tables of the conversation log, the inbox, the outbox and the choices that were offered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from amends.storage.metadata import METADATA
from amends.storage.types import UtcDateTime

contacts = Table(
    "contacts",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("address", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "account", "address"),
)

conversations = Table(
    "conversations",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("customer_id", String(40), index=True),
    Column("verified", Boolean, nullable=False),
    Column("language", String(8), nullable=False),
    Column("mode", String(12), nullable=False, index=True),
    Column("assigned_to", String(40)),
    Column("frustration", JSON),
    Column("wishes", JSON, nullable=False, server_default="[]"),
    Column("last_seq", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False, index=True),
    Column("lease_owner", String(40)),
    Column("lease_until", UtcDateTime),
)

entries = Table(
    "conversation_entries",
    METADATA,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("author", String(12), nullable=False),
    Column("agent_id", String(40)),
    Column("text", Text, nullable=False),
    Column("language", String(8)),
    Column("details", JSON, nullable=False),
    Column("annotation", JSON),
    Column("at", UtcDateTime, nullable=False),
    Column("key", String(400), nullable=False),
    UniqueConstraint("conversation_id", "key"),
)

choices = Table(
    "choices",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("intent", String(60), nullable=False),
    Column("entities", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Index("ix_choices_conversation_id_seq", "conversation_id", "seq"),
)

inbox = Table(
    "inbox",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),
    Column("source_id", String(200), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("seq", Integer),
    Column("payload", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("delay_told", Boolean, nullable=False),
    UniqueConstraint("channel", "account", "source_id"),
    Index("ix_inbox_state_conversation_id_id", "state", "conversation_id", "id"),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("failure", String(80)),
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
)

web_sessions = Table(
    "web_sessions",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

tracker_erasures = Table(
    "tracker_erasures",
    METADATA,
    Column("conversation_id", String(40), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
)
"""Conversations that the engine has yet to forget; kept until it says that it has."""
