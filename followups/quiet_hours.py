"""The hours of every day at which one person does not want to be written to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from followups.working_time import first_showing, last_showing

Window = tuple[datetime, datetime]

MOST_HOURS: Final = 16
"""How long quiet hours may last: news must find a moment every day."""

_DAY: Final = timedelta(days=1)
_DAY_MINUTES: Final = 24 * 60
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class BadQuietHours(ValueError):
    """What was given are no quiet hours; `reason` is "time", "equal" or "too_long"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` until just before `ends`, written "HH:MM", over midnight where that is earlier."""

    starts: str
    ends: str

    def __post_init__(self) -> None:
        """Raise BadQuietHours for what is no time, lasts no time, or too long."""
        if not (_TIME.fullmatch(self.starts) and _TIME.fullmatch(self.ends)):
            raise BadQuietHours("time")
        if self.starts == self.ends:
            raise BadQuietHours("equal")
        if (_minutes(self.ends) - _minutes(self.starts)) % _DAY_MINUTES > MOST_HOURS * 60:
            raise BadQuietHours("too_long")

    def over(self, moment: datetime, *, zone: ZoneInfo) -> datetime:
        """Give the moment itself outside of quiet hours, else their end in UTC."""
        day = moment.astimezone(zone).date()
        ends = (end for start, end in self.around(day, zone=zone) if start <= moment < end)
        return next(ends, moment)

    def around(self, day: date, *, zone: ZoneInfo) -> list[Window]:
        """Give the quiet hours that may touch a day, in their order."""
        over_midnight = _DAY if self.ends < self.starts else timedelta()
        return [
            (first_showing(each, self.starts, zone), last_showing(each + over_midnight, self.ends, zone))
            for each in (day - _DAY, day, day + _DAY)
        ]


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
