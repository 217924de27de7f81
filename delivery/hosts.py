"""Which service addresses may ever receive the bot's token."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """Hold the allow-list; a name is `host` (any port) or `host:port`, without wildcards.

    Only https is allowed, unless `loopback_http` opens plain http to listed loopback addresses (development).
    """

    names: frozenset[str]
    loopback_http: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(name.lower() for name in self.names))

    def allows(self, url: str) -> bool:
        """Say whether a service URL may be called."""
        return _allows(self, url)


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@lru_cache(maxsize=256)  # every activity of a tenant comes with the same few addresses
def _allows(hosts: ServiceHosts, url: str) -> bool:
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return False
    if parts.scheme == "http" and not (hosts.loopback_http and is_loopback(parts.hostname)):
        return False
    return parts.hostname in hosts.names or f"{parts.hostname}:{_port(parts)}" in hosts.names


def _split(url: str) -> SplitResult | None:
    """Take a URL apart; None for whatever two parsers could read in two ways."""
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\@?#"):
        return None
    try:
        parts = urlsplit(url)
        _port(parts)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} else None


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
