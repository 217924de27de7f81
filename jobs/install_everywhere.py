"""Installs the bot for everybody in the directory who has never met it: slowly, by one process, again later.

Graph takes 30 such requests a second of an app in a tenant; a sixth of that reaches 18,000 people an hour. By
itself it is done in working hours only, for everybody for whom it succeeds is greeted at once.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from delivery.tokens import TokenRefused, TokenUnreachable
from directory.graph import Graph, GraphBusy, GraphError
from directory.installs import Installed, TeamsApp, install
from followups.working_time import WorkingTime
from jobs.install_runs import Home, Outcome, Run, record_outcomes
from storage.audit import CLOCK, record_audit
from storage.engine import Stores
from storage.install_run import claim_install_run, extend_install_run, release_install_run
from storage.installs import count_due_installs, forget_settled_installs, list_due_installs

A_SECOND: Final = 5
"""People a second; each takes one request, or three where the app is there."""
AT_ONCE: Final = 8
BATCH: Final = 50
"""People whose outcomes are written down together; after a crash they are asked about once more."""
LEASE: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)
LOOK: Final = 60.0
"""Seconds between two looks at the clock."""

_log = structlog.get_logger("installs")


class Installer:
    """Install the app hourly; `told` counts people by outcome since the process began."""

    def __init__(
        self,
        stores: Stores,
        graph: Graph,
        *,
        app: TeamsApp,
        home: Home,
        hours: WorkingTime,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = stores.identity
        self._graph = graph
        self._app = app
        self._home = home
        self._hours = hours
        self._clock = clock
        self._sleep = sleep
        self._began: datetime | None = None
        self.told: Counter[str] = Counter()

    async def run(self, stop: asyncio.Event) -> None:
        """Install once an hour, in working hours, until told to stop."""
        while not stop.is_set():
            await self.look(stop)
            try:
                await asyncio.wait_for(stop.wait(), LOOK)
            except TimeoutError:
                continue

    async def look(self, stop: asyncio.Event) -> None:
        """Install when it is time to."""
        now = self._clock()
        if not self._is_open() or (self._began is not None and now - self._began < HOUR):
            return
        self._began = now
        try:
            await self.install_all(stop, actor=CLOCK)
        except Exception as error:  # noqa: BLE001 - the job loop outlives a store that is away
            _log.error("installs_failed", error=type(error).__name__)

    async def count_due(self, *, is_asked_for: bool = False) -> int:
        """Count for how many a run would try."""
        now = self._clock()
        async with self._store.reading() as connection:
            return await count_due_installs(connection, now=now, refused_before=now if is_asked_for else None)

    async def install_all(self, stop: asyncio.Event, *, actor: str, is_asked_for: bool = False) -> Run:
        """Install for all who are due; when somebody asks for it also for the refused, and at any hour."""
        begun = self._clock()
        held = begun + LEASE
        async with self._store.writing() as connection:
            if not await claim_install_run(connection, now=begun, until=held):
                return Run(stopped="taken")
            await forget_settled_installs(connection)
        run = Run()
        try:
            while not run.stopped and (is_asked_for or self._is_open()):
                due = await self._list_due(refused_before=begun if is_asked_for else None)
                if not due:
                    break
                held = await self._write(await self._batch(due, run, stop), run, held=held)
        finally:
            await self._end(run, held=held, actor=actor)
        return run

    def _is_open(self) -> bool:
        now = self._clock()
        return self._hours.next_moment(now) <= now

    async def _list_due(self, *, refused_before: datetime | None) -> list[str]:
        now = self._clock()
        async with self._store.reading() as connection:
            return await list_due_installs(connection, now=now, limit=BATCH, refused_before=refused_before)

    async def _batch(self, due: list[str], run: Run, stop: asyncio.Event) -> dict[str, Outcome]:
        """Install for some people, evenly spaced, until something ends the run."""
        outcomes: dict[str, Outcome] = {}
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for person in due:
                async with room:
                    run.stopped = "asked" if stop.is_set() else run.stopped
                if run.stopped:
                    break
                group.create_task(self._install(person, outcomes, run, room))
                await self._sleep(1 / A_SECOND)
        return outcomes

    async def _install(
        self, person: str, outcomes: dict[str, Outcome], run: Run, room: asyncio.Semaphore
    ) -> None:
        async with room:
            try:
                outcomes[person] = await install(self._graph, self._app, person)
            except GraphBusy:
                run.stopped = "graph"
                # It may be about this person alone: all others have their turn before the next try.
                outcomes[person] = Installed()
            except (GraphError, TokenRefused, TokenUnreachable):
                run.stopped = "graph"
            else:
                run.note(outcomes[person])

    async def _write(self, outcomes: dict[str, Outcome], run: Run, *, held: datetime) -> datetime:
        """Write down what came of a batch and hold on for longer; give until when."""
        now = self._clock()
        async with self._store.writing() as connection:
            await record_outcomes(connection, outcomes, home=self._home, now=now)
            if await extend_install_run(connection, held=held, until=now + LEASE):
                return now + LEASE
        run.stopped = run.stopped or "taken"
        return held

    async def _end(self, run: Run, *, held: datetime, actor: str) -> None:
        self.told.update(run.outcomes)
        async with self._store.writing() as connection:
            await release_install_run(connection, held=held)
            if run.reached:
                now = self._clock()
                await record_audit(
                    connection, "app.installed", subject=str(run.reached), actor=actor, now=now
                )
        if run.stopped in {"graph", "all_refused"}:
            _log.warning("installs_stopped", reason=run.stopped, **run.outcomes)
        elif run.outcomes:
            _log.info("installs_done", **run.outcomes)
