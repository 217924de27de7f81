"""For how long somebody wants no reminders."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

TWO_WEEKS: Final = "two_weeks"
MONTHS: Final = {"month": 1, "three_months": 3}
LENGTHS: Final = (TWO_WEEKS, *MONTHS)
"""What one can choose from, the shortest first."""


def last_day(today: date, length: str) -> date:
    """Give the last day of a pause that begins today; a day that the month does not have is its last one."""
    if length == TWO_WEEKS:
        return today + timedelta(weeks=2)
    year, month = divmod(today.year * 12 + today.month - 1 + MONTHS[length], 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
