"""Puts entries on the annual clock and takes them off: what could not work is refused at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from content.instrument import Instrument
from followups.annual_clock import REST_DAYS, STEPS, Entry
from jobs.plan_waves import MOST_REMINDERS, CannotPlan, smallest_group
from jobs.turn_clock import MOST_DAYS, lately_or_soon, next_occurrences
from storage.annual_clock import get_entry, record_entry, remove_entry, remove_planned
from storage.audit import record_audit
from storage.engine import Stores
from storage.organisation import list_units_by_code

MOST_ITEMS: Final = 10
"""More questions than these are a survey, not a pulse."""
MOST_SHARES: Final = 12
ADDED: Final = "clock.added"
REMOVED: Final = "clock.removed"
WAVE_REMOVED: Final = "wave.removed"

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID: Final = 40
_QUARTER: Final = 3
_LAST_MONTH: Final = 12


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
        if not await record_entry(connection, entry):
            raise BadEntry(f"the clock has an entry {entry.id!r} already")
        await record_audit(connection, ADDED, subject=entry.id, actor=actor, now=now)


async def take_off(stores: Stores, entry_id: str, *, zone: ZoneInfo, actor: str, now: datetime) -> list[str]:
    """Take an entry off the clock, and give its waves that will not open; raise UnknownEntry."""
    today = now.astimezone(zone).date()
    async with stores.identity.writing() as connection:
        entry = await get_entry(connection, entry_id)
        planned = [each.wave_id for each in lately_or_soon(entry, today=today)]
        removed = await remove_planned(connection, planned, now=now)
        for wave in removed:
            await record_audit(connection, WAVE_REMOVED, subject=wave, actor=actor, now=now)
        if await remove_entry(connection, entry_id):
            await record_audit(connection, REMOVED, subject=entry_id, actor=actor, now=now)
    return removed


def problems_of(entry: Entry, instruments: Mapping[str, Instrument], *, today: date) -> Iterator[str]:
    """Say all that is wrong with an entry, without the stores."""
    if len(entry.id) > _LONGEST_ID or not _ID.fullmatch(entry.id):
        yield f"an id is made of small letters, digits and single hyphens, at most {_LONGEST_ID}"
    if entry.instrument in instruments:
        yield from _problems_of_asking(entry, instruments[entry.instrument])
    else:
        known = ", ".join(sorted(instruments))
        yield f"no instrument is called {entry.instrument!r}; there are {known}"
    if not 0 <= entry.reminders <= MOST_REMINDERS:
        yield f"at most {MOST_REMINDERS} reminders are sent"
    if entry.remind_whom not in {"all", "unanswered"}:
        yield "reminders go to `all` or to the `unanswered`"
    if entry.every not in STEPS:
        yield f"how often is one of {', '.join(STEPS)}"
    elif not entry.months <= set(range(1, _LAST_MONTH + 1)):
        yield "months are numbers from 1 to 12, such as 1,4,9"
    else:
        yield from _problems_of_time(entry, today=today)


def _problems_of_asking(entry: Entry, instrument: Instrument) -> Iterator[str]:
    items = max(map(len, instrument.rotation), default=len(instrument.items))
    seldom = entry.every in STEPS and STEPS[entry.every][0] >= _QUARTER
    if instrument.is_template:
        yield f"{instrument.id} asks about a team's own targets, which the clock does not know"
    if items > MOST_ITEMS and not seldom:
        yield (
            f"{instrument.id} asks {items} questions: what has more than {MOST_ITEMS} is asked every quarter"
            " at most, pulses of 3-10 questions weekly to yearly"
        )
    try:
        smallest_group(instrument, entry.k)
    except CannotPlan as error:
        yield error.reason


def _problems_of_time(entry: Entry, *, today: date) -> Iterator[str]:
    longest = min(MOST_DAYS, entry.step_days)
    if not 1 <= entry.days <= longest:
        yield f"there are 1 to {longest} days to answer when a wave opens every {_said(entry.every)}"
    if not 1 <= entry.shares <= MOST_SHARES:
        yield f"the units are asked in 1 to {MOST_SHARES} shares"
    elif entry.step_days * entry.shares < REST_DAYS:
        yield (
            f"nobody is asked more often than every {REST_DAYS} days: what opens every {_said(entry.every)}"
            f" needs at least {-(-REST_DAYS // entry.step_days)} shares (--shares)"
        )
    if entry.starts_on < today:
        yield f"the first day, {entry.starts_on}, is over"
    elif entry.ends_on and entry.ends_on < entry.starts_on:
        yield f"the last day, {entry.ends_on}, is before the first, {entry.starts_on}"
    elif entry.shares >= 1 and not next_occurrences(entry, most=1, today=today):
        yield "no wave would ever open in these months and between these days"


def _said(every: str) -> str:
    return every.replace("_", " ")
