"""Entry point of the action server: runs the custom actions for the engine, and nobody else."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from actions import ALL, AmendsAction
from amends.bootstrap import Services, build_services
from amends.conversations.model import Author, Mode
from amends.conversations.service import ConversationService
from amends.errors import NotFound, Unauthorized, Unavailable
from amends.http import bearer_token, install_error_handlers, read
from amends.ids import ConversationId
from amends.logs import configure_logging
from amends.settings import Settings
from language import DEFAULT, Catalogue, Tone

HOST = "127.0.0.1"
"""Only the engine on the same machine calls actions."""

TOLD_AFTER_S = 1.0
"""After so long the customer is told that it takes longer."""

GIVEN_UP_AFTER_S = 10.0
"""After so long the engine is to ask again; what was done then is not done twice."""

_MAX_BODY_BYTES = 1024 * 1024
_DELAY_WORDING = "say_takes_longer"
_EVENT = "EXTERNAL_"

_log = logging.getLogger(__name__)


class _Message(BaseModel):
    model_config = ConfigDict(extra="allow")

    message_id: str | None = None
    intent: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None

    def is_event(self) -> bool:
        return str((self.intent or {}).get("name") or "").startswith(_EVENT)


class _Tracker(BaseModel):
    model_config = ConfigDict(extra="allow")

    sender_id: str = Field(min_length=1)
    latest_message: _Message | None = None


class ActionCall(BaseModel):
    """What the engine sends; it need not send its domain."""

    model_config = ConfigDict(extra="allow")

    next_action: str = Field(min_length=1)
    tracker: _Tracker


class ActionRunner:
    """Runs actions, and tells the customer when one takes long.

    Args:
        actions: The actions that exist.
        conversations: Where the customer is told.
        catalogue: How.
        told_after: Seconds after which the customer is told.
        given_up_after: Seconds after which the engine is to ask again.
    """

    def __init__(
        self,
        *,
        actions: Iterable[AmendsAction],
        conversations: ConversationService,
        catalogue: Catalogue,
        told_after: float = TOLD_AFTER_S,
        given_up_after: float = GIVEN_UP_AFTER_S,
    ) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_function(action.name(), action.run)
        self._conversations = conversations
        self._catalogue = catalogue
        self._told_after = told_after
        self._given_up_after = given_up_after

    async def run(self, call: ActionCall) -> dict[str, Any]:
        """Return the events and responses of an action.

        Raises:
            NotFound: There is no such action.
            Unavailable: It does not end, or the database does not answer.
        """
        running = asyncio.ensure_future(self._execute(call))
        try:
            done, _ = await asyncio.wait({running}, timeout=self._told_after)
            if not done:
                await asyncio.to_thread(self._tell_delay, call.tracker)
            left = self._given_up_after - self._told_after
            return await asyncio.wait_for(running, timeout=left)
        except TimeoutError as error:
            _log.error("an action takes too long", extra={"action": call.next_action})
            raise Unavailable("The action takes too long", retry_after=1) from error
        finally:
            running.cancel()

    async def _execute(self, call: ActionCall) -> dict[str, Any]:
        # The SDK asks for the domain with a status that the engine does not know, unless it
        # gets one; no action of ours reads it.
        body = {**call.model_dump(exclude_unset=True), "domain": {}}
        try:
            result = await self._executor.run(body)
        except ActionNotFoundException as error:
            raise NotFound("There is no such action", code="action_unknown") from error
        return {} if result is None else result.model_dump()

    def _tell_delay(self, tracker: _Tracker) -> None:
        message = tracker.latest_message
        if message is None or message.message_id is None or message.is_event():
            return
        metadata = message.metadata or {}
        language = str(metadata.get("language") or DEFAULT)
        tone = Tone(metadata.get("tone") or Tone.NEUTRAL)
        conversation_id = ConversationId(tracker.sender_id)
        try:
            if self._conversations.get(conversation_id).mode is Mode.AGENT:
                return
            self._conversations.append(
                conversation_id,
                author=Author.SYSTEM,
                text=self._catalogue.render(_DELAY_WORDING, language=language, tone=tone),
                key=f"{message.message_id}:delay",
                language=language,
                details={"wording": _DELAY_WORDING},
            )
        except Unavailable:
            _log.warning("the customer could not be told of a delay")


def create_app(services: Services, token: str) -> Sanic:  # type: ignore[type-arg]  # Sanic's own defaults
    """Return the action server's application.

    Args:
        services: What the actions call.
        token: The secret that the engine shows; without one only this machine is let in.
    """
    runner = ActionRunner(
        actions=[action(services) for action in ALL],
        conversations=services.conversations,
        catalogue=services.catalogue,
    )
    app = Sanic("amends-actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _MAX_BODY_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    install_error_handlers(app)

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        """Run one action."""
        _check_caller(request, token)
        return json(await runner.run(read(request, ActionCall)))

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        """Say whether actions can be run: whether the database answers."""
        await asyncio.to_thread(services.database.check)
        return json({"status": "ok"})

    @app.before_server_stop
    async def close(_: object) -> None:
        services.database.close()

    return app


def run(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        ConfigurationError: A file or setting is missing or wrong.
    """
    configure_logging(settings.log_level)
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    app = create_app(build_services(settings), settings.internal_token.get_secret_value())
    app.run(
        host=HOST, port=settings.actions_port, single_process=True, access_log=False, motd=False
    )


def _check_caller(request: Request, token: str) -> None:
    if not token:
        if request.ip not in {"127.0.0.1", "::1"}:
            raise Unauthorized("Only this machine may run actions")
    elif not hmac.compare_digest((bearer_token(request) or "").encode(), token.encode()):
        raise Unauthorized("The token is missing or wrong")
