"""Addresses of servers: which lie on this machine, and the way there."""

from __future__ import annotations

import urllib.request
from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a host name or an IP address can only mean this machine itself.

    >>> is_loopback("127.0.0.9"), is_loopback("::1"), is_loopback("localhost")
    (True, True, True)
    >>> is_loopback("0.0.0.0"), is_loopback("example.org")
    (False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_opener(host: str) -> urllib.request.OpenerDirector:
    """What opens addresses on `host`: past any proxy where that is this machine.

    A proxy that is set for the world is not the way to this machine.
    """
    own = [urllib.request.ProxyHandler({})] if is_loopback(host) else []
    return urllib.request.build_opener(*own)
