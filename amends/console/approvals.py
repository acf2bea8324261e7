"""The console's addresses of approvals: what waits, everything about it, and the decision."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console import store
from amends.console.approval_wire import ApprovalWire
from amends.console.auth import approver_of
from amends.console.requests import DecisionRequest
from amends.errors import Invalid
from amends.http import read
from amends.ids import AgentId, OfferId
from amends.storage.retrying import again
from amends.storage.types import JsonValue

_MOST_DECIDED = 50


class Which(StrEnum):
    """Which approvals are listed."""

    PENDING = "pending"
    DECIDED = "decided"


class Approvals:
    """What approvers see and decide; agents see it too."""

    def __init__(self, *, services: Services) -> None:
        self._services = services
        self._wire = ApprovalWire(catalogue=services.catalogue)

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes."""
        one = "/approvals/<offer_id:str>"
        routes.add_route(self.find, "/approvals", methods=["GET"], name="approvals")
        routes.add_route(self.show, one, methods=["GET"], name="approval")
        routes.add_route(self.decide, f"{one}/decision", methods=["POST"])

    @openapi.summary("Offers that wait for approval, or were decided")
    @openapi.parameter("state", str, "query", description="`pending` (default) or `decided`")
    async def find(self, request: Request) -> HTTPResponse:
        """List approvals: the longest waiting first, or the latest decided first."""
        which = _which(request.args.get("state") or Which.PENDING)
        return json({"items": await asyncio.to_thread(self._find, which)})

    @openapi.summary("Everything that a decision needs")
    @openapi.response(404, description="There is no such offer")
    async def show(self, _: Request, offer_id: str) -> HTTPResponse:
        """Show one offer, decided or not."""
        return json(await asyncio.to_thread(self._show, OfferId(offer_id)))

    @openapi.summary("Approve, amend or decline")
    @openapi.body({"application/json": DecisionRequest})
    @openapi.response(200, description="The offer as decided")
    @openapi.response(403, description="Only approvers decide")
    @openapi.response(409, description="It was decided before, or the time is over")
    @openapi.response(422, description="The change is not possible; the message says why")
    async def decide(self, request: Request, offer_id: str) -> HTTPResponse:
        """Take an approver's decision; the customer hears of it at once."""
        approver = approver_of(request)
        wanted = read(request, DecisionRequest)
        return json(await asyncio.to_thread(self._decide, OfferId(offer_id), approver.id, wanted))

    def _find(self, which: Which) -> list[dict[str, JsonValue]]:
        recovery = self._services.recovery
        with self._services.database.reading() as tx:
            names = self._services.agents.names()
            if which is Which.PENDING:
                found = recovery.pending()
            else:
                found = tuple(recovery.approval(one) for one in store.decided(tx, _MOST_DECIDED))
            return [self._wire.item(approval, names=names) for approval in found]

    def _show(self, offer_id: OfferId) -> dict[str, JsonValue]:
        with self._services.database.reading():
            return self._wire.everything(
                self._services.recovery.approval(offer_id),
                trail=self._services.recovery.trail(offer_id),
                names=self._services.agents.names(),
            )

    def _decide(
        self, offer_id: OfferId, actor: AgentId, wanted: DecisionRequest
    ) -> dict[str, JsonValue]:
        again(
            lambda: self._services.recovery.decide(
                offer_id,
                actor=actor,
                decision=wanted.decision,
                remedy=wanted.remedy,
                amount=wanted.amount,
                reason=wanted.reason,
            )
        )
        return self._show(offer_id)


def _which(given: str) -> Which:
    try:
        return Which(given)
    except ValueError as error:
        raise Invalid("state: pending or decided", code="malformed") from error
