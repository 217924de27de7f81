"""Answers to people leave at once; mass messages make room for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from storage.engine import Store, StoreAway
from storage.pace import reserve_calls

TOGETHER_SECONDS = 1.0


class Debit:
    """Take the calls that have left already from the slots that all processes share, once a second."""

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
        self._calls = 0
        self._ended = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    def add(self) -> None:
        """Note a call that leaves now."""
        self._calls += 1
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Take what has been noted, without waiting for more."""
        self._ended.set()
        if self._work is not None:
            await self._work

    async def _write(self) -> None:
        while self._calls:
            await self._pause()
            await self._take()

    async def _pause(self) -> None:
        waits = [
            asyncio.ensure_future(self._sleep(TOGETHER_SECONDS)),
            asyncio.ensure_future(self._ended.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _take(self) -> None:
        calls, self._calls = self._calls, 0
        try:
            async with self._store.writing() as connection:
                now = self._clock().timestamp()
                await reserve_calls(connection, now=now, calls=calls, rate=self._rate)
        except StoreAway:
            return  # told elsewhere; Teams' own limit is still there
