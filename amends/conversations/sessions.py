"""Sessions of the web channel: a secret token in a browser, tied to one conversation."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from amends.clock import Clock
from amends.conversations.model import Conversation
from amends.conversations.service import ConversationService
from amends.conversations.tables import web_sessions
from amends.errors import Unauthorized
from amends.ids import ConversationId, CustomerId, new_id
from amends.storage.database import Database

CHANNEL = "web"

_EXPIRED_KEPT = timedelta(days=1)
_FORGOTTEN_AT_ONCE = 1_000

_RECOGNISE = select(web_sessions.c.conversation_id, web_sessions.c.expires_at).where(
    web_sessions.c.token_hash == bindparam("hash")
)


@dataclass(frozen=True)
class NewSession:
    """A session as it is told to the browser, the only place where the token is kept."""

    id: str
    token: str
    conversation: Conversation


class SessionService:
    """Opens sessions and recognises their tokens.

    Args:
        lifetime: How long a session can be resumed.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        conversations: ConversationService,
        lifetime: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._conversations = conversations
        self._lifetime = lifetime

    def open(self, *, language: str, customer_id: CustomerId | None) -> NewSession:
        """Open a session with a new conversation.

        Args:
            language: The language to begin in.
            customer_id: Who the shop's signature says it is; None for a guest.
        """
        session_id, token = new_id("ses"), secrets.token_urlsafe(32)
        with self._database.transaction() as tx:
            conversation = self._conversations.open(
                channel=CHANNEL,
                account="",
                address=session_id if customer_id is None else customer_id,
                language=language,
                customer_id=customer_id,
                verified=customer_id is not None,
            )
            tx.execute(
                insert(web_sessions).values(
                    id=session_id,
                    conversation_id=conversation.id,
                    token_hash=_hash(token),
                    expires_at=self._clock.now() + self._lifetime,
                )
            )
            self._conversations.enqueue_event(
                conversation.id,
                intent="EXTERNAL_session_started",
                entities={},
                key=f"{session_id}:started",
            )
        return NewSession(session_id, token, conversation)

    def recognise(self, token: str) -> ConversationId:
        """Return the conversation that a token opens.

        Raises:
            Unauthorized: The token is unknown or has expired.
        """
        with self._database.reading() as tx:
            row = tx.execute(_RECOGNISE, {"hash": _hash(token)}).one_or_none()
        if row is None:
            raise Unauthorized("The session is not known", code="session_unknown")
        if row.expires_at <= self._clock.now():
            raise Unauthorized("The session has expired", code="session_expired")
        return ConversationId(row.conversation_id)


def forget_expired(tx: Connection, now: datetime) -> int:
    """Forget sessions that expired more than a day ago, some at a time; return how many."""
    old = (
        select(web_sessions.c.id)
        .where(web_sessions.c.expires_at < now - _EXPIRED_KEPT)
        .limit(_FORGOTTEN_AT_ONCE)
    )
    return tx.execute(delete(web_sessions).where(web_sessions.c.id.in_(old))).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
