"""The console's stream of hints: what changed, so that pages fetch it again."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console.auth import Guard
from amends.console.changes import Changes, Page
from amends.conversations.hub import Hub
from amends.handoff.overview import Changed


class Events:
    """Server-sent events for signed-in agents.

    Args:
        heartbeat_s: After so long without news a page is told that the line holds.
    """

    def __init__(self, *, services: Services, hub: Hub, guard: Guard, heartbeat_s: float) -> None:
        self._heartbeat_s = heartbeat_s
        self._changes = Changes(database=services.database, clock=services.clock, hub=hub)
        self._guard = guard

    def add_to(self, routes: Blueprint) -> None:
        """Add the route."""
        routes.add_route(self.stream, "/events", methods=["GET"], name="events")

    @openapi.summary("What changes, as it changes")
    @openapi.description(
        "Server-sent events: `hello` first; `changed` with `conversations` (id, mode, last_seq) "
        "and `approvals` (ids of offers); `beat` in silence; `signed_out` when the session is "
        "over. They are hints: after a break, load again what is shown."
    )
    async def stream(self, request: Request) -> None:
        """Tell what changes until the page is closed or the session ends."""
        response = await request.respond(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        with self._changes.open() as page:
            await response.send(_event("hello", {}))
            await self._follow(request, response, page)

    async def _follow(self, request: Request, response: HTTPResponse, page: Page) -> None:
        while True:
            changed = await page.wait(self._heartbeat_s)
            if changed:
                await response.send(_event("changed", _changed_wire(changed)))
            elif await self._guard.still_signed_in(request):
                await response.send(_event("beat", {}))
            else:
                await response.send(_event("signed_out", {}))
                return


def _changed_wire(changed: Sequence[Changed]) -> dict[str, object]:
    return {
        "conversations": [
            {"id": one.id, "mode": one.mode, "last_seq": one.last_seq} for one in changed
        ],
        "approvals": [offer for one in changed for offer in one.offers],
    }


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {jsonlib.dumps(data)}\n\n"
