"""(c) Sending invitations through a connector that takes 200 ms to answer: how fast, and how evenly."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

import bot
from bench.child import Line
from bench.figures import Measured, WrongResult
from bench.processes import child
from bench.teams import Teams, teams
from bench.town import HOURS, meet, settings_of, town
from delivery.worker import Worker
from demo.people import BOT_ID, TENANT_ID
from jobs.messages import Messages
from jobs.open_waves import open_wave
from logs import configure_logging
from settings import load_settings

LATENCY: Final = 0.2
PEOPLE: Final = 2300
UNITS: Final = 180
RATE: Final = 40.0
PACED_SECONDS: Final = 23.0
EDGE_SECONDS: Final = 1.5
"""Left out at both ends when the held rate is measured."""
STOCK_MESSAGES: Final = 150
FULL_SPEED: Final = 5000.0
WANTED: Final = 6.0
TOLERANCE: Final = 2.0
_LEAST: Final = 1000


async def measure(folder: Path) -> list[Measured]:
    """Measure the held rate, then ours at full speed, then the baseline."""
    async with teams(folder, latency=LATENCY) as around:
        settings = settings_of(folder, around)
        people = await _prepare(settings, around)
        work = "bench.sending:send"
        async with child(work, folder=folder, environment=around.environment, settings=settings) as sender:
            await sender.ask("paced")
            paced = await around.arrivals()
            await sender.ask("drain")
            drained = await around.arrivals()
        stock = await _stock(folder, around, people[:STOCK_MESSAGES])
    if len(paced) + len(drained) != PEOPLE or len(drained) < _LEAST:
        raise WrongResult(f"{len(paced)} and {len(drained)} of {PEOPLE} messages came")
    held = _rate(_steady(paced))
    return [
        Measured(
            name="c  invitations at 200 ms latency",
            unit="messages/s",
            ours=_rate(drained),
            baseline=_rate(stock),
            wanted=WANTED,
        ),
        Measured(name=f"c  held rate, set to {RATE:g}/s", unit="messages/s", ours=held),
        Measured(
            name=f"c  held rate: off {RATE:g}/s by",
            unit="%",
            ours=100 * abs(held / RATE - 1),
            limit=TOLERANCE,
        ),
    ]


async def send(line: Line, *, settings: dict[str, Any]) -> None:
    """Send at the set rate for a while, then everything that is left as fast as it goes."""
    configure_logging()
    async with bot.house(load_settings(**settings)) as house:
        while word := await line.hear():
            worker = worker_of(house, RATE if word == "paced" else FULL_SPEED)
            if word == "paced":
                stop = asyncio.Event()
                asyncio.get_running_loop().call_later(PACED_SECONDS, stop.set)
                await worker.run(stop)
            else:
                await worker.drain()
            line.tell(done=word)


async def _prepare(settings: dict[str, Any], around: Teams) -> list[str]:
    async with town(settings, people=PEOPLE, units=UNITS) as made:
        await meet(made, made.people, service_url=around.service_url)
        await open_wave(made.stores, made.vault, made.wave.id, hours=HOURS, now=bot.now())
    return made.people


async def _stock(folder: Path, around: Teams, people: list[str]) -> list[float]:
    addresses: dict[str, Any] = {"people": people, **around.addresses}
    work = "bench.stock:send"
    async with child(work, folder=folder, environment=around.environment, **addresses) as sender:
        await sender.ask("go")
    arrived = await around.arrivals()
    if len(arrived) != len(people):
        raise WrongResult(f"{len(arrived)} of {len(people)} stock messages came")
    return arrived


def worker_of(house: bot.House, rate: float) -> Worker:
    """Make the worker as the composition root does, at a rate that settings would not allow."""
    return Worker(
        house.stores,
        house.connector,
        build=Messages(house.stores, house.vault, hours=HOURS).build,
        rate=rate,
        clock=house.clock,
        sleep=asyncio.sleep,
        default_service_url=house.settings.service_url,
        tenant_id=TENANT_ID,
        bot_id=BOT_ID,
    )


def _rate(moments: list[float]) -> float:
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _steady(moments: list[float]) -> list[float]:
    first, last = moments[0] + EDGE_SECONDS, moments[-1] - EDGE_SECONDS
    return [moment for moment in moments if first <= moment <= last]
