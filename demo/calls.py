"""What the bot sent to a loopback Teams, and the refusals that it is to meet next."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from demo.loopback import Loopback


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot; `conversation` and `activity` are the ids in its path, `body` its JSON."""

    method: str
    path: str
    conversation: str
    activity: str
    body: Any
    authorization: str | None
    status: int


class CallRecord(Loopback):
    """Keep the bot's calls in order, wait for more, and refuse some."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._refusals: deque[tuple[int, Any, Mapping[str, str]]] = deque()
        self._arrived = asyncio.Condition()

    def refuse(
        self, status: int, *, body: Any = None, headers: Mapping[str, str] | None = None, times: int = 1
    ) -> None:
        """Answer the next calls with an error, in the order in which they were asked for."""
        self._refusals.extend([(status, body, headers or {})] * times)

    async def wait_for(self, count: int, *, seconds: float = 5.0) -> list[Call]:
        """Wait until so many calls have come; TimeoutError when they do not."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: len(self.calls) >= count)
        return self.calls

    def _refusal(self) -> web.Response | None:
        """Give the answer to the next call when it is to be refused."""
        if not self._refusals:
            return None
        status, body, headers = self._refusals.popleft()
        return web.json_response(body, status=status, headers=headers)

    async def _record(self, call: Call) -> None:
        async with self._arrived:
            self.calls.append(call)
            self._arrived.notify_all()
