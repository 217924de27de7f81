"""When one person may be written to: the working hours of the unit without the person's own quiet hours.

Where less than an hour of a working day is left, the end of the quiet hours decides: that day's news may
come in the four hours after it. Somebody who works at night and sleeps by day is told in the evening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from followups.quiet_hours import QuietHours, Window
from followups.working_time import WorkingTime, last_showing

ENOUGH: Final = timedelta(hours=1)
AFTERWARDS: Final = timedelta(hours=4)
"""How long after quiet hours news may come that the working day has no room for."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OwnTime:
    """The hours in which one person may be written to."""

    hours: WorkingTime
    quiet: QuietHours | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone by whose clock all of it is meant."""
        return self.hours.zone

    def next_moment(self, moment: datetime) -> datetime:
        """Give the moment itself when the person may be written to, else the next such moment in UTC."""
        if self.quiet is None:
            return self.hours.next_moment(moment)
        # What comes after quiet hours may reach into the next day.
        day = moment.astimezone(self.zone).date() - _DAY
        while (found := self._first_in(day, self.quiet, not_before=moment)) is None:
            day += _DAY
        return found

    def _first_in(self, day: date, quiet: QuietHours, *, not_before: datetime) -> datetime | None:
        windows = self._windows(day, quiet)
        return next((max(not_before, begins) for begins, ends in windows if not_before < ends), None)

    def _windows(self, day: date, quiet: QuietHours) -> list[Window]:
        """Give when news of a working day may come, in order."""
        inside = self.hours.of_day(day)
        if inside is None:
            return []
        free = list(_without(inside, quiet.around(day, zone=self.zone)))
        left = sum((ends - begins for begins, ends in free), timedelta())
        if left >= min(ENOUGH, inside[1] - inside[0]):
            return free
        over = last_showing(day, quiet.ends, self.zone)
        return [(over, over + AFTERWARDS)]


def _without(window: Window, taken: Iterable[Window]) -> Iterator[Window]:
    """Take stretches, in their order, out of a window."""
    begins, ends = window
    for start, end in taken:
        if begins < min(start, ends):
            yield begins, min(start, ends)
        begins = max(begins, end)
    if begins < ends:
        yield begins, ends
