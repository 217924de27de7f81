"""Delivers what the outbox holds: as fast as Teams allows, each at least once, none lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

import structlog

from delivery.batches import Batch
from delivery.claiming import Claims
from delivery.guards import Build, Message
from delivery.meters import Meters
from delivery.outcomes import Delivered, Failed, Forget, Outcome, Retry, StopAll
from delivery.sending import Sender, Wire
from delivery.settling import Ledger
from delivery.throttle import Throttle
from storage.claims import next_due
from storage.conversations import Lesson
from storage.engine import StoreAway, Stores
from storage.notices import listen

POLL_SECONDS = 1.0
STOP_SECONDS = 60.0
MARGIN = timedelta(seconds=30)
"""Longer than one send may take: nothing leaves so late that its lease could end on the way."""

_LATE_SECONDS = 1.0
_SETTLE_AT = 20
_SHORT_NAP = 0.25
_BLIND_TRIES = 2
_LISTEN_AGAIN_SECONDS = 5.0
_NO_TIME = 0.0005  # clocks tell microseconds, slots are finer


class Worker:
    """One of any number of workers, in any number of processes, on the same outbox."""

    def __init__(  # noqa: PLR0913 - all but two by keyword, from the composition root
        self,
        stores: Stores,
        connector: Wire,
        *,
        build: Build,
        rate: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        default_service_url: str,
        tenant_id: str,
        bot_id: str,
        tenants: Iterable[str] = (),
        meters: Meters | None = None,
        concurrency: int = 200,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._store = stores.identity
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._throttle = Throttle(rate)
        meters = meters or Meters()
        self._sender = Sender(connector, tenant_id, bot_id, meters)
        self._claims = Claims(
            self._store,
            build,
            clock,
            self._throttle,
            meters,
            tenant_id,
            frozenset(tenants),
            default_service_url,
        )
        self._room = asyncio.Semaphore(concurrency)
        self._ledger = Ledger(self._store, self._throttle, meters, clock, sleep)
        self._woken = asyncio.Event()
        self._delivered = 0
        self._is_refused = False
        self._interruption: StoreAway | None = None

    @property
    def rate(self) -> float:
        """Give the calls a second that are asked for now."""
        return self._throttle.rate

    def wake(self) -> None:
        """Look into the outbox now instead of at the next poll; from the worker's own loop."""
        self._woken.set()

    async def drain(self) -> int:
        """Send all that is due and return how many were delivered; stops early when Teams answers 401."""
        return await self._work(asyncio.Event())

    async def run(self, stop: asyncio.Event) -> None:
        """Send whatever becomes due until `stop`; then what is on its way still arrives."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._run(stop))
            if not self._store.is_sqlite:
                group.create_task(self._listen(stop))

    async def _listen(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await listen(self._store, self.wake, stop)
            except Exception as error:  # noqa: BLE001 - without notices the worker still looks by itself
                structlog.get_logger().warning("notices_interrupted", error=_name(error))
                await self._nap(_LISTEN_AGAIN_SECONDS, stop)

    async def _run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if await self._is_due():
                    await self._work(stop)
            except Exception as error:  # noqa: BLE001 - the job loop outlives a store that is away
                structlog.get_logger().error("delivery_interrupted", error=_name(error))
            if self._is_refused:
                await self._nap(STOP_SECONDS, stop)
            await self._nap(POLL_SECONDS, stop, self._woken)
            self._woken.clear()

    async def _work(self, stop: asyncio.Event) -> int:
        before = self._delivered
        self._is_refused = False
        while await self._work_once(stop):
            pass
        return self._delivered - before

    async def _work_once(self, stop: asyncio.Event) -> bool:
        """Send batch after batch until nothing is due; say whether there was any."""
        self._interruption = None
        async with asyncio.TaskGroup() as sends:
            first = batch = await self._next_batch(stop)
            while batch is not None:
                following = sends.create_task(self._next_batch(stop))
                await self._dispatch(batch, sends, stop)
                batch = await following
        if self._interruption is not None:
            raise self._interruption
        return first is not None

    async def _next_batch(self, stop: asyncio.Event) -> Batch | None:
        try:
            while not self._must_stop(stop):
                pause = self._throttle.paused_until - self._now()
                wait = max(pause, await self._claims.seconds_to_wait())
                if wait < _NO_TIME:
                    return await self._claims.prepare()
                await self._nap(wait, stop)
        except StoreAway as error:  # what is on its way shall still arrive and be settled
            self._interruption = error
        return None

    async def _dispatch(self, batch: Batch, sends: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Let each message leave in its slot."""
        calls = batch.calls
        try:
            for position, message in enumerate(batch.messages):
                if not await self._may_leave(batch, stop, calls=calls):
                    self._give_back(batch, batch.messages[position:], stop)
                    break
                await self._room.acquire()
                batch.in_flight += 1
                sends.create_task(self._send(batch, message))
                batch.slot += message.calls / batch.rate
                calls -= message.calls
        finally:
            batch.is_dispatched = True
        await self._ledger.settle(batch)

    async def _may_leave(self, batch: Batch, stop: asyncio.Event, *, calls: int) -> bool:
        """Wait for the slot; a slot that was missed is reserved anew, so that nothing leaves in a burst."""
        lease = (batch.lease - MARGIN).timestamp()
        # Of a batch that is said blindly, either all is said or nothing.
        while not self._must_stop(stop) or (batch.is_begun_blindly and not self._is_refused):
            now = self._now()
            if now > batch.slot + _LATE_SECONDS:
                batch.rate = self._throttle.rate
                batch.slot = await self._ledger.reserve(now=now, calls=calls, rate=batch.rate)
            leaves_at = max(batch.slot, self._throttle.paused_until)
            if max(leaves_at, now) > lease:
                return False
            if leaves_at - now < _NO_TIME:
                return True
            await self._nap(leaves_at - now, *([] if batch.is_begun_blindly else [stop]))
        return False

    def _give_back(self, batch: Batch, messages: list[Message], stop: asyncio.Event) -> None:
        """Free what will not leave under this lease, to be claimed again when its slot would have come."""
        leaves_at = max(batch.slot, self._throttle.paused_until)
        due_at = None if self._must_stop(stop) else datetime.fromtimestamp(leaves_at, UTC)
        for message in messages:
            batch.give_back(message, due_at=due_at)

    async def _send(self, batch: Batch, message: Message) -> None:
        outcome, lesson = await self._say(batch, message)
        for _ in range(_BLIND_TRIES if message.is_blind else 0):
            if not isinstance(outcome, Retry) or not self._lasts(batch, outcome.after):
                break
            await self._react(outcome)
            await self._sleep(outcome.after)
            await self._room.acquire()
            outcome, lesson = await self._say(batch, message)
        batch.note_sent(message, outcome, lesson, now=self._clock())
        batch.in_flight -= 1
        await self._react(outcome)
        if batch.is_dispatched or len(batch.settlements) >= _SETTLE_AT:
            await self._ledger.settle(batch)

    async def _say(self, batch: Batch, message: Message) -> tuple[Outcome, Lesson | None]:
        try:
            return await self._sender.send(message, service_url=batch.service_url, jitter=self._jitter())
        finally:
            self._room.release()

    def _lasts(self, batch: Batch, seconds: float) -> bool:
        """Say whether there is time for a blind message to be tried again: no row may tell that it waits."""
        return not self._is_refused and self._now() + seconds < (batch.lease - MARGIN).timestamp()

    async def _react(self, outcome: Outcome) -> None:
        """Let an answer slow or stop the worker as a whole."""
        now = self._now()
        match outcome:
            case StopAll():
                self._refuse()
            case Retry(throttle=seconds) if seconds > 0:
                if self._throttle.slow(now, seconds=seconds):
                    await self._ledger.hold(now=now, until=now + seconds)
            case Retry(is_narrow=False):
                self._throttle.lost(now)
            case Delivered() | Failed() | Forget() | Retry():
                self._throttle.answered()
        if isinstance(outcome, Delivered):
            self._delivered += 1

    def _refuse(self) -> None:
        if not self._is_refused:
            self._is_refused = True
            structlog.get_logger().error(
                "delivery_stopped", status=401, check="MicrosoftAppId, MicrosoftAppPassword and the tenant"
            )

    async def _is_due(self) -> bool:
        async with self._store.reading() as connection:
            due = await next_due(connection)
        return due is not None and due <= self._clock()

    async def _nap(self, seconds: float, *until: asyncio.Event) -> None:
        """Sleep, but no longer than until one of the events."""
        if seconds <= 0:
            return
        if seconds <= _SHORT_NAP:
            await self._sleep(seconds)
            return
        waits = [asyncio.ensure_future(self._sleep(seconds))]
        waits += [asyncio.ensure_future(_wait(event)) for event in until]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _must_stop(self, stop: asyncio.Event) -> bool:
        return stop.is_set() or self._is_refused

    def _now(self) -> float:
        return self._clock().timestamp()


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


def _name(error: BaseException) -> str:
    """Name the first cause; its words might name a person."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
