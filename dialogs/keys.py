"""The channel's public signing keys: cached for a day, renewed at once when a key is unknown."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

RENEW_AFTER = timedelta(hours=24)
DROP_AFTER = timedelta(hours=48)
"""Age at which keys are not trusted any more though the metadata cannot be reached."""
BURST = 3
BURST_WINDOW = timedelta(seconds=30)
STEADY = timedelta(seconds=10)
"""Three fetches in a burst, then one in 10 s: a rotation is survived at once, forgers cannot hammer."""
TIMEOUT = aiohttp.ClientTimeout(total=5)


class KeysUnavailable(Exception):
    """There are no keys to check a token with, and the metadata does not answer."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the channels it may speak for."""

    public: Any
    endorsements: frozenset[str]


class SigningKeys:
    """Find keys by their id; one fetch at a time, none on the event loop's time."""

    def __init__(
        self, session: aiohttp.ClientSession, *, metadata_url: str, clock: Callable[[], datetime]
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: datetime | None = None
        self._attempts: deque[datetime] = deque(maxlen=BURST)
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """Give the key, None when nobody knows it; raise KeysUnavailable when nothing can be known."""
        if self._lacks(key_id):
            async with self._lock:
                if self._lacks(key_id) and self._may_fetch():  # while we waited, somebody may have fetched it
                    await self._fetch()
        if self._is_older_than(DROP_AFTER):
            raise KeysUnavailable
        return self._keys.get(key_id)

    def _lacks(self, key_id: str) -> bool:
        return key_id not in self._keys or self._is_older_than(RENEW_AFTER)

    def _is_older_than(self, age: timedelta) -> bool:
        return self._fetched is None or self._clock() - self._fetched >= age

    def _may_fetch(self) -> bool:
        if len(self._attempts) < BURST:
            return True
        now = self._clock()
        return now - self._attempts[-1] >= STEADY or now - self._attempts[0] >= BURST_WINDOW

    async def _fetch(self) -> None:
        self._attempts.append(self._clock())
        try:
            metadata = await self._get(self._metadata_url)
            found = _read_keys(await self._get(metadata["jwks_uri"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
            return  # the keys at hand serve on; find() says when there are none
        if found:
            self._keys, self._fetched = found, self._clock()

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, timeout=TIMEOUT) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


def _read_keys(document: Any) -> dict[str, SigningKey]:
    """Read the RSA keys of a JWKS document; one that cannot be read does not spoil the others."""
    found = {}
    for entry in document["keys"]:
        try:
            key = jwt.PyJWK(entry, algorithm="RS256").key
            found[str(entry["kid"])] = SigningKey(key, frozenset(entry.get("endorsements") or ()))
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError):
            continue
    return found
