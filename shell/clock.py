"""`pulssi clock`: waves that come back by themselves."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.table import Table

import bot
from followups.annual_clock import Entry, Every
from followups.reminders import Whom
from jobs.keep_clock import BadEntry, add_entry, take_off
from jobs.turn_clock import next_occurrences, turn_clock
from settings import Settings
from shell.running import Json, instruments_of, say, with_stores
from storage.annual_clock import list_entries
from storage.audit import SHELL
from storage.engine import Stores

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
    with_stores(lambda stores, settings: _add(stores, settings, entry))


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


async def _add(stores: Stores, settings: Settings, entry: Entry) -> None:
    now, known = bot.now(), instruments_of(settings)
    await add_entry(stores, entry, instruments=known, zone=settings.zone, actor=SHELL, now=now)
    await turn_clock(stores, known, zone=settings.zone, now=now)
    opening = ", ".join(_openings(entry, now.astimezone(settings.zone).date()))
    say(f"{entry.id} opens on {opening}")


def _openings(entry: Entry, today: date) -> list[str]:
    return [each.opens_on.isoformat() for each in next_occurrences(entry, most=SHOWN, today=today)]


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
