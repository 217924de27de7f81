"""When people may be written to: the working hours of their unit, by the clock on its wall."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_SATURDAY: Final = 5
_RANGE: Final = 2
_TOLD_AS_RANGE: Final = 3


class BadHours(ValueError):
    """What was given are no working hours; the message says why in a short English sentence."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours of a working day, from `starts` until just before `ends`, by the clock of `zone`.

    Times are written "HH:MM", the midnight that ends a day "24:00". `weekdays` counts Monday as 0;
    `on_holidays` says that Finland's public holidays are days like any other.
    """

    zone: ZoneInfo
    starts: str = "08:00"
    ends: str = "17:00"
    weekdays: frozenset[int] = frozenset(range(5))
    on_holidays: bool = False

    def __post_init__(self) -> None:
        """Raise BadHours when no moment would ever be inside."""
        for time in (self.starts, self.ends):
            if not _TIME.fullmatch(time):
                raise BadHours(f"{time!r} is no time of day, for example 08:00")
        if self.starts >= self.ends:
            raise BadHours(f"{self.starts} is not before {self.ends}")
        if not self.weekdays:
            raise BadHours("at least one day of the week is needed")

    def next_moment(self, moment: datetime) -> datetime:
        """Give the moment itself inside working time, else the next opening in UTC."""
        day = moment.astimezone(self.zone).date()
        while (inside := self._first_inside(day, not_before=moment)) is None:
            day += _DAY
        return inside

    def is_working_day(self, day: date) -> bool:
        """Say whether a day is one of those on which these people work."""
        return day.weekday() in self.weekdays and (self.on_holidays or day not in _public_holidays(day.year))

    def of_day(self, day: date) -> tuple[datetime, datetime] | None:
        """Give when a working day begins and ends; None for a day that has no working time."""
        if not self.is_working_day(day):
            return None
        begins, ends = (first_showing(day, time, self.zone) for time in (self.starts, self.ends))
        # Of a day that the zone skips, both ends are the midnight after it.
        return (begins, ends) if begins < ends else None

    def _first_inside(self, day: date, *, not_before: datetime) -> datetime | None:
        """Give the first moment inside the hours of a day, None when they are over or the day has none."""
        inside = self.of_day(day)
        if inside is None:
            return None
        first = max(not_before, inside[0])
        return first if first < inside[1] else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of every unit: its own, else of the nearest unit above that has some, else the default."""

    default: WorkingTime
    own: Mapping[str, WorkingTime] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)

    def of(self, unit: str) -> WorkingTime:
        """Give the hours that hold in a unit."""
        code: str | None = unit
        while code is not None and code not in self.own:
            code = self.parents.get(code)
        return self.default if code is None else self.own[code]


def read_hours(text: str, zone: ZoneInfo) -> WorkingTime:
    """Read hours such as "08:00-17:00 mon-fri" or "06:00-22:00 mon-sun holidays"; raise BadHours."""
    match text.split():
        case [times, days]:
            on_holidays = False
        case [times, days, "holidays"]:
            on_holidays = True
        case _:
            raise BadHours(f"{text!r} are no working hours, for example 08:00-17:00 mon-fri")
    starts, _, ends = times.partition("-")
    return WorkingTime(zone, starts, ends, read_days(days), on_holidays)


def read_days(text: str) -> frozenset[int]:
    """Read days of the week such as "mon-fri", "sat,sun" or "sun-thu"; raise BadHours."""
    days: set[int] = set()
    for part in text.lower().split(","):
        ends = part.split("-")
        if not set(ends) <= set(WEEK) or len(ends) > _RANGE:
            raise BadHours(f"{text!r} are no days of the week, for example mon-fri or mon,wed,sat")
        first, last = WEEK.index(ends[0]), WEEK.index(ends[-1])
        days.update((first + step) % len(WEEK) for step in range((last - first) % len(WEEK) + 1))
    return frozenset(days)


def written_days(days: frozenset[int]) -> str:
    """Write days of the week as `read_days` reads them."""
    ordered = sorted(days)
    if len(ordered) >= _TOLD_AS_RANGE and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{WEEK[ordered[0]]}-{WEEK[ordered[-1]]}"
    return ",".join(WEEK[day] for day in ordered)


def read_zone(name: str) -> ZoneInfo:
    """Find a time zone; raise BadHours."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadHours(f"no time zone is called {name!r}") from None


def first_showing(day: date, time: str, zone: ZoneInfo) -> datetime:
    """Give the first moment when the wall's clock shows a time of a day, or a later one.

    Passed twice in autumn, a time is its first passing; leapt over in spring, it is the leap.
    """
    return _showing(day, time, zone, passing=min)


def last_showing(day: date, time: str, zone: ZoneInfo) -> datetime:
    """Give the last moment when the wall's clock comes to show a time of a day, or a later one."""
    return _showing(day, time, zone, passing=max)


def is_working_day(day: date) -> bool:
    """Say whether a day is one of those on which Finland works: no weekend, no public holiday."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


def _showing(
    day: date, time: str, zone: ZoneInfo, *, passing: Callable[[Iterable[datetime]], datetime]
) -> datetime:
    hour, minute = int(time[:2]), int(time[3:])
    wanted = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001 - what a wall shows has no zone
    moment = passing(wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    while moment.astimezone(zone).replace(tzinfo=None) < wanted:
        moment += _MINUTE
    return moment


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """List Finland's public holidays; the eves of Midsummer and Christmas are among them."""
    return frozenset(country_holidays("FI", years=year))
