"""Proof of who somebody is: by order number and e-mail, or by the shop's signature."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from amends.customers.errors import IdentityNotProven
from amends.customers.lookup import email_lookup, order_lookup
from amends.customers.store import identity as store
from amends.errors import TooManyAttempts, Unauthorized
from amends.ids import ConversationId, CustomerId
from amends.storage.idempotency import once
from amends.storage.types import JsonValue

ATTEMPTS = 5
WINDOW = timedelta(hours=1)
SIGNATURE_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Verdict:
    """What came of one attempt: a customer, or nobody, perhaps with a time to wait."""

    customer_id: CustomerId | None
    retry_after: int | None

    def customer_or_raise(self) -> CustomerId:
        """Return who it is.

        Raises:
            IdentityNotProven: The attempt failed, for whatever reason.
            TooManyAttempts: Five attempts failed within the hour; this one was not looked at.
        """
        if self.retry_after is not None:
            raise TooManyAttempts(
                "Too many attempts; try again later",
                code="identity_attempts",
                retry_after=self.retry_after,
            )
        if self.customer_id is None:
            raise IdentityNotProven
        return self.customer_id


def judge(
    tx: Connection,
    *,
    conversation_id: ConversationId,
    order_number: str,
    email: str,
    key: str,
    now: datetime,
) -> Verdict:
    """Judge one attempt and count it if it failed; a repeated key gets the first verdict.

    The verdict is returned rather than raised because the count has to be committed.
    """
    stored = once(
        tx,
        f"{key}:customers.identity",
        lambda: _judge(tx, conversation_id, order_lookup(order_number), email, now),
    )
    if not isinstance(stored, list):
        raise TypeError("a remembered attempt did not leave a verdict")
    customer_id, retry_after = stored
    return Verdict(
        CustomerId(customer_id) if isinstance(customer_id, str) else None,
        retry_after if isinstance(retry_after, int) else None,
    )


def sign(*, secret: str, customer_id: str, expires: int) -> str:
    """Sign that a customer is logged in, as the shop's server does.

    Args:
        secret: What shop and Amends share.
        customer_id: Who is logged in.
        expires: Until when the signature holds, in seconds since 1970.

    Returns:
        The hexadecimal HMAC-SHA256 (RFC 2104) of ``customer_id.expires``.
    """
    signed = f"{customer_id}.{expires}".encode(errors="replace")
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def verify_signature(
    secret: str, customer_id: str, expires: int, signature: str, now: datetime
) -> CustomerId:
    """Check what the shop's server says of its signed-in customer.

    The signature is the one of :func:`sign`; ``expires`` is in seconds since 1970 and at most 24
    hours ahead, so that a leaked signature is of no use for long.

    Raises:
        Unauthorized: ``identity_forged`` if the signature is not the shop's or the period is
            too long, ``identity_expired`` if it is over.
    """
    expected = sign(secret=secret, customer_id=customer_id, expires=expires)
    genuine = hmac.compare_digest(expected.encode(), signature.lower().encode(errors="replace"))
    latest = (now + SIGNATURE_LIFETIME).timestamp()
    if not secret or not genuine or expires > latest:
        raise Unauthorized("The identity is not signed by the shop", code="identity_forged")
    if expires <= now.timestamp():
        raise Unauthorized("The identity has expired", code="identity_expired")
    return CustomerId(customer_id)


def _judge(
    tx: Connection, conversation_id: ConversationId, lookup: str, email: str, now: datetime
) -> JsonValue:
    subjects = [f"conversation:{conversation_id}"]
    if lookup:
        subjects.append(f"order:{lookup}")
    store.lock_subjects(tx, subjects, now)
    store.forget_attempts(tx, now - WINDOW)
    wait = max(_wait(store.failures(tx, subject, now - WINDOW), now) for subject in subjects)
    if wait:
        return [None, wait]
    owner = store.order_owner(tx, lookup)
    proven = _same(email_lookup(email), email_lookup(owner.email) if owner else "")
    if owner is not None and proven:
        return [owner.customer_id, None]
    store.add_failures(tx, subjects, now)
    return [None, None]


def _wait(failures: list[datetime], now: datetime) -> int:
    """Return the seconds until fewer than five failures are within the hour; 0 if it is so now."""
    if len(failures) < ATTEMPTS:
        return 0
    free_at = failures[-ATTEMPTS].astimezone(UTC) + WINDOW
    return max(1, math.ceil((free_at - now).total_seconds()))


def _same(given: str, known: str) -> bool:
    """Compare in a time that depends on neither; an empty address is nobody's."""
    same = hmac.compare_digest(_digest(given), _digest(known))
    return same and bool(known)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()
