"""When a plan is looked at again: at the latest so many calendar months after the last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from followups.months import add_months

_DAY = timedelta(days=1)


def next_follow_up(since: date, *, months: int, is_working_day: Callable[[date], bool]) -> date:
    """Give the last working day that is not later than `months` calendar months after a day."""
    day = add_months(since, months)
    while not is_working_day(day):
        day -= _DAY
    return day
