"""Calls that nobody waits for: they leave one by one, in the slots that all processes share."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from storage.engine import Store, StoreAway
from storage.pace import reserve_calls

MOST_TOGETHER = 20
"""Slots that are reserved at a time: half a second's worth, so that mass messages are not held up."""

_log = structlog.get_logger("later")

Call = Callable[[], Awaitable[object]]


class Later:
    """Keep calls in memory until their slot comes; what a crash takes was of help, but no promise."""

    def __init__(
        self,
        store: Store,
        *,
        rate: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._waiting: deque[Call] = deque()
        self._leaving: set[asyncio.Future[object]] = set()
        self._work: asyncio.Task[None] | None = None

    def add(self, call: Call) -> None:
        """Let a call leave when its turn comes; it must not raise."""
        self._waiting.append(call)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._let_leave())

    async def finish(self, *, seconds: float) -> None:
        """Wait until all have left, but no longer than that; say how many stayed."""
        try:
            async with asyncio.timeout(seconds):
                if self._work is not None:
                    await self._work
                await asyncio.gather(*self._leaving)
        except TimeoutError:
            _log.warning("left_undone", calls=len(self._waiting) + len(self._leaving))

    async def _let_leave(self) -> None:
        while self._waiting:
            calls = min(len(self._waiting), MOST_TOGETHER)
            slot = await self._reserve(calls)
            for number in range(calls):
                await self._sleep(max(0.0, slot + number / self._rate - self._clock().timestamp()))
                leaving = asyncio.ensure_future(self._waiting.popleft()())
                self._leaving.add(leaving)
                leaving.add_done_callback(self._leaving.discard)

    async def _reserve(self, calls: int) -> float:
        now = self._clock().timestamp()
        try:
            async with self._store.writing() as connection:
                return await reserve_calls(connection, now=now, calls=calls, rate=self._rate)
        except StoreAway:
            return now  # the store's trouble is told elsewhere; these few calls keep their own pace
