"""The annual clock: which questionnaire comes back how often, and on which days its waves open."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from itertools import count, islice
from types import MappingProxyType
from typing import Final, Literal

from followups.reminders import Whom

Every = Literal["week", "two_weeks", "month", "quarter", "half_year", "year"]

STEPS: Final[Mapping[Every, tuple[int, int]]] = MappingProxyType(
    {
        "week": (0, 7),
        "two_weeks": (0, 14),
        "month": (1, 0),
        "quarter": (3, 0),
        "half_year": (6, 0),
        "year": (12, 0),
    }
)
"""Months and days from one opening to the next."""
REST_DAYS: Final = 14
"""Days from being asked to being asked again, at least."""
MOST_DAYS: Final = 60
"""The longest time to answer; a wave whose opening is further away than this is over, planned or not."""
DAY: Final = timedelta(days=1)
AHEAD: Final = 14 * DAY
"""How long before its opening a wave is planned."""

_FINGERPRINT: Final = 16
_SHORTEST_MONTH: Final = 28
_BEYOND: Final = 5 * 366 * DAY


@dataclass(frozen=True, slots=True)
class Entry:
    """A wave that comes back; no `months` are all months.

    With `shares` above one, every wave asks one share of the units, and the shares take turns.
    """

    id: str
    instrument: str
    unit: str
    every: Every
    starts_on: date
    ends_on: date | None = None
    months: frozenset[int] = frozenset()
    opens: time = time(9)
    days: int = 7
    reminders: int = 0
    remind_whom: Whom = "all"
    shares: int = 1
    k: int | None = None

    @property
    def step_days(self) -> int:
        """Give the fewest days from one opening to the next."""
        months, days = STEPS[self.every]
        return months * _SHORTEST_MONTH + days

    @property
    def fingerprint(self) -> str:
        """Give a short sign that is another one as soon as anything of the entry is."""
        told = replace(self, months=frozenset())
        written = f"{told!r}{sorted(self.months)}"
        return sha256(written.encode()).hexdigest()[:_FINGERPRINT]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One wave of an entry: `due_on` by the calendar, open from `opens_on` to `closes_on`."""

    entry: Entry
    share: int
    due_on: date
    opens_on: date
    closes_on: date

    @property
    def wave_id(self) -> str:
        """Give the id of the wave, which no new holiday changes."""
        return f"{self.entry.id}-{self.due_on:%Y%m%d}"

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Give opening and end in UTC, both at the same local time."""
        opens = datetime.combine(self.opens_on, self.entry.opens, tzinfo=zone)
        closes = datetime.combine(self.closes_on, self.entry.opens, tzinfo=zone)
        return opens.astimezone(UTC), closes.astimezone(UTC)


def occurrences(
    entry: Entry, *, since: date, until: date, is_working_day: Callable[[date], bool]
) -> Iterator[Occurrence]:
    """List the waves that open from `since` to `until`, in order.

    An opening on a day off moves to the next working day; one that thereby comes less than a rest after the
    last of the same share is left out, for nobody could be asked.
    """
    last_day = min(until, entry.ends_on or until)
    latest: dict[int, date] = {}
    for number, (due_on, next_on) in enumerate(_due_days(entry, last_day)):
        opens_on = _first_working_day(due_on, is_working_day)
        if opens_on > last_day:
            return
        share = number % entry.shares
        if share in latest and opens_on < latest[share] + REST_DAYS * DAY:
            continue
        if opens_on in latest.values():
            continue
        latest[share] = opens_on
        if opens_on >= since:
            # Over before the next one opens: nobody is asked the same in two waves at a time.
            closes_on = min(opens_on + entry.days * DAY, max(next_on, opens_on + DAY))
            yield Occurrence(entry, share, due_on, opens_on, closes_on)


def next_occurrences(
    entry: Entry, *, most: int, today: date, is_working_day: Callable[[date], bool]
) -> list[Occurrence]:
    """List the waves of an entry that open next."""
    coming = occurrences(entry, since=today, until=today + _BEYOND, is_working_day=is_working_day)
    return list(islice(coming, most))


def lately_or_soon(
    entry: Entry, *, today: date, is_working_day: Callable[[date], bool]
) -> Iterator[Occurrence]:
    """List the waves of an entry that may be open still or are planned by now."""
    since = today - MOST_DAYS * DAY
    return occurrences(entry, since=since, until=today + AHEAD, is_working_day=is_working_day)


def due_day(entry: Entry, step: int) -> date:
    """Give the day of an opening by the calendar alone; a month without that day gives its last one."""
    months, days = STEPS[entry.every]
    start = entry.starts_on
    year, month = divmod(start.year * 12 + start.month - 1 + step * months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + step * days * DAY


def _due_days(entry: Entry, last_day: date) -> Iterator[tuple[date, date]]:
    """List the days in the entry's months, each with the day one step later."""
    for step in count():
        due_on = due_day(entry, step)
        if due_on > last_day:
            return
        if not entry.months or due_on.month in entry.months:
            yield due_on, due_day(entry, step + 1)


def _first_working_day(day: date, is_working_day: Callable[[date], bool]) -> date:
    while not is_working_day(day):
        day += DAY
    return day
