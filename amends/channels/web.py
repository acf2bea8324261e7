"""The web channel: a website's chat over plain HTTP and server-sent events."""

from __future__ import annotations

import asyncio
import hashlib
import json as jsonlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.addresses import networks, origin
from amends.clock import Clock
from amends.conversations.hub import Hub, Watch
from amends.conversations.model import Author, Entry, InboundMessage, Received
from amends.conversations.service import ConversationService
from amends.conversations.sessions import CHANNEL, NewSession, SessionService
from amends.customers.identity import verify_signature
from amends.customers.service import CustomerService
from amends.errors import Invalid, NotFound, TooManyAttempts, Unauthorized, Unavailable
from amends.handoff.agents import AgentService
from amends.http import bearer_token, read
from amends.ids import AgentId, ConversationId, CustomerId
from amends.limits import RateLimit
from amends.storage.retrying import again
from language import DEFAULT, supported_or_default

Send = Callable[[str], Awaitable[None]]

_HEARTBEAT_S = 15.0
_BATCH = 200
_MOST_STREAMS = 16
_DATABASE_WAIT_S = 1.0
_FIRST_LINE = "retry: 1000\n\n"
_STILL_HERE = ": still here\n\n"
_FARTHEST = 2**31 - 1
_SEPARATOR = ":"


class Identity(BaseModel):
    """Who the shop's server says is logged in."""

    customer_id: str = Field(min_length=1, max_length=40)
    expires: int = Field(description="Unix seconds")
    signature: str = Field(
        max_length=128, description="HMAC-SHA256 over `customer_id.expires`, hexadecimal"
    )


class SessionRequest(BaseModel):
    """What a browser sends to begin a chat."""

    locale: str | None = Field(None, max_length=35, description="Such as `es-MX`")
    identity: Identity | None = None


class MessageRequest(BaseModel):
    """A message: a text, or one of the choices that were offered."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(
        min_length=1,
        max_length=64,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The client's own id",
    )
    text: str | None = None
    choice: str | None = Field(None, min_length=1, max_length=64)

    @model_validator(mode="after")
    def _one_of_both(self) -> MessageRequest:
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either a text or a choice")
        return self


class Limits(Protocol):
    """How much one customer may ask for, as an operator set it; see `amends.settings`."""

    @property
    def sessions_per_minute(self) -> int:
        """Chats that one address may begin."""
        ...

    @property
    def messages_per_minute(self) -> int:
        """Messages that one chat may send."""
        ...

    @property
    def trusted_proxies(self) -> str:
        """From whom ``X-Forwarded-For`` is believed."""
        ...


class WebChannel:
    """The three endpoints of the chat."""

    def __init__(
        self,
        *,
        conversations: ConversationService,
        sessions: SessionService,
        customers: CustomerService,
        agents: AgentService,
        hub: Hub,
        clock: Clock,
        identity_secret: str,
        limits: Limits,
    ) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._customers = customers
        self._agents = agents
        self._hub = hub
        self._clock = clock
        self._identity_secret = identity_secret
        self._sessions_limit = RateLimit(
            per_minute=limits.sessions_per_minute,
            refusal="Too many chats were begun from your address; please try again in a moment",
            clock=clock,
        )
        self._messages_limit = RateLimit(
            per_minute=limits.messages_per_minute,
            refusal="Too many messages at once; please wait a moment",
            clock=clock,
        )
        self._trusted_proxies = networks(limits.trusted_proxies)

    def blueprint(self) -> Blueprint:
        """Return the routes under ``/chat``."""
        routes = Blueprint("chat", url_prefix="/chat")
        routes.add_route(self.open_session, "/sessions", methods=["POST"])
        routes.add_route(self.post_message, "/messages", methods=["POST"])
        routes.add_route(self.stream_events, "/events", methods=["GET"])
        return routes

    @openapi.summary("Begin a chat")
    @openapi.body({"application/json": SessionRequest})
    @openapi.response(201, description="`session_id`, `token` and `language`")
    @openapi.response(429, description="Too many from one address; `Retry-After` says how long")
    async def open_session(self, request: Request) -> HTTPResponse:
        """Open a session; a valid identity makes the customer known, none makes a guest."""
        forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
        self._sessions_limit.take(origin(request.ip, forwarded, self._trusted_proxies))
        wanted = read(request, SessionRequest) if request.body else SessionRequest()
        session = await asyncio.to_thread(again, lambda: self._open(wanted))
        return json(
            {
                "session_id": session.id,
                "token": session.token,
                "language": session.conversation.language,
            },
            status=201,
        )

    @openapi.summary("Send a message")
    @openapi.body({"application/json": MessageRequest})
    @openapi.response(202, description="Accepted: `seq` is its number in the conversation")
    @openapi.response(200, description="The same id was accepted before, under this `seq`")
    @openapi.response(429, description="Too many at once; `Retry-After` says how long to wait")
    @openapi.secured("bearer")
    async def post_message(self, request: Request) -> HTTPResponse:
        """Accept a customer's message, exactly once per id."""
        token = bearer_token(request) or ""
        self._messages_limit.take(token)
        received = await asyncio.to_thread(self._receive, request)
        if received.repeated:
            self._messages_limit.give_back(token)
        return json({"seq": received.seq}, status=200 if received.repeated else 202)

    @openapi.summary("Follow the conversation")
    @openapi.description(
        "Server-sent events: `message`, `typing` and `state`. Resume with `Last-Event-ID` or "
        "`?after=`; the token may be given as `?token=`."
    )
    @openapi.secured("bearer")
    async def stream_events(self, request: Request) -> None:
        """Send what was said after a number, and then everything as it is said."""
        conversation_id = await asyncio.to_thread(self._recognise, bearer_token(request))
        after = _position(request)
        if self._hub.watchers(conversation_id) >= _MOST_STREAMS:
            raise TooManyAttempts("Too many streams of this conversation are open", retry_after=5)
        response = await request.respond(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        with self._hub.watch(conversation_id) as watch:
            await response.send(_FIRST_LINE)
            await self._follow(response.send, conversation_id, watch, after)

    def _open(self, wanted: SessionRequest) -> NewSession:
        customer_id = None
        language = supported_or_default(wanted.locale or DEFAULT)
        if wanted.identity is not None:
            verify_signature(
                secret=self._identity_secret,
                customer_id=wanted.identity.customer_id,
                expires=wanted.identity.expires,
                signature=wanted.identity.signature,
                now=self._clock.now(),
            )
            customer_id = CustomerId(wanted.identity.customer_id)
            customer = self._customers.get(customer_id)
            if wanted.locale is None:
                language = supported_or_default(customer.language)
        return self._sessions.open(language=language, customer_id=customer_id)

    def _receive(self, request: Request) -> Received:
        conversation_id = self._recognise(bearer_token(request))
        message = read(request, MessageRequest)
        inbound = InboundMessage(
            channel=CHANNEL,
            account=conversation_id,
            source_id=_source_id(message.id),
            conversation_id=conversation_id,
            text=message.text or "",
            choice_id=message.choice,
        )
        return again(lambda: self._conversations.receive(inbound))

    def _recognise(self, token: str | None) -> ConversationId:
        if not token:
            raise Unauthorized("A session token is needed", code="session_missing")
        return self._sessions.recognise(token)

    async def _follow(
        self, send: Send, conversation_id: ConversationId, watch: Watch, after: int
    ) -> None:
        names: dict[AgentId, str | None] = {}
        state: Mapping[str, object] = {}
        typing: dict[Author, bool] = {}
        while not watch.ended:
            news: list[str] = []
            if watch.changed:
                watch.changed = False
                try:
                    current, messages = await asyncio.to_thread(
                        self._read, conversation_id, after, names
                    )
                except Unavailable:
                    watch.changed = True
                    await asyncio.sleep(_DATABASE_WAIT_S)
                    await send(_STILL_HERE)
                    continue
                news += [_event("message", message, seq) for seq, message in messages]
                after = messages[-1][0] if messages else after
                watch.changed |= len(messages) == _BATCH
                if current != state:
                    state = current
                    news.append(_event("state", state))
            for author, on in watch.typing.items():
                if typing.get(author, False) != on:
                    typing[author] = on
                    news.append(_event("typing", {"author": author.value, "on": on}))
            if news:
                await send("".join(news))
            if not watch.changed and not await watch.wait(_HEARTBEAT_S):
                await send(_STILL_HERE)

    def _read(
        self, conversation_id: ConversationId, after: int, names: dict[AgentId, str | None]
    ) -> tuple[Mapping[str, object], list[tuple[int, Mapping[str, object]]]]:
        conversation, entries = self._conversations.messages(
            conversation_id, after=after, limit=_BATCH
        )
        state = {"mode": conversation.mode.value, "language": conversation.language}
        return state, [(entry.seq, self._message(entry, names)) for entry in entries]

    def _message(self, entry: Entry, names: dict[AgentId, str | None]) -> Mapping[str, object]:
        message: dict[str, object] = {
            "seq": entry.seq,
            "author": entry.author.value,
            "text": entry.text,
            "choices": [
                {"id": choice.id, "label": choice.label} for choice in entry.choices if choice.open
            ],
            "language": entry.language,
            "at": entry.at.isoformat(),
        }
        if entry.agent_id is not None:
            if entry.agent_id not in names:
                names[entry.agent_id] = self._name(entry.agent_id)
            if names[entry.agent_id] is not None:
                message["agent"] = {"name": names[entry.agent_id]}
        return message

    def _name(self, agent_id: AgentId) -> str | None:
        try:
            return self._agents.get(agent_id).name
        except NotFound:
            return None


def _position(request: Request) -> int:
    given = request.headers.get("last-event-id") or request.args.get("after") or "0"
    if not given.isdecimal() or len(given) > len(str(_FARTHEST)) or int(given) > _FARTHEST:
        raise Invalid("after: the number of a message is needed", code="malformed")
    return int(given)


def _source_id(client_id: str) -> str:
    """Return an id that cannot be mistaken for the key of something done because of a message.

    Such keys are a message's id, a colon and what is done; an id with a colon could be one.
    """
    if _SEPARATOR not in client_id:
        return client_id
    return f"sha256-{hashlib.sha256(client_id.encode()).hexdigest()}"


def _event(name: str, data: Mapping[str, object], event_id: int | None = None) -> str:
    head = "" if event_id is None else f"id: {event_id}\n"
    return f"{head}event: {name}\ndata: {jsonlib.dumps(data, ensure_ascii=False)}\n\n"
