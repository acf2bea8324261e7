"""Who is at the console: signing in and out, and the guard before every other address."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import asdict

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json
from sanic_ext import openapi

from amends.console.requests import LoginRequest
from amends.console.wire import agent_wire
from amends.emotion.weights import FrustrationThresholds
from amends.errors import Forbidden, Unauthorized
from amends.handoff.agents import SESSION_LIFETIME, AgentService
from amends.handoff.model import Agent, AgentSession
from amends.http import read
from amends.storage.retrying import again

COOKIE = "amends_console"
CSRF_HEADER = "X-CSRF-Token"

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def agent_of(request: Request) -> Agent:
    """Return the agent whose request the guard has let through."""
    return session_of(request).agent


def session_of(request: Request) -> AgentSession:
    """Return the session of a request that the guard has let through."""
    session: AgentSession = request.ctx.session
    return session


def approver_of(request: Request) -> Agent:
    """Return the approver whose request the guard has let through.

    Raises:
        Forbidden: They are no approver.
    """
    agent = agent_of(request)
    if not agent.may_approve:
        raise Forbidden("Only approvers decide on offers", code="approvers_only")
    return agent


class Guard:
    """Lets signed-in agents through; whatever changes something also needs the CSRF token.

    Args:
        secure: Whether browsers reach the console by https, so that cookies can insist on it.
        thresholds: From which frustration on something changes; the pages mark moods by them.
    """

    def __init__(
        self, *, agents: AgentService, secure: bool, thresholds: FrustrationThresholds
    ) -> None:
        self._agents = agents
        self._secure = secure
        self._thresholds = thresholds

    def protect(self, routes: Blueprint) -> None:
        """Add sign-in to the routes and guard all others."""
        routes.add_route(self.login, "/login", methods=["POST"], name="login")
        routes.add_route(self.session, "/session", methods=["GET"])
        routes.add_route(self.logout, "/logout", methods=["POST"])
        routes.middleware("request")(self._check)
        routes.middleware("response")(_keep_private)

    async def still_signed_in(self, request: Request) -> bool:
        """Whether the session of a long-lived request has neither ended nor expired."""
        try:
            await asyncio.to_thread(self._agents.session, _token(request))
        except Unauthorized:
            return False
        return True

    async def _check(self, request: Request) -> None:
        if (request.endpoint or "").endswith(".login"):
            return
        session = await asyncio.to_thread(self._agents.session, _token(request))
        if request.method not in _READING:
            given = request.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode(), session.csrf_token.encode()):
                raise Forbidden("The page is out of date; load it again", code="csrf")
        request.ctx.session = session

    @openapi.summary("Sign in")
    @openapi.body({"application/json": LoginRequest})
    @openapi.response(
        200, description="`agent`, `csrf_token` and `thresholds`; sets the session cookie"
    )
    @openapi.response(401, description="E-mail or password is wrong")
    @openapi.response(429, description="Too many failures; try again later")
    async def login(self, request: Request) -> HTTPResponse:
        """Open a session for an agent."""
        wanted = read(request, LoginRequest)
        token, session = await asyncio.to_thread(
            again, lambda: self._agents.login(email=wanted.email, password=wanted.password)
        )
        response = json(self._wire(session))
        response.add_cookie(
            COOKIE,
            token,
            path="/console",
            httponly=True,
            samesite="Strict",
            secure=self._secure,
            max_age=int(SESSION_LIFETIME.total_seconds()),
        )
        return response

    @openapi.summary("Who is signed in")
    @openapi.response(200, description="`agent`, `csrf_token` and `thresholds` of frustration")
    async def session(self, request: Request) -> HTTPResponse:
        """Return the session that the cookie stands for."""
        return json(self._wire(session_of(request)))

    @openapi.summary("Sign out")
    @openapi.response(204)
    async def logout(self, request: Request) -> HTTPResponse:
        """End the session."""
        token = _token(request)
        await asyncio.to_thread(again, lambda: self._agents.logout(token))
        response = empty()
        response.delete_cookie(COOKIE, path="/console")
        return response

    def _wire(self, session: AgentSession) -> dict[str, object]:
        return {
            "agent": agent_wire(session.agent),
            "csrf_token": session.csrf_token,
            "thresholds": asdict(self._thresholds),
        }


async def _keep_private(_: Request, response: HTTPResponse) -> None:
    """Keep what is about customers out of browsers' caches."""
    response.headers["Cache-Control"] = "no-store"


def _token(request: Request) -> str:
    token = request.cookies.get(COOKIE)
    if not token:
        raise Unauthorized("Please sign in", code="not_signed_in")
    return str(token)
