"""(j) Entra with 25,000 people in which nothing has changed, against reading all of them anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import aiohttp
from aiohttp import web

from bench.child import Line, megabytes, peak_megabytes
from bench.figures import Measured, WrongResult
from bench.processes import Child, child
from directory.graph import Graph
from directory.listed import Meaning, Wishes
from jobs.apply_listing import apply_listing
from jobs.sync_directory import Source, sync_directory
from logs import configure_logging
from storage.engine import open_stores
from storage.migrate import migrate
from tests.directory.loopback_graph import TOKEN, LoopbackGraph

PEOPLE: Final = 25_000
UNITS: Final = 1_250
PAGE: Final = 200
"""About as many users as Graph puts on a page."""
ROUNDS: Final = 3
LIMIT_SECONDS: Final = 20.0
LIMIT_MEGABYTES: Final = 200.0
_GROUP: Final = "6e000000-0000-4000-8000-000000000001"
_WISHES: Final = Wishes(root_name="Kaupunki", groups={_GROUP: (Meaning("role", "hr"),)})


async def measure(folder: Path) -> list[Measured]:
    """Measure a first sync, syncs with nothing new, and a sync that reads everybody anew."""
    async with child("bench.sync:serve", folder=folder) as graph:
        url = (await graph.hear())["url"]
        async with _syncing(folder, url) as process:
            await process.ask("sync")
        async with _syncing(folder, url) as process:
            same = [await process.ask("sync") for _ in range(ROUNDS)]
        await graph.ask("expire")
        async with _syncing(folder, url) as process:
            anew = await process.ask("sync")
    if {told["accounts"] for told in (*same, anew)} != {PEOPLE} or anew["pages"] < PEOPLE / PAGE:
        raise WrongResult(f"not everybody was read: {same}, {anew}")
    return _figures(sorted(same, key=lambda told: told["seconds"])[ROUNDS // 2], anew)


def _figures(same: dict[str, Any], anew: dict[str, Any]) -> list[Measured]:
    name = f"j  {PEOPLE:,} people in Entra, nothing new"
    return [
        Measured(
            name=f"{name}: synced",
            unit="s",
            ours=same["seconds"],
            baseline=anew["seconds"],
            limit=LIMIT_SECONDS,
            better="less",
        ),
        Measured(
            name=f"{name}: processor time",
            unit="s",
            ours=same["cpu"],
            baseline=anew["cpu"],
            better="less",
        ),
        Measured(
            name=f"{name}: greatest memory of the process",
            unit="MB",
            ours=same["peak"],
            limit=LIMIT_MEGABYTES,
        ),
        Measured(
            name=f"{name}: memory that this adds",
            unit="MB",
            ours=same["grown"],
        ),
    ]


@asynccontextmanager
async def _syncing(folder: Path, url: str) -> AsyncIterator[Child]:
    """Give a process that syncs when it is asked to; each has a memory of its own."""
    async with child("bench.sync:sync", folder=folder, folder_name=str(folder), url=url) as process:
        yield process


async def serve(line: Line) -> None:
    """Serve a Graph with a town of people under one another until the parent goes."""
    town = LoopbackGraph(page_size=PAGE)
    for number in range(PEOPLE):
        unit = number % UNITS
        manager = None if not number else _person(unit if number >= UNITS else unit // 10)
        town.hire(_person(number), department=f"Yksikkö {unit}", preferredLanguage="fi-FI", manager=manager)
    town.add_group(_GROUP, map(_person, range(50)))
    runner = web.AppRunner(town.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line.tell(url=f"http://127.0.0.1:{runner.addresses[0][1]}/v1.0")
    while await line.hear():
        town.expire()
        line.tell()


async def sync(line: Line, *, folder_name: str, url: str) -> None:
    """Sync a stored directory with a Graph whenever told to; tell what that took.

    Without the rest of the program, which takes as much memory as it takes, synced or not.
    """
    configure_logging()
    places = {
        f"{name}_url": f"sqlite:///{folder_name}/{name}.db" for name in ("database", "ballot", "secrets")
    }
    stores = open_stores(**places)
    await migrate(stores)
    async with aiohttp.ClientSession() as session:
        source = Source(Graph(session, _token, url=url), "department", lambda: _WISHES, apply_listing)
        run = partial(sync_directory, stores, source, actor="bench", clock=_now, accept=True)
        before = megabytes()
        while await line.hear():
            cpu, began = process_time(), perf_counter()
            synced = await run()
            if synced is None:
                raise WrongResult("somebody else syncs")
            line.tell(
                seconds=perf_counter() - began,
                cpu=process_time() - cpu,
                peak=peak_megabytes(),
                grown=peak_megabytes() - before,
                accounts=synced.accounts,
                pages=synced.pages,
            )
    await stores.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _person(number: int) -> str:
    return f"0a000000-0000-4000-8000-{number:012d}"


async def _token(_scope: str) -> str:
    return TOKEN
