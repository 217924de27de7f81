"""(g) The outbox: the rate used to the full and never over it, what that costs, and what waiting costs."""

from __future__ import annotations

import asyncio
import itertools
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import bot
from bench.child import Line, megabytes
from bench.figures import Measured, WrongResult
from bench.postgres import database
from bench.processes import child
from bench.sending import LATENCY, worker_of
from bench.teams import Teams, teams
from bench.town import HOURS, meet, settings_of, town
from jobs.open_waves import open_wave
from logs import configure_logging
from settings import load_settings
from storage.outbox import NewDelivery, record_deliveries

RATE: Final = 50.0
PEOPLE: Final = 3_000
SHARED: Final = 1_500
UNITS: Final = 200
IDLE_SECONDS: Final = 20.0
ENQUEUED: Final = 100_000
EDGE_SECONDS: Final = 1.5
"""Left out at both ends when the rate of two workers is looked at for gaps."""

LONGER: Final = 3.0
OVER: Final = 10.0
SENDER_CPU: Final = 35.0
IDLE_CPU: Final = 1.0
ENQUEUED_WITHIN: Final = 20.0
GROWN: Final = 30.0
GAP: Final = 0.5


async def measure(folder: Path) -> list[Measured]:
    """Measure one sender at the limit, two that share it, one that waits, and the writing of many rows."""
    figures = []
    async with teams(folder, latency=LATENCY) as around:
        figures += await _at_the_limit(folder, around)
        with database() as url:
            figures += await _shared(folder, around, url)
            figures += await _waiting(folder, around, url)
            figures += await _written(folder, around, url)
    return figures


async def send(line: Line, *, settings: dict[str, Any]) -> None:
    """Send at the limit until nothing waits; tell what that cost."""
    configure_logging()
    async with bot.house(load_settings(**settings)) as house:
        while await line.hear():
            cpu, began = process_time(), perf_counter()
            await worker_of(house, RATE).drain()
            line.tell(cpu=process_time() - cpu, seconds=perf_counter() - began)


async def wait(line: Line, *, settings: dict[str, Any]) -> None:
    """Let worker and clock wait for something to do; tell what that cost."""
    configure_logging()
    async with bot.house(load_settings(**settings)) as house:
        await line.hear()
        stop = asyncio.Event()
        work = asyncio.create_task(bot.work(house, stop))
        await asyncio.sleep(2.0)
        cpu = process_time()
        await asyncio.sleep(IDLE_SECONDS)
        line.tell(cpu=process_time() - cpu)
        stop.set()
        await work


async def write(line: Line, *, settings: dict[str, Any]) -> None:
    """Write the intents of a hundred thousand people; tell how long it took and what memory grew by."""
    configure_logging()
    async with bot.house(load_settings(**settings)) as house:
        await line.hear()
        before, began = megabytes(), perf_counter()
        async with house.stores.identity.writing() as connection:
            new = await record_deliveries(connection, _intents())
        line.tell(new=new, seconds=perf_counter() - began, grown=megabytes() - before)


def _intents() -> Iterator[NewDelivery]:
    now = bot.now()
    for number in range(ENQUEUED):
        person = f"00000000-0000-4000-8000-{number:012d}"
        yield NewDelivery(f"survey:w:{person}", "survey", "w", person, now, "w")


async def _at_the_limit(folder: Path, around: Teams) -> list[Measured]:
    settings = settings_of(folder, around)
    await _prepare(settings, around, people=PEOPLE)
    async with _process("send", folder, around, settings) as sender:
        spent = await sender.ask("go")
    arrived = await _arrived(around, PEOPLE)
    took, ideal = arrived[-1] - arrived[0], PEOPLE / RATE
    return [
        Measured(
            name=f"g  {PEOPLE:,} people at {RATE:g}/s: longer than the limit asks",
            unit="%",
            ours=100 * (took / ideal - 1),
            limit=LONGER,
        ),
        Measured(
            name=f"g  most in any second, over {RATE:g}",
            unit="%",
            ours=100 * (_most_in_a_second(arrived) / RATE - 1),
            limit=OVER,
        ),
        Measured(
            name=f"g  processor of the sender at {RATE:g}/s",
            unit="% of a core",
            ours=100 * spent["cpu"] / spent["seconds"],
            limit=SENDER_CPU,
        ),
    ]


async def _shared(folder: Path, around: Teams, url: str) -> list[Measured]:
    settings = _on(url, settings_of(folder, around))
    await _prepare(settings, around, people=SHARED)
    async with (
        _process("send", folder, around, settings) as one,
        _process("send", folder, around, settings) as other,
    ):
        for each in (one, other):
            each.tell("go")
        shares = [await each.hear() for each in (one, other)]
    arrived = await _arrived(around, SHARED)
    steady = [
        each
        for each in arrived
        if EDGE_SECONDS <= each - arrived[0] <= arrived[-1] - arrived[0] - EDGE_SECONDS
    ]
    took = steady[-1] - steady[0]
    gap = max(later - earlier for earlier, later in itertools.pairwise(steady))
    return [
        Measured(
            name="g  two workers on PostgreSQL: off the shared limit by",
            unit="%",
            ours=100 * abs((len(steady) - 1) / took / RATE - 1),
            limit=LONGER,
        ),
        Measured(name="g  two workers: longest gap", unit="s", ours=gap, limit=GAP),
        Measured(
            name="g  two workers: processor of both",
            unit="% of a core",
            ours=sum(100 * each["cpu"] / each["seconds"] for each in shares),
        ),
    ]


async def _waiting(folder: Path, around: Teams, url: str) -> list[Measured]:
    empty = folder / "idle"
    empty.mkdir()
    figures = []
    for name, settings in (
        ("SQLite", settings_of(empty, around)),
        ("PostgreSQL", _on(url, settings_of(folder, around))),
    ):
        async with _process("wait", folder, around, settings) as waiter:
            spent = await waiter.ask("go")
        figures.append(
            Measured(
                name=f"g  processor of an idle worker, {name}",
                unit="% of a core",
                ours=100 * spent["cpu"] / IDLE_SECONDS,
                limit=IDLE_CPU,
            )
        )
    return figures


async def _written(folder: Path, around: Teams, url: str) -> list[Measured]:
    figures = []
    for name, settings in (
        ("SQLite", settings_of(folder, around)),
        ("PostgreSQL", _on(url, settings_of(folder, around))),
    ):
        async with _process("write", folder, around, settings) as writer:
            done = await writer.ask("go")
        if done["new"] != ENQUEUED:
            raise WrongResult(f"{done['new']} of {ENQUEUED} intents were written")
        figures += [
            Measured(
                name=f"g  {ENQUEUED:,} intents written, {name}",
                unit="s",
                ours=done["seconds"],
                limit=ENQUEUED_WITHIN,
            ),
            Measured(name=f"g  memory that this takes, {name}", unit="MB", ours=done["grown"], limit=GROWN),
        ]
    return figures


async def _prepare(settings: dict[str, Any], around: Teams, *, people: int) -> None:
    async with town(settings, people=people, units=UNITS) as made:
        await meet(made, made.people, service_url=around.service_url)
        await open_wave(made.stores, made.vault, made.wave.id, hours=HOURS, now=bot.now())


async def _arrived(around: Teams, people: int) -> list[float]:
    arrived = await around.arrivals()
    if len(arrived) != people:
        raise WrongResult(f"{len(arrived)} of {people} messages came")
    return arrived


def _most_in_a_second(moments: list[float]) -> int:
    return max(bisect_left(moments, moment + 1.0) - place for place, moment in enumerate(moments))


def _process(what: str, folder: Path, around: Teams, settings: dict[str, Any]) -> Any:
    return child(f"bench.outbox:{what}", folder=folder, environment=around.environment, settings=settings)


def _on(url: str, settings: dict[str, Any]) -> dict[str, Any]:
    return settings | {"database_url": url, "ballot_url": url, "secrets_url": url}
