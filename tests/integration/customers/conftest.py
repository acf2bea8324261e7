"""A shop and the customers' service on a real database."""

from __future__ import annotations

import pytest

from amends.clock import FixedClock
from amends.customers.service import CustomerService
from amends.storage.database import Database
from tests.integration.customers.shop import Shop


@pytest.fixture
def shop(database: Database, clock: FixedClock) -> Shop:
    return Shop(database, clock.now())


@pytest.fixture
def customers(database: Database, clock: FixedClock) -> CustomerService:
    return CustomerService(database=database, clock=clock)
