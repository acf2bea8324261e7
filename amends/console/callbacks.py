"""The console's addresses of the calls that customers were promised."""

from __future__ import annotations

import asyncio

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console.auth import agent_of
from amends.console.wire import callback_wire
from amends.errors import Invalid
from amends.handoff import overview
from amends.handoff.model import Callback, CallbackState
from amends.ids import AgentId
from amends.storage.retrying import again
from amends.storage.types import JsonValue


class Callbacks:
    """The list of calls, and ticking one off."""

    def __init__(self, *, services: Services) -> None:
        self._services = services

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes."""
        routes.add_route(self.find, "/callbacks", methods=["GET"], name="callbacks")
        routes.add_route(
            self.complete, "/callbacks/<callback_id:str>/done", methods=["POST"], name="called"
        )

    @openapi.summary("Calls that customers were promised")
    @openapi.parameter("state", str, "query", description="`open` (default) or `done`")
    async def find(self, request: Request) -> HTTPResponse:
        """List calls: open ones most urgent first, made ones latest first."""
        state = _state(request.args.get("state") or CallbackState.OPEN)
        return json({"items": await asyncio.to_thread(self._find, state)})

    @openapi.summary("Record that a customer was called")
    @openapi.response(404, description="There is no such call")
    @openapi.response(409, description="It was recorded before")
    async def complete(self, request: Request, callback_id: str) -> HTTPResponse:
        """Tick a call off."""
        return json(await asyncio.to_thread(self._complete, callback_id, agent_of(request).id))

    def _find(self, state: CallbackState) -> list[dict[str, JsonValue]]:
        return self._wired(self._services.handoff.callbacks(state))

    def _complete(self, callback_id: str, agent_id: AgentId) -> dict[str, JsonValue]:
        done = again(lambda: self._services.handoff.complete_callback(callback_id, agent_id))
        return self._wired((done,))[0]

    def _wired(self, found: tuple[Callback, ...]) -> list[dict[str, JsonValue]]:
        with self._services.database.reading() as tx:
            names = self._services.agents.names()
            customers = overview.customers_by_id(tx, (one.customer_id for one in found))
        return [
            callback_wire(
                one,
                names=names,
                customer=None if one.customer_id is None else customers.get(one.customer_id),
            )
            for one in found
        ]


def _state(given: str) -> CallbackState:
    try:
        return CallbackState(given)
    except ValueError as error:
        raise Invalid("state: open or done", code="malformed") from error
