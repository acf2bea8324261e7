"""Demo data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from amends.clock import FixedClock
from amends.customers import tables
from amends.customers.aspects import Aspects
from amends.customers.catalogue import ProductService
from amends.customers.model import Aspect, OrderState
from amends.customers.service import CustomerService
from amends.demo.accounts import DEMO_PASSWORD, add_demo_accounts
from amends.demo.marker import is_demo, read_marker
from amends.demo.seeding import SEED, seed
from amends.errors import Conflict, NotFound
from amends.handoff.agents import AgentService
from amends.ids import ConversationId, CustomerId
from amends.money import Money
from amends.storage.database import Database
from amends.storage.schema import METADATA
from tests.integration.customers.shop import Shop


def rows(database: Database) -> list[str]:
    with database.reading() as tx:
        return [
            repr(tuple(row))
            for table in (tables.customers, tables.orders, tables.payments, tables.shipments)
            for row in tx.execute(select(table).order_by(*table.primary_key.columns))
        ]


def test_that_the_demo_shop_has_its_fixed_orders_on_the_day_of_seeding(
    database: Database, clock: FixedClock, customers: CustomerService, shop: Shop
) -> None:
    told: list[tuple[int, int]] = []
    done = seed(database, clock, progress=lambda *step: told.append(step))
    assert shop.count(tables.customers) == 500
    assert 2400 <= shop.count(tables.orders) == done.orders <= 2600
    assert told[-1] == (done.rows, done.rows)

    today = clock.now().date()
    damaged = customers.find_order(CustomerId("C1001"), "A-10001")
    assert damaged.total == Money(12900, "EUR")
    delivered = customers.order_status(damaged).delivered
    assert delivered is not None
    assert delivered.date() == today - timedelta(days=1)

    late = customers.find_order(CustomerId("C1002"), "A-10002")
    assert late.total == Money(3850, "EUR")
    status = customers.order_status(late)
    assert (status.state, status.days_late, status.is_late) == (OrderState.IN_TRANSIT, 6, True)

    missing = customers.find_order(CustomerId("C1003"), "A-10003")
    assert missing.total == Money(89900, "EUR")
    assert customers.order_status(missing).state is OrderState.DELIVERED

    own = customers.recent_orders(CustomerId("C1001"))
    assert [order.number for order in own] == ["A-10001", "A-10004", "A-10005"]
    other = customers.order_status(own[1])
    assert (other.state, other.is_late) == (OrderState.IN_TRANSIT, False)
    assert customers.get(CustomerId("C1001")).language == "es"
    history = customers.history(CustomerId("C1001"))
    assert (history.orders, history.late_orders, history.returns) == (3, 1, 0)
    assert [contact.topic for contact in history.contacts] == ["order_late"]


def test_that_demo_customers_prove_themselves_with_their_email(
    database: Database, clock: FixedClock, customers: CustomerService
) -> None:
    seed(database, clock, customers=3)
    for number in (1, 2, 3):
        proven = customers.prove_identity(
            ConversationId("con_1"), f"a1000{number}", f"c100{number}@example.com", key=f"k{number}"
        )
        assert proven.id == f"C100{number}"


def test_that_seeding_again_changes_nothing(database: Database, clock: FixedClock) -> None:
    first = seed(database, clock, customers=20)
    before = rows(database)
    clock.advance(timedelta(days=3))
    again = seed(database, clock, seed=7, customers=50)
    assert rows(database) == before
    assert (again.rows, again.marker) == (0, first.marker)
    assert first.marker.seed == SEED


def test_that_the_same_seed_makes_the_same_shop(tmp_path: Path, clock: FixedClock) -> None:
    made: list[list[str]] = []
    for number in (1, 1, 2):
        database = Database(f"sqlite:///{tmp_path}/{len(made)}.sqlite3")
        METADATA.create_all(database.engine)
        seed(database, clock, seed=number, customers=30)
        made.append(rows(database))
        database.close()
    assert made[0] == made[1] != made[2]


def test_that_real_customers_are_not_mixed_with_demo_data(
    database: Database, clock: FixedClock, shop: Shop
) -> None:
    shop.customer("C9")
    with pytest.raises(Conflict) as raised:
        seed(database, clock)
    assert raised.value.code == "demo_refused"
    assert shop.count(tables.customers) == 1
    with database.reading() as tx:
        assert not is_demo(tx)


def test_that_demo_data_are_marked(database: Database, clock: FixedClock) -> None:
    seed(database, clock, customers=5)
    with database.reading() as tx:
        marker = read_marker(tx)
    assert marker is not None
    assert (marker.seed, marker.customers) == (SEED, 5)


def test_that_nothing_in_the_demo_shop_contradicts_itself(
    database: Database, clock: FixedClock, customers: CustomerService
) -> None:
    seed(database, clock, customers=120)
    now = clock.now()
    with database.reading() as tx:
        people = tx.execute(select(tables.customers)).all()
    assert {person.email for person in people} == {
        f"{person.id.lower()}@example.com" for person in people
    }
    assert len({person.language for person in people}) == 10
    for person in people:
        history = customers.history(CustomerId(person.id))
        assert history.lifetime_value.amount_minor >= 0
        for order in customers.recent_orders(CustomerId(person.id), 50):
            assert person.since <= order.placed_at <= now
            assert order.total.currency == person.currency
            assert order.total.amount_minor == sum(
                line.unit_price.amount_minor * line.quantity for line in order.lines
            )
            assert all(line.unit_price.amount > Decimal(0) for line in order.lines)
            assert all(set(line.product.names) >= {"en", "es"} for line in order.lines)
            for parcel in order.shipments:
                assert order.placed_at <= parcel.shipped_at <= parcel.last_event_at <= now
                if parcel.delivered_at is not None:
                    assert parcel.shipped_at <= parcel.delivered_at <= now
    with database.reading() as tx:
        for table in (tables.contacts, tables.recoveries, tables.payments, tables.consents):
            assert all(at <= now for at in tx.execute(select(table.c.at)).scalars())
        codes = tx.execute(select(tables.recoveries.c.issue)).scalars()
        assert all(code.startswith(("order_", "item_", "billing_")) for code in codes)


def test_that_demo_accounts_are_added_once(database: Database, clock: FixedClock) -> None:
    agents = AgentService(database=database, clock=clock, demo_accounts=True)
    assert add_demo_accounts(database, agents) == 2
    assert add_demo_accounts(database, agents) == 0
    for email in ("agent@example.com", "approver@example.com"):
        agents.login(email=email, password=DEMO_PASSWORD)


def test_that_the_demo_shop_knows_its_products(database: Database, clock: FixedClock) -> None:
    seed(database, clock, customers=3)
    products = ProductService(database=database, aspects=Aspects({}))
    (speaker,) = products.named("is the bluetooth speaker waterproof")
    assert speaker.price_in("EUR") == Money(7990, "EUR")
    assert speaker.price_in("XXX") == Money(7990, "EUR")
    assert "IPX7" in str(speaker.fact(Aspect.WATER, "es"))
    assert [variant.name_in("es") for variant in speaker.variants] == ["negro", "gris"]
    assert products.get("BW-SC-710").period == "month"
    with pytest.raises(NotFound):
        products.get("BW-XX-000")


def test_that_demo_data_from_before_get_a_catalogue(database: Database, clock: FixedClock) -> None:
    seed(database, clock, customers=3)
    with database.transaction() as tx:
        tx.execute(delete(tables.products))
    seed(database, clock, customers=3)
    assert ProductService(database=database, aspects=Aspects({})).named("toaster")
