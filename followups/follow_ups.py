"""When a plan is looked at again: at the latest so many calendar months after the last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from followups.months import add_months
from followups.own_time import OwnTime
from followups.working_time import WorkingTime

MOST_SNOOZES: Final = 2
MOST_WEEKS: Final = 4
"""Weeks for which a follow-up can be put off at a time."""
MORNING: Final = time(9)
"""When people hear of what is due."""
ASKED_BEFORE: Final = timedelta(days=8)
"""How long before a follow-up the team is asked how its targets are doing."""

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def next_follow_up(since: date, *, months: int, is_working_day: Callable[[date], bool]) -> date:
    """Give the last working day that is not later than `months` calendar months after a day."""
    return _working_day_until(add_months(since, months), is_working_day)


def day_from_now(since: date, *, months: int, hours: WorkingTime, today: date) -> date:
    """Give the day of the next follow-up, or the next working day where that has passed unseen."""
    day = next_follow_up(since, months=months, is_working_day=hours.is_working_day)
    return day if day >= today else _working_day_from(today, hours.is_working_day)


def snoozed_to(due_on: date, *, weeks: int, hours: WorkingTime, today: date) -> date:
    """Give the last working day within so many weeks from the day it was due, from today when it is over."""
    since = max(due_on, today)
    day = _working_day_until(since + timedelta(weeks=weeks), hours.is_working_day)
    return day if day > since else _working_day_from(since + _DAY, hours.is_working_day)


def morning_of(day: date, hours: WorkingTime | OwnTime) -> datetime:
    """Give nine o'clock of a day by the clock on the wall, in UTC."""
    return datetime.combine(day, MORNING, tzinfo=hours.zone).astimezone(UTC)


def may_be_told(hours: WorkingTime | OwnTime, *, now: datetime) -> datetime | None:
    """Give when today people may hear of what is due, at nine or at once; None when they do not work."""
    today = now.astimezone(hours.zone).date()
    # Those whose day is over by nine are told as soon as it begins.
    wished = (max(now, morning_of(today, hours)), now)
    moments = (hours.next_moment(moment) for moment in wished)
    return next((moment for moment in moments if moment.astimezone(hours.zone).date() == today), None)


def end_of_day(moment: datetime, hours: WorkingTime | OwnTime) -> datetime:
    """Give the midnight that ends the day of a moment by the clock on the wall, in UTC."""
    tomorrow = moment.astimezone(hours.zone).date() + _DAY
    return datetime.combine(tomorrow, time(), tzinfo=hours.zone).astimezone(UTC)


def pulse_times(due_on: date, hours: WorkingTime) -> tuple[datetime, datetime]:
    """Give when the pulse before a follow-up opens, and when it closes: an hour before the follow-up."""
    return morning_of(due_on - ASKED_BEFORE, hours), morning_of(due_on, hours) - _HOUR


def _working_day_until(day: date, is_working_day: Callable[[date], bool]) -> date:
    while not is_working_day(day):
        day -= _DAY
    return day


def _working_day_from(day: date, is_working_day: Callable[[date], bool]) -> date:
    while not is_working_day(day):
        day += _DAY
    return day
