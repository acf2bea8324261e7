"""Accounts of agents and approvers: signing in, sessions, lock-out after failures."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, Row, delete, func, insert, select

from amends.clock import Clock
from amends.errors import Conflict, NotFound, TooManyAttempts, Unauthorized
from amends.handoff.model import Agent, AgentSession, Role
from amends.handoff.tables import agent_sessions, agents, login_attempts
from amends.ids import AgentId, new_id
from amends.storage.database import Database

SESSION_LIFETIME = timedelta(hours=12)
MOST_FAILURES = 10
FAILURE_WINDOW = timedelta(minutes=15)


class AgentService:
    """Who may work in the console.

    Args:
        demo_accounts: Whether demo accounts, whose password is public, may sign in.
        hasher: How passwords are hashed; Argon2id with the library's recommended costs.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        demo_accounts: bool = False,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._demo_accounts = demo_accounts
        self._hasher = hasher or PasswordHasher()

    def add(self, *, email: str, name: str, role: Role, password: str, demo: bool = False) -> Agent:
        """Add an account.

        Args:
            email: With what they sign in.
            name: As customers and colleagues see it.
            role: What they may do.
            password: Kept only as an Argon2 hash.
            demo: Whether everybody knows the password.

        Raises:
            Conflict: There is one with this e-mail address.
        """
        agent = Agent(AgentId(new_id("agt")), email.strip().lower(), name, role)
        password_hash = self._hasher.hash(password)
        with self._database.transaction() as tx:
            taken = tx.execute(select(agents.c.id).where(agents.c.email == agent.email)).first()
            if taken is not None:
                raise Conflict("There is an account with this e-mail", code="account_exists")
            tx.execute(
                insert(agents).values(
                    id=agent.id,
                    email=agent.email,
                    name=name,
                    role=role,
                    password_hash=password_hash,
                    demo=demo,
                    created_at=self._clock.now(),
                )
            )
        return agent

    def login(self, *, email: str, password: str) -> tuple[str, AgentSession]:
        """Sign in.

        Returns:
            The session's secret token for the cookie, and the session.

        Raises:
            Unauthorized: E-mail or password is wrong; which of them is not told.
            TooManyAttempts: Ten failures within a quarter of an hour.
        """
        address = email.strip().lower()
        with self._database.reading() as tx:
            self._check_failures(tx, address)
            row = tx.execute(select(agents).where(agents.c.email == address)).one_or_none()
        if row is None:
            self._hasher.hash(password)  # so that an unknown account takes as long as a known one
        if row is None or not self._matches(row.password_hash, password) or not self._admits(row):
            self._record_failure(address)
            raise Unauthorized("E-mail or password is wrong", code="login_failed")
        return self._open_session(_agent(row))

    def session(self, token: str) -> AgentSession:
        """Return the session that a cookie's token stands for.

        Raises:
            Unauthorized: The token is unknown or has expired.
        """
        with self._database.reading() as tx:
            row = tx.execute(
                select(agents, agent_sessions.c.csrf_token, agent_sessions.c.expires_at)
                .join(agent_sessions, agent_sessions.c.agent_id == agents.c.id)
                .where(agent_sessions.c.token_hash == _hash(token))
            ).one_or_none()
        if row is None or row.expires_at <= self._clock.now() or not self._admits(row):
            raise Unauthorized("Please sign in", code="not_signed_in")
        return AgentSession(_agent(row), row.csrf_token)

    def logout(self, token: str) -> None:
        """End a session."""
        with self._database.transaction() as tx:
            tx.execute(delete(agent_sessions).where(agent_sessions.c.token_hash == _hash(token)))

    def get(self, agent_id: AgentId) -> Agent:
        """Return an agent.

        Raises:
            NotFound: There is none with this id.
        """
        with self._database.reading() as tx:
            row = tx.execute(select(agents).where(agents.c.id == agent_id)).one_or_none()
        if row is None:
            raise NotFound("There is no such agent", code="agent_not_found")
        return _agent(row)

    def names(self) -> dict[AgentId, str]:
        """Return the names of all agents."""
        with self._database.reading() as tx:
            rows = tx.execute(select(agents.c.id, agents.c.name))
            return {AgentId(row.id): row.name for row in rows}

    def _open_session(self, agent: Agent) -> tuple[str, AgentSession]:
        token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._database.transaction() as tx:
            tx.execute(delete(agent_sessions).where(agent_sessions.c.expires_at <= now))
            tx.execute(
                insert(agent_sessions).values(
                    token_hash=_hash(token),
                    agent_id=agent.id,
                    csrf_token=csrf_token,
                    expires_at=now + SESSION_LIFETIME,
                )
            )
        return token, AgentSession(agent, csrf_token)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _admits(self, row: Row[tuple[object, ...]]) -> bool:
        return self._demo_accounts or not row.demo

    def _record_failure(self, address: str) -> None:
        now = self._clock.now()
        with self._database.transaction() as tx:
            tx.execute(delete(login_attempts).where(login_attempts.c.at <= now - FAILURE_WINDOW))
            tx.execute(insert(login_attempts).values(email_hash=_hash(address), at=now))

    def _check_failures(self, tx: Connection, address: str) -> None:
        failures = tx.execute(
            select(func.count())
            .select_from(login_attempts)
            .where(
                login_attempts.c.email_hash == _hash(address),
                login_attempts.c.at > self._clock.now() - FAILURE_WINDOW,
            )
        ).scalar_one()
        if failures >= MOST_FAILURES:
            raise TooManyAttempts(
                "Too many failed sign-ins; try again in a quarter of an hour",
                code="login_locked",
                retry_after=int(FAILURE_WINDOW.total_seconds()),
            )


def agent_name(tx: Connection, agent_id: AgentId) -> str:
    """Return an agent's name, in the caller's transaction.

    Raises:
        NotFound: There is none with this id.
    """
    name: str | None = tx.execute(
        select(agents.c.name).where(agents.c.id == agent_id)
    ).scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such agent", code="agent_not_found")
    return name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(AgentId(row.id), row.email, row.name, Role(row.role))
