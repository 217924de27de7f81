"""`pulssi clock`: waves that come back by themselves."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.table import Table

import bot
from content.texts import Language
from dialogs.year_ahead import calendar_entries, names_of, read_year
from followups.annual_clock import Entry, Every, next_occurrences
from followups.cycle import check_times
from followups.reminders import Whom
from followups.working_time import is_working_day
from jobs.keep_clock import BadEntry, add_entry, take_off
from jobs.turn_clock import turn_clock
from reports.calendar import calendar_file
from settings import Settings
from shell.running import Json, instruments_of, known_code, say, with_stores
from storage.annual_clock import list_entries
from storage.audit import SHELL
from storage.cycle import change_cycle, find_cycle
from storage.engine import Stores
from storage.plan_standing import list_units_in
from storage.teams import find_place
from storage.unit_aliases import find_code

clock = typer.Typer(no_args_is_help=True, help="The annual clock: waves that come back by themselves.")

SHOWN = 3
"""Openings that are listed of each entry."""


@clock.command("add")
def add(  # noqa: PLR0913  # one option each
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="A name of your own, such as fiilis-viikko.")],
    *,
    instrument: Annotated[str, typer.Option(help="Id of an instrument, for example fiilis.")],
    unit: Annotated[str, typer.Option(help="Code of the unit that is asked, with all below it.")],
    every: Annotated[str, typer.Option(help="week, two_weeks, month, quarter, half_year or year.")],
    starts: Annotated[str, typer.Option(help="First day, for example 2027-01-11; it sets the weekday.")],
    ends: Annotated[str | None, typer.Option(help="Last day on which a wave opens.")] = None,
    months: Annotated[str, typer.Option(help="Only in these months, such as 1,4,9; all when left out.")] = "",
    opens: Annotated[str, typer.Option(help="Local time of opening and closing.")] = "09:00",
    days: Annotated[int, typer.Option(help="Days to answer, 1-60.")] = 7,
    remind: Annotated[int, typer.Option(help="Reminders, 0-2.")] = 0,
    remind_whom: Annotated[str, typer.Option(help="all or unanswered.")] = "all",
    shares: Annotated[int, typer.Option(help="Ask the units in so many shares that take turns.")] = 1,
    smallest_group: Annotated[
        int | None,
        typer.Option("--k", help="Smallest group that is shown: larger than usual, never smaller"),
    ] = None,
) -> None:
    """Put a wave that comes back on the clock; prints its next openings."""
    entry = Entry(
        id=entry_id,
        instrument=instrument,
        unit=unit,
        every=cast("Every", every),
        starts_on=_day(starts),
        ends_on=_day(ends) if ends else None,
        months=_months(months),
        opens=_time(opens),
        days=days,
        reminders=remind,
        remind_whom=cast("Whom", remind_whom),
        shares=shares,
        k=smallest_group,
    )

    async def run(stores: Stores, settings: Settings) -> None:
        await _add(stores, settings, replace(entry, unit=await known_code(stores, unit)))

    with_stores(run)


@clock.command("list")
def list_(as_json: Json = False) -> None:  # noqa: FBT002  # typer's form
    """List what is on the clock with the next openings of each."""

    async def run(stores: Stores, settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            entries = await list_entries(connection)
        today = bot.now().astimezone(settings.zone).date()
        if as_json:
            say(json.dumps([_as_json(each, today) for each in entries], ensure_ascii=False))
        else:
            Console().print(_table(entries, today))

    with_stores(run)


@clock.command("remove")
def remove(entry_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Take an entry off the clock, with its waves that have not opened yet."""

    async def run(stores: Stores, settings: Settings) -> None:
        removed = await take_off(stores, entry_id, zone=settings.zone, actor=SHELL, now=bot.now())
        say(f"{entry_id} is removed; waves that will not open: {', '.join(removed) or 'none was planned'}")

    with_stores(run)


@clock.command("times")
def times(
    talk_days: Annotated[int | None, typer.Option(help="Days from the results until the talk.")] = None,
    plan_days: Annotated[int | None, typer.Option(help="Days from the results until the plan.")] = None,
    follow_up_months: Annotated[int | None, typer.Option(help="Months between follow-ups, 1-3.")] = None,
) -> None:
    """Show within what time results are handled, or set it."""
    given = {"talk_days": talk_days, "plan_days": plan_days, "follow_up_months": follow_up_months}
    wanted = {name: value for name, value in given.items() if value is not None}

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            before = await find_cycle(connection)
            after = check_times(replace(before, **wanted))
            await change_cycle(connection, before, after, actor=SHELL, now=bot.now())
        say(f"talk within {after.talk_days} days of the results, plan within {after.plan_days} days")
        say(f"follow-ups every {after.follow_up_months} months at the latest")

    with_stores(run)


@clock.command("export")
def export(
    ics: Annotated[Path, typer.Option(help="The calendar file.")],
    unit: Annotated[str | None, typer.Option(help="Only what asks this unit or a part of it.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the file.")] = "fi",
) -> None:
    """Write the year with its deadlines as a calendar file."""

    async def run(stores: Stores, settings: Settings) -> None:
        now, instruments = bot.now(), instruments_of(settings)
        async with stores.identity.reading() as connection:
            year = await read_year(connection, instruments, today=now.astimezone(settings.zone).date())
        asking = await _asking(stores, unit)
        days = [day for day in year.days if asking is None or day.entry.unit in asking]
        names = names_of(year, instruments, language=language)
        entries = calendar_entries(days, names, language=language)
        ics.parent.mkdir(parents=True, exist_ok=True)
        ics.write_bytes(calendar_file(entries, stamp=now, zone=settings.zone, language=language))
        say(f"{ics}: {len(entries)} days")

    with_stores(run)


async def _asking(stores: Stores, unit: str | None) -> Collection[str] | None:
    """Give the units whose waves concern one: itself, those above and those below; None for all."""
    if unit is None:
        return None
    async with stores.identity.reading() as connection:
        place = await find_place(connection, await find_code(connection, unit))
        if place is None:
            raise BadEntry(f"no unit has the code {unit!r}")
        return {*place.path, *(each.code for each in await list_units_in(connection, [place.unit.code]))}


async def _add(stores: Stores, settings: Settings, entry: Entry) -> None:
    now, known = bot.now(), instruments_of(settings)
    await add_entry(stores, entry, instruments=known, zone=settings.zone, actor=SHELL, now=now)
    await turn_clock(stores, known, zone=settings.zone, now=now)
    opening = ", ".join(_openings(entry, now.astimezone(settings.zone).date()))
    say(f"{entry.id} opens on {opening}")


def _openings(entry: Entry, today: date) -> list[str]:
    coming = next_occurrences(entry, most=SHOWN, today=today, is_working_day=is_working_day)
    return [each.opens_on.isoformat() for each in coming]


def _table(entries: list[Entry], today: date) -> Table:
    table = Table("id", "instrument", "unit", "every", "months", "shares", "days", "opens", "next")
    for each in entries:
        cells = (each.id, each.instrument, each.unit, each.every, _written(each.months) or "all")
        counts = (str(each.shares), str(each.days), f"{each.opens:%H:%M}")
        table.add_row(*cells, *counts, ", ".join(_openings(each, today)) or "never again")
    return table


def _as_json(entry: Entry, today: date) -> dict[str, object]:
    return {
        "id": entry.id,
        "instrument": entry.instrument,
        "unit": entry.unit,
        "every": entry.every,
        "starts": entry.starts_on.isoformat(),
        "ends": entry.ends_on.isoformat() if entry.ends_on else None,
        "months": sorted(entry.months),
        "opens": f"{entry.opens:%H:%M}",
        "days": entry.days,
        "remind": entry.reminders,
        "remind_whom": entry.remind_whom,
        "shares": entry.shares,
        "k": entry.k,
        "next": _openings(entry, today),
    }


def _written(months: frozenset[int]) -> str:
    return ",".join(map(str, sorted(months)))


def _months(text: str) -> frozenset[int]:
    parts = [part.strip() for part in text.split(",")] if text else []
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise BadEntry("months are numbers from 1 to 12, such as 1,4,9")
    return frozenset(map(int, parts))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadEntry(f"{text!r} is no day, for example 2027-01-11") from None


def _time(text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at != time(at.hour, at.minute):
        raise BadEntry(f"{text!r} is no time of day, for example 09:00")
    return at
