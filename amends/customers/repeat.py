"""Commands that change nothing when they are repeated, and references that people can read out."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import Connection

from amends.storage.idempotency import once

_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def once_only(tx: Connection, key: str, operation: str, compute: Callable[[], str]) -> str:
    """Do this at most once for this key; return the id that was made the first time.

    The operation's name is part of the key, so that a caller may use one key for several
    different commands of one message.
    """
    made = once(tx, f"{key}:customers.{operation}", compute)
    if not isinstance(made, str):
        raise TypeError("a remembered command did not leave an id")
    return made


def readable_code(prefix: str, *, groups: int) -> str:
    """Return an unguessable code such as ``RT-7K3M-9QPX``, without look-alike characters.

    Each group of four characters holds 19.6 bits.
    """
    parts = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(groups))
    return "-".join((prefix, *parts))
