"""Puts a file where Teams says that somebody's OneDrive takes it, and nowhere else.

The address is a key to that place: it is never logged, never redirected, and gets no token of ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

import aiohttp
import structlog
from yarl import URL

from delivery.errors import waiting_time
from delivery.hosts import is_loopback

TIMEOUT: Final = aiohttp.ClientTimeout(total=30, sock_connect=5)
MOST_TRIES: Final = 3
LONGEST_WAIT: Final = 20.0
"""Seconds that somebody may be kept waiting for another try."""
CLOUDS: Final = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
"""What the names of Microsoft's hosts for OneDrive at work end in, cloud by cloud."""

_PAUSE: Final = 2.0
_HTTPS: Final = 443

Trouble = Literal["forbidden-host", "refused", "gone", "full", "too-large", "busy", "unreachable"]
"""Why a file is not where it should be."""

_TROUBLES: Final[dict[int, Trouble]] = {
    HTTPStatus.NOT_FOUND: "gone",
    HTTPStatus.CONFLICT: "gone",
    HTTPStatus.GONE: "gone",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "gone",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.TOO_MANY_REQUESTS: "busy",
    HTTPStatus.INSUFFICIENT_STORAGE: "full",
}
_STORED: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT})
_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_log = structlog.get_logger("files")


@dataclass(frozen=True, slots=True)
class UploadHosts:
    """Know the hosts that may get a file: Microsoft's, over https; with `loopback_http` this machine, too."""

    loopback_http: bool = False

    def allows(self, url: str) -> bool:
        """Say whether a file may be sent to an address."""
        parts = _split(url)
        if parts is None or parts.hostname is None:
            return False
        if parts.scheme == "http":
            return self.loopback_http and is_loopback(parts.hostname)
        return parts.port in {None, _HTTPS} and parts.hostname.endswith(CLOUDS)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of one try; `status` 0 means that no answer came, `wait` is what the host asks for."""

    status: int
    wait: float | None = None

    @property
    def trouble(self) -> Trouble | None:
        if self.status in _STORED:
            return None
        return _TROUBLES.get(self.status, "unreachable" if self.may_pass else "refused")

    @property
    def may_pass(self) -> bool:
        """Say whether another try could end otherwise."""
        is_away = self.status == 0 or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return self.status in _PASSING or (is_away and self.status not in _TROUBLES)


class Uploads:
    """Store files; a failure is one line in the log, without the address or the name."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hosts: UploadHosts,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._session = session
        self._hosts = hosts
        self._clock = clock
        self._sleep = sleep

    async def store(self, url: str, content: bytes) -> Trouble | None:
        """Put a whole file at the address of an upload session; give why it is not there, or None."""
        if not self._hosts.allows(url):
            _log.warning("file_not_stored", reason="forbidden-host", status=0, tries=0)
            return "forbidden-host"
        put = partial(self._put, URL(url, encoded=True), content)
        answer, tries = await put(), 1
        while answer.may_pass and tries < MOST_TRIES:
            wait = _PAUSE * tries if answer.wait is None else answer.wait
            if wait > LONGEST_WAIT:
                break
            await self._sleep(wait)
            answer, tries = await put(), tries + 1
        if answer.trouble is not None:
            _log.warning("file_not_stored", reason=answer.trouble, status=answer.status, tries=tries)
        return answer.trouble

    async def _put(self, url: URL, content: bytes) -> _Answer:
        size = len(content)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{size - 1}/{size}",
        }
        try:
            async with self._session.put(
                url, data=content, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                wait = waiting_time(response.headers.get("Retry-After"), now=self._clock())
                return _Answer(response.status, wait)
        except (aiohttp.ClientError, TimeoutError):
            return _Answer(0)


def _split(url: str) -> SplitResult | None:
    """Take an address apart; None for whatever two parsers could read in two ways."""
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\#"):
        return None
    try:
        parts, read = urlsplit(url), URL(url, encoded=True)
        agreed = (parts.scheme, parts.hostname, parts.port) == (read.scheme, read.host, read.explicit_port)
    except ValueError:
        return None
    return parts if agreed and "@" not in parts.netloc and parts.scheme in {"http", "https"} else None
