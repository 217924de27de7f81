"""(a) Answering a pulse: 2,000 people submit once each, over HTTP, sealed and committed to SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import bot
from bench.figures import Measured, WrongResult
from bench.load import Load, activity, press_on
from bench.processes import child
from bench.teams import Teams, teams
from bench.town import HOURS, INSTRUMENT, meet, settings_of, town
from content.instrument import Instrument
from content.loader import load_instruments
from jobs.open_waves import open_wave
from storage.ballots import has_tag
from storage.engine import open_stores
from storage.sealing import participation_tag

PEOPLE: Final = 2050
UNITS: Final = 160
WARM_UP: Final = 50
STOCK_REQUESTS: Final = 450
WANTED: Final = 5.0


async def measure(folder: Path) -> list[Measured]:
    """Measure ours and the baseline, one after the other."""
    async with teams(folder) as around:
        ours = await _ours(folder, around)
        stock = await _stock(folder, around)
    return [
        Measured(
            name="a  survey.submit: answered",
            unit="requests/s",
            ours=ours.per_second,
            baseline=stock.per_second,
            wanted=WANTED,
        ),
        Measured(
            name="a  survey.submit: processor time",
            unit="ms/request",
            ours=ours.cpu_ms,
            baseline=stock.cpu_ms,
            better="less",
        ),
        Measured(
            name="a  survey.submit: 95 of 100 within",
            unit="ms",
            ours=ours.slow_ms,
            baseline=stock.slow_ms,
            better="less",
        ),
    ]


async def _ours(folder: Path, around: Teams) -> Load:
    settings = settings_of(folder, around)
    async with town(settings, people=PEOPLE, units=UNITS) as made:
        await meet(made, made.people, service_url=around.service_url)
        await open_wave(made.stores, made.vault, made.wave.id, hours=HOURS, now=bot.now())
        presses = _presses(made.people, made.wave.id, made.wave.instrument, around.service_url)
        secrets = await made.vault.get(made.wave.id, now=bot.now())
    work = "bench.ours:serve"
    async with child(work, folder=folder, environment=around.environment, settings=settings) as server:
        url = (await server.hear())["url"]
        load = await press_on(server, presses, url=url, token=around.token, warm_up=WARM_UP)
    tags = [participation_tag(secrets, person) for person in made.people]
    await _check(settings, made.wave.id, tags)
    return load


async def _stock(folder: Path, around: Teams) -> Load:
    people = [f"person-{number}" for number in range(STOCK_REQUESTS)]
    wave = "tyoelaman-laatu-20260101-abcdef"
    async with child(
        "bench.stock:serve", folder=folder, environment=around.environment, **around.addresses
    ) as server:
        url = (await server.hear())["url"]
        presses = _presses(people, wave, load_instruments()[INSTRUMENT], around.service_url)
        return await press_on(server, presses, url=url, token=around.token, warm_up=WARM_UP)


async def _check(settings: dict[str, Any], wave: str, tags: list[bytes]) -> None:
    """Make sure that every answer is in the ballot box."""
    stores = open_stores(
        database_url=settings["database_url"],
        ballot_url=settings["ballot_url"],
        secrets_url=settings["secrets_url"],
    )
    async with stores.ballots.reading() as connection:
        missing = [tag for tag in tags if not await has_tag(connection, wave, tag=tag)]
    await stores.close()
    if missing:
        raise WrongResult(f"{len(missing)} answers are not in the ballot box")


def _presses(people: list[str], wave: str, instrument: Instrument, service_url: str) -> list[dict[str, Any]]:
    answers = {item_id: str(1 + number % 5) for number, item_id in enumerate(instrument.item_ids)}
    data = {"verb": "survey.submit", "wave": wave, **answers, "comment": ""}
    action = {"type": "Action.Execute", "verb": "survey.submit", "data": data}
    return [
        activity(
            person,
            service_url=service_url,
            number=number,
            type="invoke",
            name="adaptiveCard/action",
            value={"action": action},
            replyToId=f"card-{number}",
        )
        for number, person in enumerate(people)
    ]
