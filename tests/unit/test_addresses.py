from __future__ import annotations

import pytest

from amends.addresses import networks, origin

PROXIES = networks("10.0.0.0/8, 127.0.0.1, fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "who"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, <script>, 10.0.0.2", "10.0.0.2"),
        ("127.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("fd00::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fd00::1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        ("a socket", "198.51.100.1", "a socket"),
    ],
)
def test_that_only_our_own_proxies_are_believed(peer: str, forwarded_for: str, who: str) -> None:
    assert origin(peer, forwarded_for, PROXIES) == who


def test_that_without_proxies_nobody_is_believed() -> None:
    assert networks("") == ()
    assert origin("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


@pytest.mark.parametrize("wrong", ["proxy", "10.0.0.0/40", "10.0.0.1; 10.0.0.2"])
def test_that_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        networks(wrong)
