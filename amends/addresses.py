"""Whose address a request comes from, also behind reverse proxies."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Network = IPv4Network | IPv6Network
_Address = IPv4Address | IPv6Address

_OF_ONE_HOUSEHOLD = 64
"""Leading bits of an IPv6 address that a provider gives to one customer."""


def networks(listed: str) -> tuple[Network, ...]:
    """Return addresses and networks that are separated by commas.

    Raises:
        ValueError: One of them is none.
    """
    return tuple(ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip())


def origin(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return who a request comes from, as one party to count.

    Args:
        peer: The address at the other end of the line.
        forwarded_for: The header ``X-Forwarded-For``: each proxy appends whom it heard from.
            Anybody can send any, so it is read from its end, and only as far as the proxies
            are ours.
        trusted: Where our own reverse proxies are.
    """
    found = _address(peer)
    if found is None:
        return peer
    hops = [hop for hop in forwarded_for.split(",") if hop.strip()]
    while hops and any(found in network for network in trusted):
        before = _address(hops.pop())
        if before is None:
            break
        found = before
    return _party(found)


def _address(given: str) -> _Address | None:
    text = given.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _party(address: _Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, _OF_ONE_HOUSEHOLD), strict=False))
