"""What would come of a survey if it were opened now, by the functions that open it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from cards.wave_outlook import Likely, Outlook, Plan, Sizes
from dialogs.errors import Refused
from dialogs.hours import hours_of
from dialogs.turn import Turn
from dialogs.wave_typed import Read
from directory.organisation import Organisation, Unit
from followups.clock_rules import Problem
from followups.reminders import in_working_time, reminder_times
from followups.working_time import WorkingTime, is_working_day
from storage.follow_ups import list_asked
from storage.membership import branch, guess_shown, in_turn, wave_members
from storage.organisation import find_organisation
from storage.rest import list_resting
from storage.rosters import find_roster, likely_shifted
from storage.wave_plans import Wish, find_asked
from storage.wave_requests import needs_second
from storage.waves import Member, Wave, list_recent_waves

FEW_DAYS: Final = 3
"""Working days to answer below which shifts and holidays keep many from answering."""
MOST_HOLIDAYS: Final = 5
_WEEKEND: Final = 5


async def look_ahead(turn: Turn, read: Read) -> Outlook:
    """Say whom a survey would ask, what of it could be shown, and what to think of before."""
    if read.wish is None or read.instrument is None or read.place is None:
        raise Refused
    wish = read.wish
    organisation = await get_organisation(turn)
    wave = await find_asked(turn.connection, read.instrument, wish, wave_id="", now=turn.now)
    everybody, members = await list_asked_in(turn, wave, organisation)
    tree = branch(organisation, wave.unit_code)
    hours = await hours_of(turn, wish.unit_code)
    roster = await find_roster(turn.connection, members, now=turn.now)
    warnings = [
        *_of_people(len(members), wave.k),
        *_of_times(wish, hours),
        *_counted("overlap", await _count_beside(turn, wave, organisation)),
        *_counted("newcomers", len(likely_shifted(tree, wave, roster))),
    ]
    return Outlook(
        plan=plan_of(wave, read.place.unit, hours, opens=None if read.is_at_once else wish.opens, turn=turn),
        people=len(members),
        resting=everybody - len(members),
        sizes=_sizes(list(roster.asked.values()), wave.k),
        likely=Likely(*guess_shown(tree, wave, asked=roster.asked)),
        warnings=warnings,
        needs_second=needs_second(len(members)),
    )


async def get_organisation(turn: Turn) -> Organisation:
    """Give the whole organisation; raise Refused before the first import."""
    organisation = await find_organisation(turn.connection, now=turn.now)
    if organisation is None:
        raise Refused
    return organisation


async def list_asked_in(turn: Turn, wave: Wave, organisation: Organisation) -> tuple[int, list[Member]]:
    """Count everybody whose answer would count in a wave, and list those of them who would be asked."""
    now = turn.now.astimezone(turn.desk.zone)
    resting = await list_resting(turn.connection, days=wave.turn.rest_days, now=now)

    def find() -> tuple[int, list[Member]]:
        everybody = wave_members(organisation, wave.unit_code)
        return len(everybody), in_turn(organisation, everybody, wave, resting=resting)

    # A county has tens of thousands of people, and others wait for their answers meanwhile.
    return await asyncio.to_thread(find)


def plan_of(wave: Wave, unit: Unit, hours: WorkingTime, *, opens: datetime | None, turn: Turn) -> Plan:
    """Put what a wave will do into the values of a card."""
    return Plan(
        instrument=wave.instrument.name.say(turn.language),
        unit=unit,
        opens=opens,
        closes=wave.closes_at,
        reminders=reminders_of(wave, hours),
        whom=wave.remind_whom,
        k=max(wave.k, wave.instrument.smallest_group),
        has_comments=wave.instrument.comment is not None,
    )


def reminders_of(wave: Wave, hours: WorkingTime) -> Sequence[datetime]:
    """Give when a wave would remind those who work by some hours."""
    times = reminder_times(opens=wave.opens_at, closes=wave.closes_at, count=wave.reminders)
    invited = hours.next_moment(wave.opens_at)
    return in_working_time(times, hours=hours, invited=invited, closes=wave.closes_at)


def _sizes(counts: Collection[int], k: int) -> Sizes:
    small = sum(count < k for count in counts)
    large = sum(count >= 2 * k for count in counts)
    return Sizes(small, len(counts) - small - large, large)


def _of_people(people: int, k: int) -> Iterator[Problem]:
    if people < k:
        yield Problem("small", {"k": k})


def _counted(key: str, n: int) -> Iterator[Problem]:
    if n:
        yield Problem(key, {"n": n})


def _of_times(wish: Wish, hours: WorkingTime) -> Iterator[Problem]:
    first = hours.next_moment(wish.opens)
    if first >= wish.closes:
        yield Problem("nobody_invited")
        return
    if first > wish.opens:
        yield Problem("hours", {"moment": first})
    start, end = wish.opens.astimezone(hours.zone).date(), wish.closes.astimezone(hours.zone).date()
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    if free := _holidays(days):
        yield Problem("holidays", {"days": free[:MOST_HOLIDAYS]})
    if sum(hours.is_working_day(day) for day in days) < FEW_DAYS:
        yield Problem("short")


def _holidays(days: Sequence[date]) -> tuple[date, ...]:
    """Give the public holidays that fall on a day when most would work."""
    return tuple(day for day in days if day.weekday() < _WEEKEND and not is_working_day(day))


async def _count_beside(turn: Turn, wave: Wave, organisation: Organisation) -> int:
    """Count the other surveys that ask some of the same people at the same time."""
    near = {*organisation.below(wave.unit_code), *organisation.path(wave.unit_code)}
    others = [
        other
        for other in await list_recent_waves(turn.connection, since=wave.opens_at)
        if other.unit_code in near and other.opens_at < wave.closes_at and other.closes_at > wave.opens_at
    ]
    of_teams = await list_asked(turn.connection, [other.id for other in others])
    return sum(other.id not in of_teams for other in others)
