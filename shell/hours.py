"""`pulssi hours`: when people of a unit are written to."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import bot
from followups.working_time import WorkingTime, read_days, read_zone, written_days
from jobs.plan_waves import CannotPlan
from settings import Settings
from shell.running import known_code, say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.organisation import list_units_by_code
from storage.working_hours import list_hours, record_hours, remove_hours

hours = typer.Typer(no_args_is_help=True, help="When people are written to.")
Unit = Annotated[
    str, typer.Option(help="Code of the unit; those below it that have none of their own follow.")
]


@hours.command("list")
def list_() -> None:
    """List the units with working hours of their own, and those of all others."""

    async def run(stores: Stores, settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            own = await list_hours(connection)
        table = Table("unit", "from", "to", "days", "holidays", "zone")
        for code, each in {**own, "all others": bot.hours_of(settings)}.items():
            holidays = "yes" if each.on_holidays else "no"
            table.add_row(code, each.starts, each.ends, written_days(each.weekdays), holidays, each.zone.key)
        Console().print(table)

    with_stores(run)


@hours.command("set")
def set_(
    unit: Unit,
    starts: Annotated[str, typer.Option("--from", help="When the day begins, for example 06:00.")],
    ends: Annotated[str, typer.Option("--to", help="When it ends, for example 22:00; at most 24:00.")],
    days: Annotated[str, typer.Option(help="Days of the week, for example mon-sun or mon,wed.")] = "mon-fri",
    zone: Annotated[str | None, typer.Option(help="Time zone; that of the settings when left out.")] = None,
    on_holidays: Annotated[  # noqa: FBT002  # typer's form
        bool, typer.Option("--holidays/--no-holidays", help="Whether public holidays are like other days.")
    ] = False,
) -> None:
    """Give a unit working hours of its own."""

    async def run(stores: Stores, settings: Settings) -> None:
        where = read_zone(zone) if zone else settings.zone
        wanted = WorkingTime(where, starts, ends, read_days(days), on_holidays)
        code = await known_code(stores, unit)
        async with stores.identity.writing() as connection:
            if not await list_units_by_code(connection, [code]):
                raise CannotPlan(f"no unit has the code {unit!r}")
            await record_hours(connection, code, wanted)
            await record_audit(connection, "hours.set", subject=code, actor=SHELL, now=bot.now())
        say(f"set: {code} {starts}-{ends} {written_days(wanted.weekdays)}")

    with_stores(run)


@hours.command("clear")
def clear(unit: Unit) -> None:
    """Let a unit follow the unit above it again."""

    async def run(stores: Stores, _settings: Settings) -> None:
        code = await known_code(stores, unit)
        async with stores.identity.writing() as connection:
            if not await remove_hours(connection, code):
                raise CannotPlan(f"unit {unit!r} has no working hours of its own")
            await record_audit(connection, "hours.cleared", subject=code, actor=SHELL, now=bot.now())
        say(f"cleared: {code}")

    with_stores(run)
