"""Puts entries on the annual clock and takes them off: what could not work is refused at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from content.instrument import Instrument
from followups import clock_rules
from followups.annual_clock import Entry
from followups.clock_rules import Problem
from followups.working_time import is_working_day
from storage.annual_clock import keep_entry, remove_with_waves
from storage.engine import Stores
from storage.organisation import list_units_by_code

_SENTENCES: Final[Mapping[str, str]] = {
    "id": "an id is made of small letters, digits and single hyphens, at most {most}",
    "instrument": "no instrument is called {name!r}; there are {known}",
    "template": "{name} asks about a team's own targets, which the clock does not know",
    "items": (
        "{name} asks {items} questions: what has more than {most} is asked every quarter at most, pulses of"
        " 3-{most} questions weekly to yearly"
    ),
    "k": "the smallest group of {name} is {fewest} to {most} people",
    "reminders": "at most {most} reminders are sent",
    "whom": "reminders go to `all` or to the `unanswered`",
    "every": "how often is one of {known}",
    "months": "months are numbers from 1 to 12, such as 1,4,9",
    "days": "there are 1 to {most} days to answer when a wave opens every {every}",
    "shares": "the units are asked in 1 to {most} shares",
    "often": (
        "nobody is asked more often than every {rest} days: what opens every {every} needs at least {shares}"
        " shares (--shares)"
    ),
    "over": "the first day, {day}, is over",
    "ends": "the last day, {last}, is before the first, {first}",
    "never": "no wave would ever open in these months and between these days",
}


class BadEntry(Exception):
    """An entry of the clock cannot be kept; `problems` names all that is wrong."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


async def add_entry(
    stores: Stores,
    entry: Entry,
    *,
    instruments: Mapping[str, Instrument],
    zone: ZoneInfo,
    actor: str,
    now: datetime,
) -> None:
    """Put an entry on the clock; raise BadEntry."""
    problems = list(problems_of(entry, instruments, today=now.astimezone(zone).date()))
    async with stores.identity.writing() as connection:
        if not await list_units_by_code(connection, [entry.unit]):
            problems.append(f"no unit has the code {entry.unit!r}")
        if problems:
            raise BadEntry(*problems)
        if not await keep_entry(connection, entry, actor=actor, now=now):
            raise BadEntry(f"the clock has an entry {entry.id!r} already")


async def take_off(stores: Stores, entry_id: str, *, zone: ZoneInfo, actor: str, now: datetime) -> list[str]:
    """Take an entry off the clock, and give its waves that will not open; raise UnknownEntry."""
    async with stores.identity.writing() as connection:
        return await remove_with_waves(connection, entry_id, zone=zone, actor=actor, now=now)


def problems_of(entry: Entry, instruments: Mapping[str, Instrument], *, today: date) -> Iterator[str]:
    """Say all that is wrong with an entry, without the stores."""
    for problem in clock_rules.problems_of(entry, instruments, today=today, is_working_day=is_working_day):
        yield _said(problem, entry)


def _said(problem: Problem, entry: Entry) -> str:
    return _SENTENCES[problem.key].format(**problem.facts, every=entry.every.replace("_", " "))
