"""The customers and orders that guides, tests and demonstrations count on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.demo.plan import Fate, Item, OrderPlan, Person, plan_person, to_minute
from amends.demo.world import World

FIRST_CUSTOMER = 1001
FIRST_ORDER = 10_001


@dataclass(frozen=True)
class _Owner:
    country: str
    known_for_days: int


@dataclass(frozen=True)
class _Order:
    """An order; days are counted back from now (``placed``) or on from there."""

    owner: int
    sku: str
    placed: int
    promised: int
    takes: int
    fate: Fate = Fate.ON_TIME
    left_at: str | None = None


_OWNERS = (_Owner("ES", 640), _Owner("IE", 210), _Owner("IE", 1100))
_ORDERS = (
    _Order(0, "BW-HP-100", placed=4, promised=4, takes=3, left_at="in_person"),
    _Order(1, "BW-LP-120", placed=10, promised=4, takes=12, fate=Fate.LATE),
    _Order(2, "BW-EM-400", placed=6, promised=4, takes=4, left_at="front_door"),
    _Order(0, "BW-CM-410", placed=5, promised=7, takes=7),
    _Order(0, "BW-KT-110", placed=64, promised=4, takes=6, fate=Fate.LATE, left_at="neighbour"),
)


def fixed_customers(
    rng: random.Random, world: World, now: datetime
) -> tuple[list[Person], list[OrderPlan]]:
    """Return the first three customers and their orders, relative to this moment.

    C1001 writes Spanish; A-10001 (129.00 EUR) came yesterday, A-10004 is still under way and
    in time, A-10005 came two days late, long ago. C1002 waits for A-10002 (38.50 EUR), six days
    late. C1003's A-10003 (899.00 EUR) is marked delivered.
    """
    people = [
        plan_person(
            rng,
            world.region(owner.country),
            customer_id=f"C{FIRST_CUSTOMER + position}",
            since=to_minute(now - timedelta(days=owner.known_for_days)),
        )
        for position, owner in enumerate(_OWNERS)
    ]
    plans = [
        _plan(order, people[order.owner], world, number=f"A-{FIRST_ORDER + position}", now=now)
        for position, order in enumerate(_ORDERS)
    ]
    return people, plans


def _plan(order: _Order, person: Person, world: World, *, number: str, now: datetime) -> OrderPlan:
    product = world.product(order.sku)
    variant = next(iter(product.variants), "")
    return OrderPlan(
        person=person,
        placed_at=to_minute(now - timedelta(days=order.placed)),
        items=(Item(product, variant, 1, person.region.price(product)),),
        promised=timedelta(days=order.promised),
        takes=timedelta(days=order.takes),
        fate=order.fate,
        number=number,
        left_at=order.left_at,
    )
