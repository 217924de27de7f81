"""Writes down what became of a batch, insists on it, and reports it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog

from delivery.batches import Batch, Findings
from delivery.meters import Meters
from delivery.throttle import Throttle
from storage.channels import mark_channel_blocked, unit_of
from storage.claims import leave_alone
from storage.conversations import record_lessons
from storage.engine import Store, StoreAway
from storage.outbox import revive_failed, settle
from storage.pace import hold_calls, reserve_calls
from storage.reasons import REACH_REASONS

T = TypeVar("T")

# What was sent and not written down is sent again, so a restart of the database is waited for.
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(slots=True)
class Ledger:
    """Settles batches of one worker, one at a time: what comes meanwhile goes together."""

    store: Store
    throttle: Throttle
    meters: Meters
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def settle(self, batch: Batch) -> None:
        """Write down what is known by now; log the counts when all is."""
        async with self._turn:
            found = batch.take(now=self.clock())
            if found.settlements:
                await self._insist(partial(_write, batch.lease, found, self.clock()))
                self.meters.note_settled(found.settlements)
        if batch.is_done and not batch.is_reported:
            batch.is_reported = True
            if not batch.tally["postponed"]:
                self.throttle.speed_up()
            structlog.get_logger().info("batch_delivered", **batch.tally)

    async def hold(self, *, now: float, until: float) -> None:
        """Ask all processes to reserve no call before `until` (epoch seconds)."""
        await self._insist(partial(hold_calls, now=now, until=until))

    async def reserve(self, *, now: float, calls: int, rate: float) -> float:
        """Reserve calls anew whose slots were missed; give the first slot (epoch second)."""
        return await self._insist(partial(reserve_calls, now=now, calls=calls, rate=rate))

    async def _insist(self, write: Callable[[Any], Awaitable[T]]) -> T:
        for pause in _PAUSES:
            try:
                return await self._once(write)
            except StoreAway:
                await self.sleep(pause)
        return await self._once(write)

    async def _once(self, write: Callable[[Any], Awaitable[T]]) -> T:
        async with self.store.writing() as connection:
            return await write(connection)


async def _write(lease: datetime, found: Findings, now: datetime, connection: Any) -> None:
    people = [each for each in found.lessons if unit_of(each.person) is None]
    met_anew = await record_lessons(connection, people)
    for each in found.lessons:
        if (code := unit_of(each.person)) is not None and each.blocked is not None:
            await mark_channel_blocked(connection, code, each.blocked)
    await settle(connection, found.settlements, lease=lease)
    for person in met_anew:  # what the old chat refused goes to the new one
        await revive_failed(connection, person, REACH_REASONS, now=now)
    for seconds, persons in found.by_pause().items():
        await leave_alone(connection, persons, until=now + timedelta(seconds=seconds))
