"""The year that HR has set, read from the stores: for the card, for a calendar, and for the shell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.annual_clock import day_in_words
from content.instrument import Instrument
from directory.organisation import Unit
from followups.annual_clock import Entry
from followups.clock_year import ClockDay, year_of
from followups.cycle import Cycle
from followups.working_time import is_working_day
from locales import texts
from reports import calendar
from storage.annual_clock import list_entries
from storage.cycle import find_cycle
from storage.organisation import list_units_by_code


@dataclass(frozen=True, slots=True)
class Year:
    """What is on the clock, the times for handling results, and the days of twelve months."""

    entries: Sequence[Entry]
    units: Mapping[str, Unit]
    cycle: Cycle
    days: Sequence[ClockDay]


async def read_year(
    connection: AsyncConnection, instruments: Mapping[str, Instrument], *, today: date
) -> Year:
    """Read the clock and draw the year."""
    entries, cycle = await list_entries(connection), await find_cycle(connection)
    units = await list_units_by_code(connection, {each.unit for each in entries})
    planning = {name for name, each in instruments.items() if each.calls_for_a_plan}
    days = year_of(entries, cycle, planning=planning, today=today, is_working_day=is_working_day)
    return Year(entries, {unit.code: unit for unit in units}, cycle, days)


def names_of(year: Year, instruments: Mapping[str, Instrument], *, language: str) -> dict[str, str]:
    """Name each entry: what it asks and whom; ids where there is no name any more."""
    return {
        each.id: f"{_asks(each, instruments, language)} · {_whom(each, year, language)}"
        for each in year.entries
    }


def calendar_entries(
    days: Sequence[ClockDay], names: Mapping[str, str], *, language: str
) -> list[calendar.Entry]:
    """Write the days of a year for a calendar."""
    say = texts(language)
    return [
        calendar.Entry(
            id=f"{day.kind.replace('_', '-')}-{day.occurrence.wave_id}",
            on=day.on,
            summary=day_in_words(day, names[day.entry.id], say=say),
            at=day.entry.opens if day.kind == "opens" else None,
        )
        for day in days
    ]


def _asks(entry: Entry, instruments: Mapping[str, Instrument], language: str) -> str:
    found = instruments.get(entry.instrument)
    return found.name.say(language) if found else entry.instrument


def _whom(entry: Entry, year: Year, language: str) -> str:
    found = year.units.get(entry.unit)
    return found.name(language) if found else entry.unit
