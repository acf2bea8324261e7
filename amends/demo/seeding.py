"""Makes demo data: the same from the same seed, with dates counted back from today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import Connection, select

from amends.clock import Clock
from amends.customers import tables
from amends.demo.aftermath import add_aftermath
from amends.demo.draft import Draft
from amends.demo.fixed import FIRST_CUSTOMER, FIRST_ORDER, fixed_customers
from amends.demo.holdings import add_consent, add_devices, add_subscription
from amends.demo.journey import add_order, place
from amends.demo.marker import DemoMarker, read_marker, write_marker
from amends.demo.plan import OrderPlan, Person, plan_customer, to_minute
from amends.demo.rows import Progress, Rows
from amends.demo.shelf import add_products
from amends.demo.world import World, load_world
from amends.errors import Conflict
from amends.storage.database import Database

SEED = 20260101
CUSTOMERS = 500


@dataclass(frozen=True)
class Seeding:
    """What a call of :func:`seed` did; ``rows`` is 0 if the data were there already."""

    marker: DemoMarker
    orders: int
    rows: int


def seed(
    database: Database,
    clock: Clock,
    *,
    seed: int = SEED,
    customers: int = CUSTOMERS,
    progress: Progress = lambda _done, _total: None,
) -> Seeding:
    """Fill an empty database with demo data; do nothing where they are already.

    Args:
        database: Where to; its tables exist.
        clock: What "yesterday" and "six days late" refer to.
        seed: The same seed on the same day makes the same data.
        customers: How many, at least the three that guides count on.
        progress: Told how many rows are written.

    Raises:
        Conflict: The database holds customers that are no demo data.
    """
    with database.transaction() as tx:
        marker = read_marker(tx)
        if marker is not None:
            _fill_shelf(tx)
            return Seeding(marker, orders=0, rows=0)
        _refuse_real_data(tx)
        now = clock.now()
        dice = random.Random(seed)  # noqa: S311 - demo data have to be the same every time
        rows = demo_rows(dice, load_world(), now=now, customers=customers)
        written = rows.write(tx, progress)
        marker = DemoMarker(seed, rows.count(tables.customers), to_minute(now))
        write_marker(tx, marker)
    return Seeding(marker, orders=rows.count(tables.orders), rows=written)


def demo_rows(rng: random.Random, world: World, *, now: datetime, customers: int) -> Rows:
    """Make up all rows of a demo shop."""
    rows = Rows()
    add_products(rows, world)
    draft = Draft(rows, rng, now)
    people, plans = fixed_customers(rng, world, now)
    for position in range(len(people), customers):
        person, ordered = plan_customer(
            rng, world, customer_id=f"C{FIRST_CUSTOMER + position}", now=now
        )
        people.append(person)
        plans.extend(ordered)
    for person in people:
        _add_person(rows, person)
        add_consent(draft, person)
        add_subscription(draft, world, person)
    for number, plan in _numbered(plans):
        order = place(plan, number, now)
        add_order(draft, order)
        add_aftermath(draft, order)
        add_devices(draft, order)
    return rows


def _fill_shelf(tx: Connection) -> None:
    """Add the catalogue to demo data that were made before there was one."""
    if tx.execute(select(tables.products.c.sku).limit(1)).first() is None:
        rows = Rows()
        add_products(rows, load_world())
        rows.write(tx, lambda _done, _total: None)


def _refuse_real_data(tx: Connection) -> None:
    if tx.execute(select(tables.customers.c.id).limit(1)).first() is not None:
        raise Conflict(
            "This database holds customers that are no demo data; use an empty one",
            code="demo_refused",
        )


def _numbered(plans: list[OrderPlan]) -> list[tuple[str, OrderPlan]]:
    """Give every order its number, in the order they were placed; fixed ones keep theirs."""
    fixed = [(plan.number, plan) for plan in plans if plan.number is not None]
    others = sorted(
        (plan for plan in plans if plan.number is None),
        key=lambda plan: (plan.placed_at, plan.person.id),
    )
    numbers = count(FIRST_ORDER + len(fixed))
    return fixed + [(f"A-{next(numbers)}", plan) for plan in others]


def _add_person(rows: Rows, person: Person) -> None:
    rows.add(
        tables.customers,
        id=person.id,
        name=person.name,
        email=f"{person.id.lower()}@example.com",
        phone=person.phone,
        address=person.address,
        country=person.region.country,
        language=person.region.language,
        currency=person.region.currency,
        tier=person.tier,
        since=person.since,
        erased=False,
    )
