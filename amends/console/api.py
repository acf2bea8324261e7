"""The console's API: one blueprint under ``/console/api``, guarded as a whole."""

from __future__ import annotations

import asyncio

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console import store
from amends.console.approvals import Approvals
from amends.console.auth import Guard, agent_of
from amends.console.callbacks import Callbacks
from amends.console.conversations import Conversations
from amends.console.customers import Customers
from amends.console.events import Events
from amends.conversations.hub import Hub
from amends.ids import AgentId

HEARTBEAT_S = 15.0


class ConsoleApi:
    """Everything that the console's pages call.

    Args:
        heartbeat_s: How often a page without news is told that the line holds.
    """

    def __init__(self, *, services: Services, hub: Hub, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._services = services
        self._guard = Guard(
            agents=services.agents,
            secure=services.settings.public_url.startswith("https:"),
            thresholds=services.policy.frustration_thresholds,
        )
        self._parts = (
            Approvals(services=services),
            Conversations(services=services, hub=hub),
            Customers(services=services),
            Callbacks(services=services),
            Events(services=services, hub=hub, guard=self._guard, heartbeat_s=heartbeat_s),
        )

    def blueprint(self) -> Blueprint:
        """Return the routes under ``/console/api``."""
        routes = Blueprint("console", url_prefix="/console/api")
        self._guard.protect(routes)
        for part in self._parts:
            part.add_to(routes)
        routes.add_route(self.counts, "/counts", methods=["GET"])
        return routes

    @openapi.summary("How much waits in each section")
    @openapi.response(200, description="`approvals`, `queue`, `mine` and `callbacks`")
    async def counts(self, request: Request) -> HTTPResponse:
        """Count what waits."""
        return json(await asyncio.to_thread(self._counts, agent_of(request).id))

    def _counts(self, agent_id: AgentId) -> dict[str, int]:
        with self._services.database.reading() as tx:
            return {
                "approvals": store.count_pending(tx),
                "queue": store.count_waiting(tx),
                "mine": store.count_held(tx, agent_id),
                "callbacks": self._services.handoff.count_callbacks(),
            }
