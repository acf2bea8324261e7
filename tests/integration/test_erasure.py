"""Copies and erasure over all features together."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from sqlalchemy import JSON, Column, Table, insert, select

from amends.clock import FixedClock
from amends.conversations import tables as conversation_tables
from amends.customers.model import PrivacyKind
from amends.customers.service import CustomerService
from amends.handoff import tables as handoff_tables
from amends.ids import ConversationId, CustomerId
from amends.privacy import REGISTRY, PrivacyDesk
from amends.recovery import tables as recovery_tables
from amends.storage.database import Database
from amends.storage.schema import METADATA
from amends.storage.types import UtcDateTime
from tests.integration.customers.shop import Shop

CHAT_OF = {"C1": ConversationId("con_of_C1"), "C2": ConversationId("con_of_C2")}


class Life:
    """Rows about customers in every feature; whatever they wrote names them."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self._database = database
        self._now = clock.now()

    def of(self, customer: str) -> None:
        """Add a conversation with an issue, an offer and a call-back."""
        chat, words = CHAT_OF[customer], f"words of {customer}"
        ids: Mapping[str, str] = {"conversation_id": chat, "customer_id": customer}
        self._add(conversation_tables.contacts, id=f"cnt_{customer}", address=words)
        self._add(
            conversation_tables.conversations,
            id=chat,
            contact_id=f"cnt_{customer}",
            customer_id=customer,
            frustration={"level": 0.5, "heard": words},
        )
        self._add(
            conversation_tables.entries,
            conversation_id=chat,
            seq=1,
            text=words,
            details={"said": words},
            annotation={"read": words},
        )
        self._add(
            conversation_tables.inbox,
            conversation_id=chat,
            source_id=f"msg_{customer}",
            payload={"text": words},
        )
        self._add(
            recovery_tables.issues, id=f"iss_{customer}", reported_in=chat, description=words, **ids
        )
        self._add(
            recovery_tables.offers,
            id=f"off_{customer}",
            issue_id=f"iss_{customer}",
            decision_reason=words,
            outcome={"address": words},
            **ids,
        )
        self._add(recovery_tables.moves, offer_id=f"off_{customer}", reason=words)
        self._add(recovery_tables.ratings, id=f"rat_{customer}", offer_id=f"off_{customer}", **ids)
        self._add(handoff_tables.callbacks, id=f"cal_{customer}", reason=words, **ids)
        self._add(handoff_tables.waiting_for_person, conversation_id=chat, reason=words)

    def everything(self) -> str:
        """Return all rows of all tables as text."""
        with self._database.reading() as tx:
            return "\n".join(
                f"{table.name} {tuple(row)}"
                for table in METADATA.sorted_tables
                for row in tx.execute(select(table))
            )

    def _add(self, table: Table, **given: object) -> None:
        """Add a row, with something plausible in every column that may not be empty."""
        row = {name: value for name, value in given.items() if name in table.c}
        for column in table.c:
            generated = column.autoincrement is True or column.server_default is not None
            if column.name not in row and not column.nullable and not generated:
                row[column.name] = self._plausible(column)
        with self._database.transaction() as tx:
            tx.execute(insert(table).values(**row))

    def _plausible(self, column: Column[object]) -> object:
        if isinstance(column.type, UtcDateTime):
            return self._now
        return [] if isinstance(column.type, JSON) else column.type.python_type()


@pytest.fixture
def life(database: Database, clock: FixedClock) -> Life:
    shop = Shop(database, clock.now())
    made = Life(database, clock)
    for customer, number in (("C1", "A-1"), ("C2", "A-2")):
        shop.customer(customer)
        shop.order(number, customer, delivered_days_ago=1)
        made.of(customer)
    return made


def carry_out(database: Database, clock: FixedClock, kind: PrivacyKind) -> str:
    customers = CustomerService(database=database, clock=clock)
    reference = customers.request_privacy(
        CustomerId("C1"), kind, conversation_id=CHAT_OF["C1"], key="msg_1:privacy"
    )
    return json.dumps(PrivacyDesk(database=database, clock=clock).carry_out(reference))


@pytest.mark.usefixtures("life")
def test_that_a_copy_comes_from_every_feature_and_holds_nobody_elses_words(
    database: Database, clock: FixedClock
) -> None:
    text = carry_out(database, clock, PrivacyKind.EXPORT)
    for feature in json.loads(text).values():
        assert "words of C1" in json.dumps(feature) or "Name of C1" in json.dumps(feature)
    assert len(json.loads(text)) == len(REGISTRY)
    assert "words of C2" not in text
    assert "Name of C2" not in text


def test_that_erasure_leaves_no_word_in_any_table(
    database: Database, clock: FixedClock, life: Life
) -> None:
    carry_out(database, clock, PrivacyKind.ERASE)
    left = life.everything()
    for trace in ("words of C1", "Name of C1", "c1@example.com", "Door of C1", "Home of C1"):
        assert trace not in left
        assert trace.replace("C1", "C2").replace("c1", "c2") in left
