"""Where customers, what they bought and what happened before are kept."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from amends.storage.metadata import METADATA
from amends.storage.types import UtcDateTime


def _money(prefix: str = "", *, nullable: bool = False) -> tuple[Column[int], Column[str]]:
    """Return the two columns of an amount: whole minor units and an ISO 4217 code."""
    return (
        Column(f"{prefix}amount_minor", Integer, nullable=nullable),
        Column(f"{prefix}currency", String(3), nullable=nullable),
    )


def _customer(*, index: bool = True) -> Column[str]:
    return Column(
        "customer_id", String(64), ForeignKey("customers.id"), nullable=False, index=index
    )


customers = Table(
    "customers",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, index=True),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("country", String(2), nullable=False),
    Column("language", String(8), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("tier", String(16), nullable=False, server_default="standard"),
    Column("since", UtcDateTime, nullable=False),
    Column("erased", Boolean, nullable=False, default=False),
)

orders = Table(
    "orders",
    METADATA,
    Column("number", String(40), primary_key=True),
    Column("lookup", String(40), nullable=False, unique=True),
    _customer(index=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("promised_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("express", Boolean, nullable=False, default=False),
    Column("address", Text, nullable=False),
    Column("replaces", String(40), ForeignKey("orders.number"), index=True),
    *_money(),
    Index("ix_orders_customer_id_placed_at", "customer_id", "placed_at"),
)

order_lines = Table(
    "order_lines",
    METADATA,
    Column("order_number", String(40), ForeignKey("orders.number"), nullable=False),
    Column("line", Integer, nullable=False),
    Column("sku", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("names", JSON, nullable=False, default=dict),
    Column("variant", String(80), nullable=False, server_default=""),
    Column("variant_names", JSON, nullable=False, server_default="{}"),
    Column("quantity", Integer, nullable=False),
    Column("returnable", Boolean, nullable=False, default=True),
    *_money("unit_"),
    PrimaryKeyConstraint("order_number", "line"),
)

shipments = Table(
    "shipments",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("order_number", String(40), ForeignKey("orders.number"), nullable=False, index=True),
    Column("carrier", String(80), nullable=False),
    Column("tracking", String(80), nullable=False),
    Column("state", String(24), nullable=False),
    Column("shipped_at", UtcDateTime, nullable=False),
    Column("last_event_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("left_at", String(24)),
)

products = Table(
    "products",
    METADATA,
    Column("sku", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("names", JSON, nullable=False),
    Column("called", JSON, nullable=False),
    Column("prices", JSON, nullable=False),
    Column("period", String(8), nullable=False, server_default=""),
    Column("warranty_months", Integer, nullable=False, server_default="0"),
    Column("variants", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column("sku", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("names", JSON, nullable=False, default=dict),
    Column("period", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("renews_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    *_money(),
)

subscription_credits = Table(
    "subscription_credits",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column(
        "subscription_id", String(40), ForeignKey("subscriptions.id"), nullable=False, index=True
    ),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    *_money(),
)

payments = Table(
    "payments",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column("order_number", String(40), ForeignKey("orders.number"), index=True),
    Column("subscription_id", String(40), ForeignKey("subscriptions.id"), index=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("method", String(24), nullable=False),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("settles_at", UtcDateTime),
    *_money(),
)

devices = Table(
    "devices",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column("sku", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("names", JSON, nullable=False, default=dict),
    Column("serial", String(64), nullable=False),
    Column("firmware", String(24), nullable=False),
    Column("state", String(16), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("warranty_until", UtcDateTime, nullable=False),
)

contacts = Table(
    "earlier_contacts",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column("conversation_id", String(40), index=True),
    Column("order_number", String(40), ForeignKey("orders.number"), index=True),
    Column("channel", String(24), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("summary", Text, nullable=False, server_default=""),
    Column("language", String(8), nullable=False),
    Column("resolved", Boolean, nullable=False),
    Column("satisfaction", Integer),
    Column("at", UtcDateTime, nullable=False),
)

recoveries = Table(
    "earlier_recoveries",
    METADATA,
    Column("id", String(40), primary_key=True),
    _customer(),
    Column("offer_id", String(40), unique=True),
    Column("order_number", String(40), ForeignKey("orders.number"), index=True),
    Column("issue", String(40), nullable=False),
    Column("remedy", String(40), nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("satisfaction", Integer),
    Column("at", UtcDateTime, nullable=False),
    *_money(nullable=True),
)

vouchers = Table(
    "vouchers",
    METADATA,
    Column("code", String(24), primary_key=True),
    _customer(),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("redeemed_at", UtcDateTime),
    *_money(),
)

returns = Table(
    "returns",
    METADATA,
    Column("reference", String(40), primary_key=True),
    _customer(),
    Column("order_number", String(40), ForeignKey("orders.number"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("lines", JSON, nullable=False),
    Column("wish", Text, nullable=False, server_default=""),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("send_by", UtcDateTime, nullable=False),
)

identity_attempts = Table(
    "identity_attempts",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subject", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index("ix_identity_attempts_subject_at", "subject", "at"),
)

identity_subjects = Table(
    "identity_subjects",
    METADATA,
    Column("subject", String(80), primary_key=True),
    Column("last_at", UtcDateTime, nullable=False, index=True),
)

consents = Table(
    "consents",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _customer(),
    Column("purpose", String(24), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

privacy_requests = Table(
    "privacy_requests",
    METADATA,
    Column("reference", String(40), primary_key=True),
    _customer(),
    Column("kind", String(8), nullable=False),
    Column("conversation_id", String(40), nullable=False, index=True),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("completed_at", UtcDateTime),
)

counters = Table(
    "customer_counters",
    METADATA,
    Column("name", String(24), primary_key=True),
    Column("value", Integer, nullable=False),
)
