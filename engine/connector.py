"""The gateway's way in: a Rasa input channel that takes a message once and answers it in full."""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from engine.errors import EngineError, Outdated, WrongToken
from engine.locks import ConversationLocks
from engine.runtime.actions import TOKEN_VARIABLE
from engine.runtime.agent import EngineAgent
from engine.runtime.turn import CHANNEL, Answer, Turn
from engine.wire import body_of, turn_of

_log = structlog.get_logger(__name__)
_BEARER = "Bearer "


class AmendsInput(InputChannel):
    """`POST webhook` takes a turn; `DELETE conversations/<id>` forgets a conversation.

    Callers show the token of `AMENDS_INTERNAL_TOKEN`. Without that variable nobody is let in.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._locks = ConversationLocks()

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is part of its address."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AmendsInput:
        """Create the channel; its only credential is in the environment."""
        return cls(os.environ.get(TOKEN_VARIABLE))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes. Rasa's callback is not used: it has no answer and no idempotency."""
        routes = Blueprint("amends_connector")

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            self._check(request)
            turn = turn_of(request.body)
            answer = await self.take(request.app.ctx.agent, turn)
            return json(body_of(turn, answer))

        @routes.delete("/conversations/<conversation_id:str>")
        async def forget(request: Request, conversation_id: str) -> HTTPResponse:
            self._check(request)
            async with self._locks.holding(conversation_id):
                erased = await request.app.ctx.agent.tracker_store.erase(conversation_id)
            return json({"erased": erased})

        @routes.exception(EngineError)
        def refuse(request: Request, error: EngineError) -> HTTPResponse:
            _log.warning("connector.refused", code=error.code, cause=_class_of_cause(error))
            return json({"error": error.code}, status=error.http_status)

        return routes

    async def take(self, agent: EngineAgent, turn: Turn) -> Answer:
        """Return the answer to a turn, one at a time per conversation.

        If another engine saved the conversation meanwhile, the turn is taken once more on top of
        what that engine saved. Services called by actions return the first result to a repeat.
        """
        async with self._locks.holding(turn.conversation_id):
            try:
                return await agent.processor.take(turn)
            except Outdated:
                return await agent.processor.take(turn)

    def _check(self, request: Request) -> None:
        shown = request.headers.get("Authorization", "")
        if not self._token or not hmac.compare_digest(
            shown.encode(), f"{_BEARER}{self._token}".encode()
        ):
            raise WrongToken


def _class_of_cause(error: EngineError) -> str:
    return type(error.__cause__ or error).__name__
