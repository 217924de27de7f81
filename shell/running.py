"""What every command does alike: settings, stores, words out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

import bot
from content.instrument import Instrument
from followups.working_time import WorkingTime
from jobs.plan_waves import CannotPlan
from settings import Settings, load_settings, read_master_key
from storage.engine import Stores
from storage.migrate import migrate
from storage.secrets import Vault
from storage.unit_aliases import find_code
from storage.working_hours import find_calendar

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Work = Callable[[Stores, Settings], Coroutine[Any, Any, Any]]


def with_stores(work: Work, *, migrated: bool = True) -> Any:
    """Run something on the stores that the settings name."""

    async def run() -> Any:
        settings = load_settings()
        stores = bot.stores_of(settings)
        try:
            if migrated:
                await migrate(stores)
            return await work(stores, settings)
        finally:
            await stores.close()

    return asyncio.run(run())


def instruments_of(settings: Settings) -> dict[str, Instrument]:
    """Load the questionnaires that are shipped, and the customer's own."""
    return bot.instruments_of(settings)


def vault_of(stores: Stores, settings: Settings) -> Vault:
    """Open the vault with the master key."""
    return Vault(stores.secrets, read_master_key(settings))


def moment_in(text: str, zone: ZoneInfo) -> datetime:
    """Read a time, that of a wall in `zone` when it has no offset; raise CannotPlan."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotPlan(f"{text!r} is no ISO 8601 time, for example 2026-12-01T16:00") from None
    if moment.tzinfo:
        return moment
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        is_shown = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
        times = "twice" if is_shown else "never"
        raise CannotPlan(
            f"the clocks of {zone.key} show {text} {times}: say which with an offset, as in +02:00"
        )
    return first


async def hours_in(stores: Stores, settings: Settings, unit: str) -> WorkingTime:
    """Give the hours that hold in a unit, with its time zone."""
    async with stores.identity.reading() as connection:
        code = await find_code(connection, unit)
        return (await find_calendar(connection, bot.hours_of(settings))).of(code)


async def known_code(stores: Stores, unit: str) -> str:
    """Give the code under which a unit is known, also by a code that it got later."""
    async with stores.identity.reading() as connection:
        return await find_code(connection, unit)


def warn(line: str) -> None:
    """Print a line beside what programs read."""
    typer.echo(f"pulssi: {line}", err=True)


def say(line: str) -> None:
    """Print a line."""
    typer.echo(line)
