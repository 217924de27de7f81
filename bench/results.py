"""(b) "Show my unit results": supervisors ask, the card goes to the connector; in a town and in a county."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import bot
from bench.figures import Measured, WrongResult
from bench.load import Load, activity, press_on
from bench.processes import child
from bench.teams import Teams, teams
from bench.town import HOURS, OPEN_FOR, cast_ballots, meet, settings_of, town
from jobs.close_waves import close_wave
from jobs.open_waves import open_wave

TOWN: Final = (20_000, 1_500)
COUNTY: Final = (100_000, 7_500)
"""Employees and units."""
ASKING: Final = 312
"""Supervisors who ask, evenly over the tree, as many in both: what differs is what lies in the tables."""
ANSWERING: Final = 0.55
OUR_REQUESTS: Final = 1250
STOCK_REQUESTS: Final = 250
WARM_UP: Final = 50
WANTED: Final = 5.0
FLAT: Final = 1.3


async def measure(folder: Path) -> list[Measured]:
    """Measure ours in both sizes and the baseline, one after the other."""
    async with teams(folder) as around:
        ours = await _ours(folder / "town", around, *TOWN)
        larger = await _ours(folder / "county", around, *COUNTY)
        stock = await _load(
            "bench.stock:serve",
            around.addresses,
            folder=folder,
            around=around,
            asked=_asked(["stock"], STOCK_REQUESTS, around.service_url),
        )
    return [
        Measured(
            name='b  "show my unit results": answered',
            unit="requests/s",
            ours=ours.per_second,
            baseline=stock.per_second,
            wanted=WANTED,
        ),
        Measured(
            name='b  "show my unit results": processor time',
            unit="ms/request",
            ours=ours.cpu_ms,
            baseline=stock.cpu_ms,
            better="less",
        ),
        Measured(
            name='b  "show my unit results": 95 of 100 within',
            unit="ms",
            ours=ours.slow_ms,
            baseline=stock.slow_ms,
            better="less",
        ),
        Measured(
            name="b  the same with 100,000 employees, not 20,000",
            unit="times as long",
            ours=larger.slow_ms / ours.slow_ms,
            limit=FLAT,
        ),
    ]


async def _ours(folder: Path, around: Teams, people: int, units: int) -> Load:
    folder.mkdir()  # noqa: ASYNC240 - before anything is measured
    settings = settings_of(folder, around)
    supervisors = await _prepare(settings, around, people=people, units=units)
    return await _load(
        "bench.ours:serve",
        {"settings": settings},
        folder=folder,
        around=around,
        asked=_asked(supervisors, OUR_REQUESTS, around.service_url),
    )


async def _prepare(settings: dict[str, Any], around: Teams, *, people: int, units: int) -> list[str]:
    """Let a wave be answered and closed; give the supervisors who ask."""
    async with town(settings, people=people, units=units) as made:
        asking = made.supervisors[:: max(1, len(made.supervisors) // ASKING)][:ASKING]
        await meet(made, asking, service_url=around.service_url)
        now = bot.now()
        await open_wave(made.stores, made.vault, made.wave.id, hours=HOURS, now=now)
        await cast_ballots(made, share=ANSWERING)
        await close_wave(made.stores, made.vault, made.wave.id, now=now + OPEN_FOR)
    return asking


async def _load(
    work: str, facts: dict[str, Any], *, folder: Path, around: Teams, asked: list[dict[str, Any]]
) -> Load:
    async with child(work, folder=folder, environment=around.environment, **facts) as server:
        url = (await server.hear())["url"]
        load = await press_on(server, asked, url=url, token=around.token, warm_up=WARM_UP)
    arrived = len(await around.arrivals())
    if arrived != len(asked):
        raise WrongResult(f"{arrived} of {len(asked)} replies reached the connector")
    return load


def _asked(supervisors: list[str], count: int, service_url: str) -> list[dict[str, Any]]:
    return [
        activity(person, service_url=service_url, number=number, type="message", text="show my unit results")
        for number, person in enumerate(islice(cycle(supervisors), count))
    ]
