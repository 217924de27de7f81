"""(i) A level of 2,000 units: the heat map's first page and the orders, pressed first and later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import aiohttp
import numpy as np

import bot
from bench.figures import Measured, WrongResult
from bench.load import activity
from bench.processes import child
from bench.teams import Teams, teams
from bench.town import INSTRUMENT, OPEN_FOR, settings_of
from content.instrument import Instrument
from content.loader import load_instruments
from demo.people import HELMI
from directory.organisation import Organisation, Person, Unit
from jobs.close_waves import Count, take_snapshot
from jobs.import_directory import import_directory
from settings import load_settings
from storage.engine import Stores
from storage.results import record_results
from storage.waves import Wave, freeze, mark_closed, mark_counted, mark_opened, record_wave

UNITS: Final = 2000
FEWEST: Final = 5
MOST: Final = 15
"""Answers of a unit."""
LIMIT_MS: Final = 500.0
WARM: Final = 25
_ROOT: Final = "K"
_WAVE: Final = "bench"
_SEED: Final = 16
_PRESSES: Final = (
    ("heat map", ""),
    ("ranking", "index"),
    ("support", "support"),
)


async def measure(folder: Path) -> list[Measured]:
    """Measure ours, each kind in a process that has read nothing yet, and the baseline."""
    async with teams(folder) as around:
        settings = settings_of(folder, around)
        await _prepare(settings)
        stock = await _pressed(
            "bench.stock:serve", around.addresses, folder=folder, around=around, wanted='"OK"'
        )
        found = []
        for name, order in _PRESSES:
            facts = {"settings": settings}
            told = await _pressed(
                "bench.ours:serve", facts, folder=folder, around=around, wanted="ChoiceSet", order=order
            )
            found += _figures(name, told, stock=stock)
    return found


def _figures(name: str, told: Sequence[float], *, stock: Sequence[float]) -> list[Measured]:
    first, *later = told
    baseline = 1000 * median(stock[1:])
    return [
        Measured(
            name=f"i  2,000 units, {name}: first press",
            unit="ms",
            ours=1000 * first,
            baseline=1000 * stock[0],
            limit=LIMIT_MS,
            better="less",
        ),
        Measured(
            name=f"i  2,000 units, {name}: later presses",
            unit="ms",
            ours=1000 * median(later),
            baseline=baseline,
            limit=LIMIT_MS,
            better="less",
        ),
    ]


async def _prepare(settings: dict[str, Any]) -> None:
    """Leave a closed wave of a town whose units all lie under one node."""
    now, instrument = bot.now(), load_instruments()[INSTRUMENT]
    organisation = _organisation()
    wave = Wave(_WAVE, instrument, _ROOT, 5, 0, opens_at=now - OPEN_FOR, closes_at=now)
    async with bot.house(load_settings(**settings)) as house:
        await import_directory(house.stores, organisation, dry_run=False, actor="bench", now=now)
        await _close(house.stores, wave, organisation)


async def _close(stores: Stores, wave: Wave, organisation: Organisation) -> None:
    count_of = _answers(wave.instrument, list(organisation.units)[1:])
    invited = dict.fromkeys(organisation.units, MOST)
    snapshot = take_snapshot(wave, count_of, parents=organisation.parents, invited=invited)
    async with stores.identity.writing() as connection:
        await record_wave(connection, wave)
        await mark_opened(connection, wave.id, now=wave.opens_at)
        await freeze(connection, wave.id, organisation=organisation, members=[])
        await record_results(connection, wave.id, sums=snapshot.sums, published=snapshot.published)
        await mark_counted(connection, wave.id, now=wave.closes_at)
        await mark_closed(connection, wave.id, now=wave.closes_at)


def _organisation() -> Organisation:
    units = [
        Unit(_ROOT, None, "kunta", "Kaupunki", "Staden", "The town"),
        *(Unit(f"U{n}", _ROOT, "yksikkö", f"Yksikkö {n}", f"Enhet {n}", f"Unit {n}") for n in range(UNITS)),
    ]
    return Organisation(units, [Person(HELMI.aad_object_id, _ROOT, None, (), frozenset({"hr"}))])


def _answers(instrument: Instrument, codes: Sequence[str]) -> Count:
    """Let every unit answer around a level of its own."""
    rng = np.random.default_rng(_SEED)
    numbers = rng.integers(FEWEST, MOST + 1, len(codes))
    cells = [code for code, number in zip(codes, numbers, strict=True) for _ in range(number)]
    levels = np.repeat(rng.normal(3.6, 0.5, len(codes)), numbers)
    drawn = rng.normal(levels[:, None], 0.9, (len(cells), len(instrument.items)))
    rows = np.clip(np.rint(drawn), 1, 5).astype(np.uint8)
    return Count(instrument, cells, bytearray(rows.tobytes()))


async def _pressed(
    work: str, facts: dict[str, Any], *, folder: Path, around: Teams, wanted: str, order: str = ""
) -> list[float]:
    """Press one after the other, after a press that opens connections and reads no result; seconds each.

    `wanted` stands in every right answer.
    """
    async with child(work, folder=folder, environment=around.environment, **facts) as server:
        url = (await server.hear())["url"]
        headers = {"Authorization": f"Bearer {around.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            await _press(session, url, _activity("survey.privacy", around, number=0), wanted="")
            presses = [_activity("results.level", around, number=n, order=order) for n in range(1, WARM + 2)]
            return [await _press(session, url, each, wanted=wanted) for each in presses]


async def _press(session: aiohttp.ClientSession, url: str, pressed: dict[str, Any], *, wanted: str) -> float:
    started = perf_counter()
    async with session.post(url, json=pressed) as response:
        answer = await response.text()
    seconds = perf_counter() - started
    if not response.ok or wanted not in answer:
        raise WrongResult(f"{response.status}: {answer[:200]}")
    return seconds


def _activity(verb: str, around: Teams, *, number: int, **data: str) -> dict[str, Any]:
    sent = {"verb": verb, "unit": _ROOT, "wave": _WAVE, **data}
    action = {"type": "Action.Execute", "verb": verb, "data": sent}
    return activity(
        HELMI.aad_object_id,
        service_url=around.service_url,
        number=number,
        type="invoke",
        name="adaptiveCard/action",
        value={"action": action},
    )
