"""The console's addresses of conversations: look, take over, write, hand back, close."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console.auth import agent_of
from amends.console.desk import Desk
from amends.console.requests import CloseRequest, TakeOverRequest, TextRequest, TypingRequest
from amends.conversations.hub import Hub
from amends.conversations.model import Author, Mode
from amends.errors import Invalid
from amends.http import read
from amends.ids import AgentId, ConversationId
from amends.storage.retrying import again

_MOST = 200


class Conversations:
    """What agents see of conversations and do in them."""

    def __init__(self, *, services: Services, hub: Hub) -> None:
        self._services = services
        self._hub = hub
        self._desk = Desk(services=services)

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes."""
        one = "/conversations/<conversation_id:str>"
        routes.add_route(self.find, "/conversations", methods=["GET"], name="conversations")
        routes.add_route(self.show, one, methods=["GET"], name="conversation")
        routes.add_route(self.take_over, f"{one}/take-over", methods=["POST"])
        routes.add_route(self.reply, f"{one}/messages", methods=["POST"])
        routes.add_route(self.note, f"{one}/notes", methods=["POST"])
        routes.add_route(self.hand_back, f"{one}/hand-back", methods=["POST"])
        routes.add_route(self.close, f"{one}/close", methods=["POST"])
        routes.add_route(self.typing, f"{one}/typing", methods=["POST"])

    @openapi.summary("Conversations")
    @openapi.parameter("mode", str, "query", description="One or more of them, with commas")
    @openapi.description("Those that wait come most frustrated first, the others latest first.")
    async def find(self, request: Request) -> HTTPResponse:
        """List conversations in some modes, or all."""
        modes = _modes(request.args.get("mode") or "")
        if modes == (Mode.WAITING,):
            items = await asyncio.to_thread(self._desk.queue)
        else:
            items = await asyncio.to_thread(self._desk.conversations, modes, limit=_MOST)
        return json({"items": items})

    @openapi.summary("One conversation with its log")
    @openapi.parameter("before", int, "query", description="Entries before this number")
    @openapi.response(404, description="There is no such conversation")
    async def show(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Show a conversation and the latest 200 entries of its log."""
        before = request.args.get("before")
        if before is not None and not before.isdecimal():
            raise Invalid("before: a number is needed", code="malformed")
        return json(
            await asyncio.to_thread(
                self._desk.conversation,
                ConversationId(conversation_id),
                before=None if before is None else int(before),
            )
        )

    @openapi.summary("Take a conversation over")
    @openapi.body({"application/json": TakeOverRequest})
    @openapi.response(409, description="Somebody else has it")
    async def take_over(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Give the conversation to whoever asks; ``from`` takes it from a colleague."""
        wanted = read(request, TakeOverRequest) if request.body else TakeOverRequest()
        holder = None if wanted.from_agent is None else AgentId(wanted.from_agent)
        return await self._do(
            conversation_id,
            lambda which: self._services.handoff.take_over(
                which, agent_of(request).id, from_agent=holder
            ),
        )

    @openapi.summary("Write to the customer")
    @openapi.body({"application/json": TextRequest})
    @openapi.response(200, description="`seq` of the message; the same id again changes nothing")
    @openapi.response(409, description="The conversation has to be taken over first")
    async def reply(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Say something to the customer."""
        message = read(request, TextRequest)
        write = partial(
            self._services.handoff.reply,
            ConversationId(conversation_id),
            agent_of(request).id,
            message_id=message.id,
            text=message.text,
        )
        seq = await asyncio.to_thread(again, write)
        return json({"seq": seq})

    @openapi.summary("Leave a note that only colleagues see")
    @openapi.body({"application/json": TextRequest})
    @openapi.response(200, description="`seq` of the note; the same id again changes nothing")
    async def note(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Leave a note."""
        message = read(request, TextRequest)
        write = partial(
            self._services.handoff.note,
            ConversationId(conversation_id),
            agent_of(request).id,
            message_id=message.id,
            text=message.text,
        )
        seq = await asyncio.to_thread(again, write)
        return json({"seq": seq})

    @openapi.summary("Hand a conversation back to the assistant")
    @openapi.response(409, description="You do not have it")
    async def hand_back(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Let the assistant go on."""
        agent_id = agent_of(request).id
        return await self._do(
            conversation_id, lambda which: self._services.handoff.hand_back(which, agent_id)
        )

    @openapi.summary("Close a conversation")
    @openapi.body({"application/json": CloseRequest})
    @openapi.response(409, description="Somebody else has it")
    async def close(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Close the conversation until the customer writes again."""
        wanted = read(request, CloseRequest) if request.body else CloseRequest()
        agent_id = agent_of(request).id
        return await self._do(
            conversation_id,
            lambda which: self._services.handoff.close(which, agent_id, reason=wanted.reason),
        )

    @openapi.summary("Tell the customer that you are typing")
    @openapi.body({"application/json": TypingRequest})
    @openapi.response(204)
    @openapi.response(409, description="The conversation has to be taken over first")
    async def typing(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Show the customer that somebody types, or no longer does."""
        wanted = read(request, TypingRequest)
        which = ConversationId(conversation_id)
        await asyncio.to_thread(self._services.handoff.check_has, which, agent_of(request).id)
        self._hub.typing(which, Author.AGENT, on=wanted.on)
        return empty()

    async def _do(
        self, conversation_id: str, change: Callable[[ConversationId], object]
    ) -> HTTPResponse:
        which = ConversationId(conversation_id)

        def do() -> dict[str, object]:
            again(lambda: change(which))
            return {**self._desk.conversation(which)}

        return json(await asyncio.to_thread(do))


def _modes(given: str) -> tuple[Mode, ...]:
    try:
        return tuple(Mode(name) for name in given.split(",") if name)
    except ValueError as error:
        known = ", ".join(Mode)
        raise Invalid(f"mode: one or more of {known}", code="malformed") from error
