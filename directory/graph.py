"""Microsoft Graph as this program speaks to it: one request at a time, patient where it asks for patience."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
ATTEMPTS: Final = 6
LONGEST_WAIT: Final = 300.0
"""Seconds of a `Retry-After` that are waited for; a longer one is for the next run."""
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_REFUSED: Final = 300
"""From here on a status is no answer: redirects would carry the token elsewhere."""
_GONE: Final = 410
_MAYBE_GONE: Final = frozenset({400, 404})
_OLD_LINK: Final = ("syncstate", "resync", "expired")
"""What is in the codes of a link that is too old, where the status does not tell."""
_FIRST_WAIT: Final = 1.0

Json = Mapping[str, Any]


class GraphError(Exception):
    """Graph does not do what it was asked; `status` is 0 when it cannot be reached."""

    def __init__(self, status: int, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(f"Graph answers {status or 'nothing'}: {code}")


class GraphBusy(GraphError):
    """Graph asks to come back later than is waited for, or has failed too many times in a row."""


class LinkExpired(GraphError):
    """A stored link is too old: everything has to be read from the beginning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Graph answered: the status and the JSON body, empty where there is none."""

    status: int
    body: Json


class Graph:
    """Send requests with the app's token; a path is taken below `url`, an address must lie there.

    Both are given as they go over the wire, percent-encoded.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: Callable[[str], Awaitable[str]],
        *,
        url: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._session = session
        self._token = token
        self._url = url.rstrip("/")
        parts = urlsplit(url)
        self._scope = f"{parts.scheme}://{parts.netloc}/.default"
        self._sleep = sleep

    async def get(self, path: str) -> Json:
        """Give the body of an answer; raise GraphError, GraphBusy or LinkExpired."""
        return (await self.send("GET", path)).body

    async def pages(self, path: str) -> AsyncIterator[Json]:
        """Give page after page, following `@odata.nextLink`; raise like `get`."""
        following: str | None = path
        while following:
            page = await self.get(following)
            yield page
            following = page.get("@odata.nextLink")

    async def send(self, method: str, path: str, body: Json | None = None) -> Answer:
        """Send a request, again where Graph asks for it; raise GraphError, GraphBusy or LinkExpired."""
        wait = _FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            answer, asked = await self._once(method, self.address(path), body)
            if answer.status not in _BUSY and answer.status:
                return _checked(answer)
            pause = asked or wait
            if attempt == ATTEMPTS or pause > LONGEST_WAIT:
                break
            await self._sleep(pause)
            wait *= 2
        raise GraphBusy(answer.status, _code(answer.body))

    def address(self, path: str) -> str:
        """Give the address of a path; links are followed within Graph only, for the token goes along."""
        if path.startswith(f"{self._url}/"):
            return path
        if not path.startswith("/"):
            raise GraphError(0, "foreign_link")
        return f"{self._url}{path}"

    async def _once(self, method: str, address: str, body: Json | None) -> tuple[Answer, float | None]:
        """Send once; give the answer, status 0 for none, and the seconds that Graph asks to wait."""
        headers = {"Authorization": f"Bearer {await self._token(self._scope)}"}
        # The tokens in links are Graph's own and go back letter by letter.
        target = URL(address, encoded=True)
        try:
            async with self._session.request(
                method, target, json=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                found = _read(await response.text(errors="replace"))
                # What is fine but no JSON was cut short on its way, or is somebody else's page.
                status = 0 if found is None and response.status < _REFUSED else response.status
                return Answer(status, found or {}), _pause(response.headers)
        except (aiohttp.ClientError, TimeoutError):
            return Answer(0, {}), None


def _checked(answer: Answer) -> Answer:
    if answer.status < _REFUSED:
        return answer
    code = _code(answer.body)
    is_old = answer.status in _MAYBE_GONE and any(each in code.lower() for each in _OLD_LINK)
    if is_old or answer.status == _GONE:
        raise LinkExpired(answer.status, code)
    raise GraphError(answer.status, code)


def _read(text: str) -> Json | None:
    """Read a body; None where it is no JSON object, though nothing at all is one."""
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _code(body: Json) -> str:
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return str(code or "unknown")[:64]


def _pause(headers: Mapping[str, str]) -> float | None:
    """Give the seconds of `Retry-After`, which may be a date: it is compared with the answer's own."""
    asked = headers.get("Retry-After", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        until, now = (parsedate_to_datetime(each) for each in (asked, headers.get("Date", "")))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None
