"""Gives customers a copy of all their data, and erases them, in every feature at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table

from amends.clock import Clock
from amends.conversations import personal as conversations
from amends.customers import personal as customers
from amends.customers.model import PrivacyKind, PrivacyRequest
from amends.customers.store import consents as requests
from amends.customers.tables import counters, products
from amends.demo.tables import demo_marker
from amends.errors import Conflict
from amends.handoff import personal as handoff
from amends.handoff.tables import agent_sessions, agents, login_attempts
from amends.personal_data import PersonalData
from amends.recovery import personal as recovery
from amends.storage.database import Database
from amends.storage.idempotency import results
from amends.storage.types import JsonValue

REGISTRY: tuple[PersonalData, ...] = (
    recovery.PERSONAL_DATA,
    handoff.PERSONAL_DATA,
    conversations.PERSONAL_DATA,
    customers.PERSONAL_DATA,
)
"""Every feature that keeps personal data of customers.

Erasure goes from the first to the last: hand-off looks up whose conversation it is before
conversations forget it, and customers come last.
"""

IMPERSONAL: tuple[Table, ...] = (
    agents,
    agent_sessions,
    login_attempts,
    counters,
    products,
    demo_marker,
    results,  # holds ids and references only, no text of a customer
)
"""Tables in which nothing is about a customer."""


class PrivacyDesk:
    """Carries out what customers asked for about their data."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        registry: Sequence[PersonalData] = REGISTRY,
    ) -> None:
        self._database = database
        self._clock = clock
        self._registry = registry

    def due(self) -> tuple[PrivacyRequest, ...]:
        """Return what is still to be carried out, the most urgent first."""
        with self._database.reading() as tx:
            return requests.due_requests(tx)

    def find(self, reference: str) -> PrivacyRequest:
        """Return a request by its reference.

        Raises:
            NotFound: There is none.
        """
        with self._database.reading() as tx:
            return requests.request(tx, reference)

    def carry_out(self, reference: str) -> JsonValue:
        """Carry out a request in all features or in none.

        Returns:
            For a copy: what each feature keeps, by its name. For an erasure: nothing.

        Raises:
            NotFound: There is no such request.
            Conflict: It was carried out before.
        """
        with self._database.transaction() as tx:
            request = requests.request(tx, reference, lock=True)
            if request.completed_at is not None:
                raise Conflict("This request was carried out before", code="privacy_done")
            requests.complete_request(tx, reference, self._clock.now())
            if request.kind is PrivacyKind.EXPORT:
                return {
                    feature.name: feature.export(tx, request.customer_id)
                    for feature in self._registry
                }
            for feature in self._registry:
                feature.erase(tx, request.customer_id)
            return None
