"""On which days people work in Finland."""

from __future__ import annotations

from datetime import date
from typing import Final

from holidays import country_holidays

_SATURDAY: Final = 5
_HOLIDAYS: Final = country_holidays("FI")


def is_working_day(day: date) -> bool:
    """Say whether a day is neither of a weekend nor a public holiday."""
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS
