"""The loop that keeps promises about time: opens and closes waves, sends what is due, tidies at night."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from content.instrument import Instrument
from followups.working_time import WorkingTime
from jobs.close_waves import close_wave
from jobs.count_choices import count_choice
from jobs.nudge_teams import nudge_teams
from jobs.open_waves import open_wave
from jobs.purge import purge_expired
from jobs.response_rates import count_responses
from jobs.seal_audit import seal_audit, verify_audit
from jobs.share_results import share_unasked
from jobs.timers import Timers
from jobs.turn_clock import turn_clock
from jobs.watch_response import watch_response
from storage.audit import CLOCK
from storage.ballots import shuffle_ballots
from storage.choices import QUESTIONS, list_due
from storage.engine import Stores
from storage.people import scrub_tables
from storage.response_rates import list_open_waves
from storage.secrets import Vault
from storage.tables import BALLOTS
from storage.waves import get_wave, list_due_to_close, list_due_to_open

TICK = 1.0
"""Seconds between two looks at what is due."""
REST = timedelta(minutes=1)
"""How long a wave whose opening or closing failed is left alone."""
HOUR = timedelta(hours=1)
"""Between two turns of the annual clock, and between two looks at what nobody has shared."""
NIGHT = range(3, 5)
"""Local hours of shuffling and purging; two, for in spring there is a night without three o'clock."""

AGAIN = timedelta(minutes=20)
"""Between two looks at whether the directory has been read this night."""

MIDNIGHT = range(2)
"""Local hours of counting who has answered by the end of a day; two, for some springs have no midnight."""

_log = structlog.get_logger("jobs")


class Clockwork:
    """Look every second at what is due; a job that fails is tried again at the next look.

    Results that nobody has shared are shared `share_after` days after the close; 0: never. `nightly` reads
    the directory and may take long, so it runs beside the clock; it is called again and again for a night.
    `representatives` of the employees are told of units whose people have changed a lot.
    """

    def __init__(
        self,
        stores: Stores,
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        hours: WorkingTime,
        instruments: Mapping[str, Instrument],
        opened: Callable[[], None],
        share_after: int = 0,
        timers: Timers | None = None,
        nightly: Callable[[date], Awaitable[None]] | None = None,
        representatives: Sequence[str] = (),
    ) -> None:
        self._stores = stores
        self._vault = vault
        self._clock = clock
        self._hours = hours
        self._zone = hours.zone
        self._instruments = instruments
        self._opened = opened
        self._turned: datetime | None = None
        self._share_after = timedelta(days=share_after)
        self._shared: datetime | None = None
        self._nudged: datetime | None = None
        self._watched: datetime | None = None
        self._timers = timers or Timers()
        self._representatives = representatives
        self._shuffled: date | None = None
        self._verified: date | None = None
        self._purged: date | None = None
        self._counted: date | None = None
        self._nightly = nightly
        self._began: datetime | None = None
        self._beside: asyncio.Task[None] | None = None
        self._resting: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            await self.tick(self._clock())
            try:
                await asyncio.wait_for(stop.wait(), TICK)
            except TimeoutError:
                continue
        await self.finish()

    async def tick(self, now: datetime) -> None:
        """Do what is due now."""
        self._timers.note_tick(now, every=TICK)
        await self._tried("turn", self._turn(now), now=now)
        await self._tried("open", self._open(now), now=now)
        await self._tried("close", self._close(now), now=now)
        await self._tried("choose", self._choose(now), now=now)
        await self._tried("share", self._share(now), now=now)
        await self._tried("nudge", self._nudge(now), now=now)
        await self._tried("count", self._count(now), now=now)
        await self._tried("watch", self._watch(now), now=now)
        await self._tried("shuffle", self._shuffle(now), now=now)
        await self._tried("seal", self._seal(now), now=now)
        await self._tried("verify", self._verify(now), now=now)
        await self._tried("purge", self._purge(now), now=now)
        self._read_directory(now)
        self._vault.forget(now=now)

    async def finish(self) -> None:
        """Break off what runs beside the clock: it goes on from where it was."""
        if self._beside is not None:
            self._beside.cancel()
            await asyncio.wait([self._beside])

    async def _tried(self, job: str, work: Awaitable[Any], *, now: datetime, wave: str = "") -> Any:
        try:
            return await work
        except Exception as error:  # noqa: BLE001  # the job loop: one broken job or wave must not stop the others
            _log.error("job_failed", job=job, error=type(error).__name__, wave=wave)
            self._resting[wave or job] = now + REST
            return None

    def _rested(self, names: Sequence[str], now: datetime) -> list[str]:
        """Leave out waves and jobs that failed a moment ago: what is broken is not mended within a second."""
        # A clock that was put back must not make the rest longer.
        return [name for name in names if not timedelta() < self._resting.get(name, now) - now <= REST]

    async def _turn(self, now: datetime) -> None:
        if (self._turned and now - self._turned < HOUR) or not self._rested(["turn"], now):
            return
        await turn_clock(self._stores, self._instruments, zone=self._zone, now=now)
        self._turned = now

    async def _open(self, now: datetime) -> None:
        async with self._stores.identity.reading() as connection:
            due = await list_due_to_open(connection, now=now)
        for wave in self._rested(due, now):
            work = open_wave(
                self._stores,
                self._vault,
                wave,
                hours=self._hours,
                now=now,
                representatives=self._representatives,
            )
            if await self._tried("open", work, wave=wave, now=now):
                _log.info("wave_opened", wave=wave)
                await self._note(wave, now=now)
                self._opened()

    async def _close(self, now: datetime) -> None:
        async with self._stores.identity.reading() as connection:
            due = await list_due_to_close(connection, now=now)
        for wave in self._rested(due, now):
            work = close_wave(self._stores, self._vault, wave, now=now, representatives=self._representatives)
            if await self._tried("close", work, wave=wave, now=now):
                _log.info("wave_closed", wave=wave)
                await self._note(wave, now=now)

    async def _choose(self, now: datetime) -> None:
        """Count the votes of teams whose time is over."""
        for question in QUESTIONS:
            async with self._stores.identity.reading() as connection:
                due = await list_due(connection, question, now=now)
            for choice in self._rested(due, now):
                work = count_choice(self._stores, self._vault, question, choice, now=now)
                if await self._tried("choose", work, wave=choice, now=now):
                    _log.info("choice_ended", question=question.name)

    async def _note(self, wave: str, *, now: datetime) -> None:
        """Keep how late a wave that has just opened or closed was."""
        async with self._stores.identity.reading() as connection:
            found = await get_wave(connection, wave)
        timer, due = ("close", found.closes_at) if found.closed_at else ("open", found.opens_at)
        self._timers.note(timer, due=due, now=now)

    async def _share(self, now: datetime) -> None:
        if (self._shared and now - self._shared < HOUR) or not self._rested(["share"], now):
            return
        if self._share_after:
            await share_unasked(self._stores, after=self._share_after, now=now)
        self._shared = now

    async def _nudge(self, now: datetime) -> None:
        if (self._nudged and now - self._nudged < HOUR) or not self._rested(["nudge"], now):
            return
        if await nudge_teams(self._stores, self._instruments, hours=self._hours, now=now):
            self._opened()
        self._nudged = now

    async def _watch(self, now: datetime) -> None:
        if (self._watched and now - self._watched < HOUR) or not self._rested(["watch"], now):
            return
        if await watch_response(self._stores, now=now):
            self._opened()
        self._watched = now

    async def _count(self, now: datetime) -> None:
        """Count how many have answered; a wave that cannot be counted keeps the rates of an earlier day."""
        local = now.astimezone(self._zone)
        if local.hour not in MIDNIGHT or self._counted == local.date() or not self._rested(["count"], now):
            return
        async with self._stores.identity.reading() as connection:
            waves = await list_open_waves(connection, now=now)
        day = local.date() - timedelta(days=1)
        for wave in self._rested(waves, now):
            work = count_responses(self._stores, self._vault, wave, day=day, now=now)
            await self._tried("count", work, wave=wave, now=now)
        self._counted = local.date()

    async def _shuffle(self, now: datetime) -> None:
        local = now.astimezone(self._zone)
        if local.hour not in NIGHT or self._shuffled == local.date() or not self._rested(["shuffle"], now):
            return
        async with self._stores.ballots.writing() as connection:
            await shuffle_ballots(connection)
        if self._stores.ballots.is_sqlite:
            # Until the file is rewritten, rows lie as they came and the log holds each ballot with its tag.
            await scrub_tables(self._stores.ballots, BALLOTS.sorted_tables)
        self._shuffled = local.date()

    async def _seal(self, now: datetime) -> None:
        if self._rested(["seal"], now):
            await seal_audit(self._stores)

    async def _verify(self, now: datetime) -> None:
        local = now.astimezone(self._zone)
        if local.hour not in NIGHT or self._verified == local.date() or not self._rested(["verify"], now):
            return
        if (await verify_audit(self._stores, now=now)).faults:
            self._opened()
        self._verified = local.date()

    async def _purge(self, now: datetime) -> None:
        local = now.astimezone(self._zone)
        if local.hour not in NIGHT or self._purged == local.date() or not self._rested(["purge"], now):
            return
        await purge_expired(self._stores, self._vault, dry_run=False, actor=CLOCK, now=now)
        self._purged = local.date()

    def _read_directory(self, now: datetime) -> None:
        """Begin to read the directory, unless that has been tried a moment ago or goes on."""
        local = now.astimezone(self._zone)
        is_new = self._began is None or not timedelta() <= now - self._began < AGAIN
        is_free = self._beside is None or self._beside.done()
        if self._nightly is None or local.hour not in NIGHT or not is_new or not is_free:
            return
        self._began = now
        self._beside = asyncio.create_task(self._tried("sync", self._nightly(local.date()), now=now))
